/** `cloud: kubernetes`: everything as pods of a cluster that is there. */
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { createKafkaCluster } from "../../components/kafka/select.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { names } from "../naming.ts";
import type { StackOutputs } from "../outputs.ts";
import { around } from "../pods/around.ts";
import { type Place, placeOf } from "../pods/place.ts";
import { secretSource } from "../pods/secrets.ts";
import { strimziOperator, strimziSpec } from "../pods/strimzi.ts";
import type { SettingsOf } from "../settings.ts";

type KubernetesSettings = SettingsOf<"kubernetes">;
type MakeCluster = (place: Place, source: SecretSource) => Promise<KafkaCluster>;

export async function deployKubernetes(settings: KubernetesSettings, stack: string): Promise<StackOutputs> {
  const makeCluster = await clusterOf(settings, stack);
  const place = placeOf(settings, stack);
  const source = await secretSource(settings, stack, place);
  return around(await makeCluster(place, source), settings, stack, place, source);
}

/** What a backend may miss, such as a secret, is found out here: before anything is declared. */
async function clusterOf(settings: KubernetesSettings, stack: string): Promise<MakeCluster> {
  const { kafka } = settings;
  switch (kafka.backend) {
    case "strimzi":
      return async (place, source) => {
        const operator = await strimziOperator(settings, stack, place);
        const spec = strimziSpec(settings, kafka, stack, place, source, operator);
        return createKafkaCluster(names.kafka, spec, place.opts);
      };
    case "confluent":
      return async (place) => {
        const { confluentSpec } = await import("./confluent.ts");
        return createKafkaCluster(names.kafka, await confluentSpec(settings, kafka, stack, place), place.opts);
      };
    case "existing": {
      const { administratorLogin, existingCluster } = await import("../pods/existing.ts");
      const login = administratorLogin(kafka);
      return (place) => existingCluster(settings, kafka, stack, place, login);
    }
    case "referenced": {
      const { referencedCluster } = await import("../pods/referenced.ts");
      return (place) => referencedCluster(settings, kafka, place);
    }
    default:
      return kafka satisfies never;
  }
}
