/** The principal that KEDA asks the brokers as: it sees how far the processor's group is behind, and no record. */
import type { AccessSpec } from "../components/kafka/cluster.ts";
import type { PodSettings } from "./pods/place.ts";
import { workloadTopics } from "./workload-topics.ts";

/** Its name: a user of Kafka. */
export const SCALER = "scaler";

/** Of the processor's input and group only. */
export function scalerAccess(settings: PodSettings): AccessSpec {
  const { input } = workloadTopics(settings);
  const { rotation } = settings.scaling;
  return { auth: "scram", observe: [{ topic: input, group: settings.workload!.processor.group }], rotation };
}
