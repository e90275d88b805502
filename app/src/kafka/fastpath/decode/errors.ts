/** What the decoder raises. Made from kafkajs' own classes, as kafkajs decides by them whether to fetch again. */
import type { Internal } from "../modules.ts";

export interface DecodeErrors {
  /** Its name is KafkaJSProtocolError and its type CORRUPT_MESSAGE, retriable: the batch is fetched again. */
  corrupt(message: string): Error;
  notImplemented(message: string): Error;
}

/** Code of CORRUPT_MESSAGE in Kafka's protocol. */
const CORRUPT_MESSAGE = 2;

/** @param errors exports of kafkajs' errors.js */
export function decodeErrors(errors: Internal): DecodeErrors {
  return {
    corrupt: (message) =>
      new errors.KafkaJSProtocolError({ message, type: "CORRUPT_MESSAGE", code: CORRUPT_MESSAGE, retriable: true }),
    notImplemented: (message) => new errors.KafkaJSNotImplemented(message),
  };
}
