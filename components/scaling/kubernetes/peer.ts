/** KEDA as others see it. */

/** Of the pods that ask the brokers; the same in the chart and in KEDA's own manifests. */
const OPERATOR = { app: "keda-operator" };

/** A peer of a NetworkPolicy. @param namespace where it runs */
export function kedaPeer(namespace: string): object {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: OPERATOR },
  };
}
