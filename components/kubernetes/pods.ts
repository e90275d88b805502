/** What every pod of ours has in common: no rights that it does not need, and places apart from its like. */

/** How firmly pods are kept apart: required leaves a pod waiting when there is no node for it. */
export type Spread = "required" | "preferred";

const ZONE = "topology.kubernetes.io/zone";
const HOST = "kubernetes.io/hostname";
const MORE_THAN_NODES = 1_000_000;

/** Of the pod; as the standard `restricted` asks (kubernetes.io: Pod Security Standards). */
export const podSecurity = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };

/** Of each container. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/**
 * Pods with these labels stand in different zones, as evenly as can be, and on different nodes.
 * @param nodes how firmly on different nodes. Default: as in different zones.
 * @returns part of a pod's spec
 */
export function apart(labels: Record<string, string>, spread: Spread, nodes: Spread = spread) {
  const labelSelector = { matchLabels: labels };
  const term = { labelSelector, topologyKey: HOST };
  return {
    affinity: {
      podAntiAffinity:
        nodes === "required"
          ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
          : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: ZONE,
        whenUnsatisfiable: spread === "required" ? "DoNotSchedule" : "ScheduleAnyway",
        labelSelector,
      },
    ],
  };
}

/**
 * The same for a Deployment whose new pods come before old ones go: each is kept apart from those of its own template alone, as an old
 * one may hold the only node that there is for it. By constraints, which know templates since Kubernetes 1.27 (KEP-3243, beta); terms of
 * anti-affinity do since 1.31 only (KEP-3633, beta), and Strimzi runs on 1.30.
 * @param nodes how firmly on different nodes. Default: as in different zones.
 * @returns part of a pod's spec
 */
export function apartInTurn(labels: Record<string, string>, spread: Spread, nodes: Spread = spread) {
  const evenly = (topologyKey: string, how: Spread) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: how === "required" ? "DoNotSchedule" : "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
    matchLabelKeys: ["pod-template-hash"],
  });
  // Where all nodes have one a second is as even; with fewer nodes than these none is.
  const alone = nodes === "required" ? { minDomains: MORE_THAN_NODES } : {};
  return { topologySpreadConstraints: [evenly(ZONE, spread), { ...evenly(HOST, nodes), ...alone }] };
}

/** Of a container that answers requests: it goes on until every node has heard, in some seconds, that it takes no more of them. */
export const unlisted = { lifecycle: { preStop: { sleep: { seconds: 5 } } } };

/** A memory limit that is the request, so that a node never promises what it does not have; no limit of CPU, which only throttles. */
export function room(cpu: string, memoryMi: number) {
  const memory = `${memoryMi}Mi`;
  return { requests: { cpu, memory }, limits: { memory } };
}
