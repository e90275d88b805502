/** A network that is there: nothing is made in it, and nothing of it is changed. */
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "./network.ts";

export interface ExistingNetworkArgs {
  /** Of the network, such as vpc-0123456789abcdef0. */
  id: pulumi.Input<string>;
  /** Ranges of all its addresses. Default: those of the subnets. */
  cidrs?: string[];
  /** One a zone, without a way in from the internet. */
  privateSubnets: { id: string; zone: string; cidr: string }[];
}

/** Whoever owns it has seen to routes, endpoints and tags. */
export function existingNetwork({ id, cidrs, privateSubnets }: ExistingNetworkArgs): Network {
  return {
    id: pulumi.output(id),
    cidrs: cidrs ?? privateSubnets.map(({ cidr }) => cidr),
    privateSubnets: privateSubnets.map((subnet) => ({ ...subnet, id: pulumi.output(subnet.id) })),
    zones: privateSubnets.map(({ zone }) => zone),
    ready: [],
  };
}
