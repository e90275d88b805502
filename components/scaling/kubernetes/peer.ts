/** KEDA as others see it. */
import { namespacePeer, type Peer } from "../../kubernetes/policy-rules.ts";

/** Of the pods that ask the brokers; the same in the chart and in KEDA's own manifests. */
const OPERATOR = { app: "keda-operator" };

/** Its service account, by the chart and in KEDA's own manifests: who KEDA is to a cloud. */
export const OPERATOR_ACCOUNT = "keda-operator";

/** A peer of a NetworkPolicy. @param namespace where it runs */
export function kedaPeer(namespace: string): Peer {
  return { ...namespacePeer(namespace), podSelector: { matchLabels: OPERATOR } };
}
