/** Whom a NetworkPolicy lets pods reach at Confluent Cloud. */
import type { Input } from "@pulumi/pulumi";
import type { Peer, Reached } from "../../kubernetes/policy-rules.ts";

/** What is no address of the internet (RFC 1918, 6598, 3927): somebody's own network, another pod, or a cloud's metadata. */
const NOT_PUBLIC = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];

/** @param cidrs of a private way; default: the service's public addresses, which change without notice */
export function reachedAt(port: number, cidrs?: Input<string>[]): Reached & { to: Peer[]; ports: number[] } {
  const to = cidrs?.map((cidr) => ({ ipBlock: { cidr } })) ?? [{ ipBlock: { cidr: "0.0.0.0/0", except: NOT_PUBLIC } }];
  return { to, ports: [port] };
}
