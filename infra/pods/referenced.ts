/** `kafka.backend: referenced`: the cluster of another stack, whose namespace this one shares. */
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { createKafkaCluster } from "../../components/kafka/select.ts";
import { names } from "../naming.ts";
import type { ReferencedKafka } from "../settings/kafka/referenced.ts";
import type { Place, PodSettings } from "./place.ts";
import { kafkaForScaling } from "./scaling.ts";

export function referencedCluster(settings: PodSettings, kafka: ReferencedKafka, place: Place): Promise<KafkaCluster> {
  const { stack, cluster } = kafka;
  const { topics, access } = kafkaForScaling(settings, kafka);
  const placement = { cloud: settings.cloud, zones: settings.kubernetes.zones };
  return createKafkaCluster(
    names.kafka,
    { backend: "referenced", args: { stack, cluster, topics, access, placement } },
    place.opts,
  );
}
