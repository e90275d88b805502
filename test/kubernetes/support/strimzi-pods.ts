/** Pods as Strimzi's operator makes them of a node pool (KafkaCluster.java and ModelUtils.java, 1.2.0): what the scheduler and admission judge. */
import type { KubeObject } from "../control-plane/api.ts";

const container = (name: string, template: object, resources: object) => ({
  name,
  image: "example.invalid/strimzi",
  ...template,
  resources,
});

/** One node of a pool. @param namespace where it is put; default: that of the pool */
export function nodePod(
  kafka: KubeObject,
  pool: KubeObject,
  node: number,
  namespace = pool.metadata.namespace,
): KubeObject {
  const { rack } = kafka["spec"].kafka;
  const { roles, resources, template } = pool["spec"];
  const isBroker = roles.includes("broker");
  const name = `${kafka.metadata.name}-${pool.metadata.name}-${node}`;
  const labels = { "strimzi.io/cluster": kafka.metadata.name, "strimzi.io/pool-name": pool.metadata.name };
  const zone = { key: rack?.topologyKey, operator: "Exists" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: namespace!, labels },
    spec: {
      ...template.pod,
      // Of a broker with racks the label is required, and an init container asks for its value.
      ...(isBroker && rack
        ? {
            affinity: {
              ...template.pod.affinity,
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [zone] }] },
              },
            },
            initContainers: [container("kafka-init", template.initContainer, resources)],
          }
        : {}),
      containers: [container("kafka", template.kafkaContainer, resources)],
    },
  };
}
