/** The principal that KEDA asks the brokers as: it sees how far the processor's group is behind, and no record. */
import { capabilitiesOf } from "../components/kafka/capabilities.ts";
import type { AccessSpec, AuthKind, Capabilities, Flavour } from "../components/kafka/cluster.ts";
import type { PodSettings } from "./pods/place.ts";
import { ofTier } from "./settings/checks/capabilities.ts";
import { workloadTopics } from "./workload-topics.ts";

/** Its name: a user of Kafka. */
export const SCALER = "scaler";

/** Of the processor's input and group only. */
export function scalerAccess(settings: PodSettings): AccessSpec {
  const { input } = workloadTopics(settings);
  const { rotation } = settings.scaling;
  const auth = machineAuth(capabilitiesOf(flavourOf(settings.kafka)));
  return { auth, observe: [{ topic: input, group: settings.workload!.processor.group }], rotation };
}

function flavourOf(kafka: PodSettings["kafka"]): Flavour {
  return kafka.backend === "msk" ? ofTier[kafka.tier] : kafka.backend;
}

/** How somebody logs in whom the settings do not name: by a password, or else as what the backend has. */
export function machineAuth(capabilities: Capabilities): AuthKind {
  const kinds: AuthKind[] = ["scram", "iam", "oauth", "mtls"];
  return kinds.find((kind) => capabilities[`auth.${kind}`].supported) ?? "scram";
}
