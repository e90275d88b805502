/** The port's producer over kafkajs: idempotent, acks from all in-sync replicas, and an audit of what was acknowledged. */
import type { Kafka, Producer as KafkaJsProducer, Message, ProducerConfig, RecordMetadata } from "kafkajs";
import type { Codec } from "../connection.ts";
import { codeOf } from "./compression.ts";
import { takesPacked } from "./fastpath/index.ts";
import { PackedRecords } from "./packed/records.ts";
import { unpack } from "./packed/unpack.ts";
import type { Ack, OutRecord, Producer } from "./port.ts";

/** kafkajs resolved although not everything was acknowledged (reference: it loses a partition when its leader moves). */
export class AckMissingError extends Error {
  override readonly name = "AckMissingError";
}

/** The answer must name exactly the topic-partition that was sent, without an error. */
export function auditAck(answer: readonly RecordMetadata[], topic: string, partition: number): Ack {
  const own = answer.filter((entry) => entry.topicName === topic && entry.partition === partition);
  const ack = own[0];
  if (own.length !== 1 || answer.length !== 1 || ack?.errorCode !== 0) {
    const got = answer.map((entry) => `${entry.topicName}-${entry.partition} (code ${entry.errorCode})`).join(", ");
    throw new AckMissingError(`No acknowledgement of ${topic}-${partition}; the answer held ${got || "nothing"}.`);
  }
  const offset = BigInt(ack.baseOffset ?? "-1");
  return { topic, partition, baseOffset: offset < 0n ? undefined : offset };
}

/** milliseconds that the leader waits for its followers */
const ACK_TIMEOUT_MS = 10_000;

/** kafkajs' own encoder knows only messages; the fast path sends packed records as they are. */
function messagesOf(partition: number, records: OutRecord[] | PackedRecords, packed: boolean): Message[] {
  if (!(records instanceof PackedRecords)) return records.map((record) => ({ ...record, partition }));
  return packed ? (records as unknown as Message[]) : (unpack(records) as Message[]);
}

/** Wraps a connected kafkajs producer. */
export function wrapProducer(
  producer: Pick<KafkaJsProducer, "send" | "disconnect">,
  compression: Codec = "none",
): Producer {
  const packed = takesPacked();
  return {
    async send(topic, partition, records) {
      const answer = await producer.send({
        topic,
        acks: -1,
        timeout: ACK_TIMEOUT_MS,
        compression: codeOf[compression],
        messages: messagesOf(partition, records, packed),
      });
      return auditAck(answer, topic, partition);
    },
    close: () => producer.disconnect(),
  };
}

/** What all producers have in common. */
const settings: ProducerConfig = {
  allowAutoTopicCreation: false,
  metadataMaxAge: 30_000,
  retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 },
  // The partition is always explicit: kafkajs runs its partitioner again on each retry.
  createPartitioner:
    () =>
    ({ message }) =>
      message.partition!,
};

/** Makes and connects a kafkajs producer. */
export async function connectProducer(kafka: Kafka, own: ProducerConfig): Promise<KafkaJsProducer> {
  const producer = kafka.producer({ ...settings, ...own });
  try {
    await producer.connect();
  } catch (error) {
    await producer.disconnect().catch(() => {});
    throw error;
  }
  return producer;
}

/**
 * Makes and connects a new producer, with a producer id of its own.
 * @param compression of its batches; see requireCodec
 */
export async function openProducer(kafka: Kafka, compression: Codec = "none"): Promise<Producer> {
  return wrapProducer(await connectProducer(kafka, { idempotent: true }), compression);
}
