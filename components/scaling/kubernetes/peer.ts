/** KEDA as others see it. */
import { namespacePeer, type Peer } from "../../kubernetes/policy-rules.ts";

/** What its pods' label `app` says; the same in the chart and in KEDA's own manifests. */
export const PARTS = {
  /** Asks brokers and Prometheus. */
  operator: "keda-operator",
  /** Gives Kubernetes what the operator has found. */
  metrics: "keda-operator-metrics-apiserver",
  /** Judges objects before they are taken. */
  webhooks: "keda-admission-webhooks",
} as const;

/** Which pods a part has. */
export const podsOf = (part: keyof typeof PARTS) => ({ podSelector: { matchLabels: { app: PARTS[part] } } });

/** Its service account, by the chart and in KEDA's own manifests: who KEDA is to a cloud. */
export const OPERATOR_ACCOUNT = "keda-operator";

/** A peer of a NetworkPolicy. @param namespace where it runs */
export function kedaPeer(namespace: string): Peer {
  return { ...namespacePeer(namespace), ...podsOf("operator") };
}
