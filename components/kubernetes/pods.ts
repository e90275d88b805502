/** What every pod of ours has in common: no rights that it does not need, and places apart from its like. */

/** How firmly pods are kept apart: required leaves a pod waiting when there is no node for it. */
export type Spread = "required" | "preferred";

const ZONE = "topology.kubernetes.io/zone";
const HOST = "kubernetes.io/hostname";

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

/** Of a container that answers requests: it goes on until every node has heard, in some seconds, that it takes no more of them. */
export const unlisted = { lifecycle: { preStop: { sleep: { seconds: 5 } } } };

/** A memory limit that is the request, so that a node never promises what it does not have; no limit of CPU, which only throttles. */
export function room(cpu: string, memoryMi: number) {
  const memory = `${memoryMi}Mi`;
  return { requests: { cpu, memory }, limits: { memory } };
}
