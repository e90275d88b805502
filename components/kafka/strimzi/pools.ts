/** KafkaNodePool: which nodes there are, with what room and which disks. */
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { apart, containerSecurity, podSecurity, room } from "../../kubernetes/pods.ts";
import type { Pool, StrimziClusterArgs } from "./args.ts";

export type Role = "broker" | "controller";

export interface PoolSpec {
  name: string;
  roles: Role[];
  pool: Pool;
}

/** Names are identity: volumes are named after them. */
export function poolsOf({ brokers, controllers }: Pick<StrimziClusterArgs, "brokers" | "controllers">): PoolSpec[] {
  if (controllers === undefined) return [{ name: "broker", roles: ["controller", "broker"], pool: brokers }];
  return [
    { name: "controller", roles: ["controller"], pool: controllers },
    { name: "broker", roles: ["broker"], pool: brokers },
  ];
}

/** Files of volumes belong to this group; Strimzi's images run as a user of it. */
const GROUP = 0;

/**
 * The `spec` of a KafkaNodePool.
 * @param cluster name of the Kafka resource
 */
export function poolSpec(
  cluster: string,
  { name, roles, pool }: PoolSpec,
  { spread, imagePullSecrets }: Pick<StrimziClusterArgs, "spread" | "imagePullSecrets">,
): object {
  const heap = `${pool.heapMi}m`;
  return {
    roles,
    replicas: pool.nodes,
    resources: room(pool.cpu, pool.memoryMi),
    jvmOptions: { "-Xms": heap, "-Xmx": heap },
    storage: {
      type: "jbod",
      volumes: pool.volumes.map(({ sizeGi, storageClass }, id) => ({
        id,
        type: "persistent-claim",
        size: `${sizeGi}Gi`,
        ...(storageClass === undefined ? {} : { class: storageClass }),
        // Data outlives the cluster: whoever wants it gone deletes the claims.
        deleteClaim: false,
        ...(id === 0 ? { kraftMetadata: "shared" } : {}),
      })),
    },
    template: {
      pod: {
        ...pullSecrets(imagePullSecrets),
        securityContext: { ...podSecurity, fsGroup: GROUP },
        // Rack awareness no longer does this (Strimzi 0.49).
        ...apart({ "strimzi.io/cluster": cluster, "strimzi.io/pool-name": name }, spread),
      },
      kafkaContainer: { securityContext: containerSecurity },
      initContainer: { securityContext: containerSecurity },
    },
  };
}
