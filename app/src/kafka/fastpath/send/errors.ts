/** What a failed attempt tells about whether the records were appended. */
import type { Internal } from "../modules.ts";

/** Answer of the broker, put on the error that kafkajs makes of its first error code. */
const answer = Symbol("tributary:produce-answer");

export interface PartitionAnswer {
  partition: number;
  errorCode: number;
  [field: string]: unknown;
}

export interface ProduceAnswer {
  topics: { topicName: string; partitions: PartitionAnswer[] }[];
}

type Parse = (data: ProduceAnswer) => Promise<ProduceAnswer>;

/** kafkajs' parser of produce responses, but what the partitions without an error were told is not lost. */
export function keepAnswer(parse: Parse): Parse {
  return async (data) => {
    try {
      return await parse(data);
    } catch (error) {
      (error as Internal)[answer] = data;
      throw error;
    }
  };
}

export function answerOf(error: unknown): ProduceAnswer | undefined {
  return (error as Internal)?.[answer];
}

/** Error codes that a partition may be given although its records were, or will be, appended. */
const UNKNOWN_SERVER_ERROR = -1;
const REQUEST_TIMED_OUT = 7;
const NETWORK_EXCEPTION = 13;
const NOT_ENOUGH_REPLICAS_AFTER_APPEND = 20;
const KAFKA_STORAGE_ERROR = 56;
const indefinite = [
  UNKNOWN_SERVER_ERROR,
  REQUEST_TIMED_OUT,
  NETWORK_EXCEPTION,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  KAFKA_STORAGE_ERROR,
];

/** True when the broker said that it did not append the records. */
export function isRefusal(errorCode: number): boolean {
  return errorCode !== 0 && !indefinite.includes(errorCode);
}

/** Names of errors after which kafkajs' own send asks for metadata and tries again, and a timeout: its leader may be gone. */
const retried = [
  "KafkaJSMetadataNotLoaded",
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
];

/** The metadata may be old. */
export function asksForMetadata(error: Internal, staleMetadata: (error: Internal) => boolean): boolean {
  return (
    staleMetadata(error) || retried.includes(error.name) || (error.name === "KafkaJSProtocolError" && error.retriable)
  );
}
