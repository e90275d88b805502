/** Who may reach whom, by NetworkPolicies: their meaning as Kubernetes' documentation has it, for pods of known labels. Pure. */
import type { KubeObject } from "../control-plane/api.ts";

export interface Pod {
  namespace: string;
  labels: Record<string, string>;
}

/** Whether a connection is let through: by the sender's policies and by the receiver's. */
export function reaches(policies: readonly KubeObject[], from: Pod, to: Pod, port: number, protocol = "TCP"): boolean {
  return (
    allows(policies, from, "Egress", "egress", "to", to, port, protocol) &&
    allows(policies, to, "Ingress", "ingress", "from", from, port, protocol)
  );
}

function allows(
  policies: readonly KubeObject[],
  pod: Pod,
  type: "Ingress" | "Egress",
  list: "ingress" | "egress",
  side: "from" | "to",
  other: Pod,
  port: number,
  protocol: string,
): boolean {
  const own = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace && selects(spec.podSelector, pod.labels) && spec.policyTypes.includes(type),
  );
  if (own.length === 0) return true;
  return own.some(({ metadata, spec }) =>
    (spec[list] ?? []).some(
      (rule: any) =>
        (rule.ports === undefined ||
          rule.ports.some((one: any) => one.port === port && (one.protocol ?? "TCP") === protocol)) &&
        // Empty or missing: everybody.
        ((rule[side] ?? []).length === 0 || rule[side].some((peer: any) => isMeant(peer, other, metadata.namespace!))),
    ),
  );
}

/** Addresses are of what is outside: no pod is meant by them here. */
function isMeant({ podSelector, namespaceSelector, ipBlock }: any, pod: Pod, namespace: string): boolean {
  if (ipBlock !== undefined) return false;
  const where =
    namespaceSelector === undefined
      ? pod.namespace === namespace
      : selects(namespaceSelector, { "kubernetes.io/metadata.name": pod.namespace });
  return where && (podSelector === undefined || selects(podSelector, pod.labels));
}

function selects({ matchLabels = {} }: any, labels: Record<string, string>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
