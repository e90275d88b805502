/** How each part is put into kafkajs. In the order of their names: what others are made of comes first. */
import { registerCodecs } from "./codecs/index.ts";
import { createConnection } from "./connection.ts";
import { createConsumerGroup } from "./consume/consumer-group.ts";
import type { Crc32c } from "./crc32c.ts";
import { createBatchClass } from "./decode/batch.ts";
import { decodeErrors } from "./decode/errors.ts";
import { createDecodeMessages, createRecordBatchDecoder } from "./decode/messages.ts";
import type { DecodeParts } from "./decode/record-batch.ts";
import { runnerChanges } from "./decode/runner.ts";
import { createFraming } from "./encode/framing.ts";
import { createProduceRequest } from "./encode/produce.ts";
import type { KafkaJsModules } from "./modules.ts";
import { createRequestQueue } from "./request-queue.ts";
import { keepAnswer } from "./send/errors.ts";
import { groupMessagesPerPartition } from "./send/grouping.ts";
import { createSendMessages } from "./send/send-messages.ts";
import { createEosManager } from "./send/transactions.ts";
import type { FastpathName } from "./setting.ts";

export interface Context {
  modules: KafkaJsModules;
  crc32c: Crc32c;
  /** filled by the codecs */
  missingCodecs: string[];
}

export const parts: Record<FastpathName, (context: Context) => void> = {
  crc32c({ modules, crc32c }) {
    modules.replace("protocol/recordBatch/crc32C/index.js", crc32c);
  },

  "produce-encoding"({ modules, crc32c }) {
    const file = "protocol/requests/produce/v3/request.js";
    const { lookupCodec } = modules.load("protocol/message/compression/index.js");
    modules.replace(file, createProduceRequest({ original: modules.load(file), lookupCodec, crc32c }));
  },

  "request-framing"({ modules }) {
    const file = "protocol/request.js";
    modules.replace(file, createFraming(modules.load(file)));
  },

  grouping({ modules }) {
    modules.replace("producer/groupMessagesPerPartition.js", groupMessagesPerPartition);
  },

  send({ modules }) {
    const file = "protocol/requests/produce/v3/response.js";
    const { decode, parse } = modules.load(file);
    modules.replace(file, { decode, parse: keepAnswer(parse) });
    const errors = modules.load("errors.js");
    modules.replace(
      "producer/sendMessages.js",
      createSendMessages({ errors, protocol: modules.load("protocol/error.js") }),
    );
  },

  transactions({ modules }) {
    const file = "producer/eosManager/index.js";
    const { TRANSACTION } = modules.load("protocol/coordinatorTypes.js");
    modules.replace(file, createEosManager(modules.load(file), TRANSACTION));
  },

  decode({ modules, crc32c }) {
    const errors = modules.load("errors.js");
    const decodeParts: DecodeParts = {
      crc32c,
      errors: decodeErrors(errors),
      lookupCodec: modules.load("protocol/message/compression/index.js").lookupCodecByAttributes,
      timestampTypes: modules.load("protocol/timestampTypes.js"),
    };
    const decodeMessages = "protocol/requests/fetch/v4/decodeMessages.js";
    modules.replace(decodeMessages, createDecodeMessages(decodeParts, modules.load(decodeMessages)));
    modules.replace("protocol/recordBatch/v0/decoder.js", createRecordBatchDecoder(decodeParts, errors));
    modules.replace("consumer/batch.js", createBatchClass(modules.load("consumer/batch.js")));
    modules.loadChanged("consumer/runner.js", runnerChanges);
  },

  "consumer-group"({ modules }) {
    const file = "consumer/consumerGroup.js";
    modules.replace(file, createConsumerGroup(modules.load(file)));
  },

  "request-queue"({ modules }) {
    const file = "network/requestQueue/index.js";
    const { KafkaJSConnectionError } = modules.load("errors.js");
    const closed = (): Error => new KafkaJSConnectionError("The connection was closed before the answer");
    modules.replace(file, createRequestQueue(modules.load(file), closed));
  },

  connection({ modules }) {
    const file = "network/connection.js";
    const { KafkaJSConnectionClosedError } = modules.load("errors.js");
    const closed = (): Error => new KafkaJSConnectionClosedError("The connection was closed before it was made");
    modules.replace(file, createConnection(modules.load(file), closed));
  },

  codecs({ modules, missingCodecs }) {
    missingCodecs.push(...registerCodecs(modules.load("protocol/message/compression/index.js").Codecs));
  },
};
