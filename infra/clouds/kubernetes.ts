/** `cloud: kubernetes`: everything as pods of a cluster that is there. */
import type { Resource } from "@pulumi/pulumi";
import { createKafkaCluster, type KafkaClusterSpec } from "../../components/kafka/select.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { names } from "../naming.ts";
import type { StackOutputs } from "../outputs.ts";
import { around } from "../pods/around.ts";
import { type Place, placeOf } from "../pods/place.ts";
import { secretSource } from "../pods/secrets.ts";
import { strimziOperator, strimziSpec } from "../pods/strimzi.ts";
import type { SettingsOf } from "../settings.ts";

export async function deployKubernetes(settings: SettingsOf<"kubernetes">, stack: string): Promise<StackOutputs> {
  const place = placeOf(settings, stack);
  const operator = settings.kafka.backend === "strimzi" ? await strimziOperator(settings, stack, place) : [];
  const source = await secretSource(settings, stack, place);
  const spec = await clusterSpec(settings, stack, place, source, operator);
  const cluster = await createKafkaCluster(names.kafka, spec, place.opts);
  return around(cluster, settings, stack, place, source);
}

async function clusterSpec(
  settings: SettingsOf<"kubernetes">,
  stack: string,
  place: Place,
  source: SecretSource,
  operator: Resource[],
): Promise<KafkaClusterSpec> {
  const { kafka } = settings;
  switch (kafka.backend) {
    case "strimzi":
      return strimziSpec(settings, kafka, stack, place, source, operator);
    case "confluent":
      return (await import("./confluent.ts")).confluentSpec(settings, kafka, stack, place);
    default:
      return kafka satisfies never;
  }
}
