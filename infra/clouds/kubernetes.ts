/** `cloud: kubernetes`: everything as pods of a cluster that is there. */
import { createKafkaCluster } from "../../components/kafka/select.ts";
import { names } from "../naming.ts";
import type { StackOutputs } from "../outputs.ts";
import { around } from "../pods/around.ts";
import { placeOf } from "../pods/place.ts";
import { secretSource } from "../pods/secrets.ts";
import { strimziOperator, strimziSpec } from "../pods/strimzi.ts";
import type { SettingsOf } from "../settings.ts";

export async function deployKubernetes(settings: SettingsOf<"kubernetes">, stack: string): Promise<StackOutputs> {
  const place = placeOf(settings, stack);
  const operator = await strimziOperator(settings, stack, place);
  const source = await secretSource(settings, stack, place);
  const spec = strimziSpec(settings, settings.kafka, stack, place, source, operator);
  const cluster = await createKafkaCluster(names.kafka, spec, place.opts);
  return around(cluster, settings, stack, place, source);
}
