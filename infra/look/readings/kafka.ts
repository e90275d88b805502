/** The Kafka of the stack: what it was told, and what its operator says of it. */
import { mayBeDeleted } from "../../../components/kafka/strimzi/topics.ts";
import { names } from "../../naming.ts";
import type { SeenKafka, SeenPool, SeenTopic } from "../look.ts";
import { amount } from "../quantity.ts";
import { type Asked, list, type Reading } from "./reading.ts";

const ALLOW = "tributary.dev/allow";
const GROUP = "kafka.strimzi.io";
const selector = { labelSelector: `strimzi.io/cluster=${names.kafka}` };
const needed = ({ groups }: Asked): boolean => groups.has(GROUP);

/** Of one kind in the stack's namespace. */
function pathOf(plural: string, { settings, groups }: Asked): string {
  const versions = groups.get(GROUP)!;
  const version = versions.includes("v1") ? "v1" : versions[0];
  return `/apis/${GROUP}/${version}/namespaces/${settings.kubernetes.namespace}/${plural}`;
}

export const kafka: Reading<SeenKafka | null> = {
  right: "get kafkas.kafka.strimzi.io of the namespace",
  serves: "the versions that Kafka has",
  needed,
  read: async (reader, asked) => {
    const found = await reader.get(`${pathOf("kafkas", asked)}/${names.kafka}`);
    return found === undefined ? null : seenKafka(found);
  },
};

/** Kafka's own topics; its default is 3. */
const COPIES = ["offsets.topic.replication.factor", "transaction.state.log.replication.factor"];

function seenKafka({ spec, status = {} }: any): SeenKafka {
  const copies = COPIES.map((key) => Number(spec.kafka.config?.[key] ?? 3));
  return {
    version: status.kafkaVersion ?? spec.kafka.version,
    format: status.kafkaMetadataVersion,
    operator: status.operatorLastSuccessfulVersion,
    replication: Math.max(...copies),
  };
}

export const pools: Reading<SeenPool[]> = {
  right: "list kafkanodepools.kafka.strimzi.io of the namespace",
  serves: "nodes and volumes that Kafka has",
  needed,
  read: async (reader, asked) =>
    (await list(reader, pathOf("kafkanodepools", asked), selector)).map(({ metadata, spec }) => ({
      name: metadata.name,
      replicas: spec.replicas,
      roles: spec.roles,
      volumes: (spec.storage.volumes ?? []).map(({ id, size, class: storageClass }: any) => ({
        id,
        bytes: amount(size),
        storageClass,
      })),
    })),
};

export const topics: Reading<SeenTopic[]> = {
  right: "list kafkatopics.kafka.strimzi.io of the namespace",
  serves: "partitions and copies of the topics that are there",
  needed,
  read: async (reader, asked) =>
    (await list(reader, pathOf("kafkatopics", asked), selector)).map(({ metadata, spec }) => ({
      name: metadata.name,
      topic: spec.topicName ?? metadata.name,
      partitions: spec.partitions,
      replication: spec.replicas,
      own: metadata.labels?.["tributary.dev/stack"] === asked.stack,
      deletable: metadata.annotations?.[ALLOW] === mayBeDeleted[ALLOW],
    })),
};
