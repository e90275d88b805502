/** Fetched bytes made by kafkajs' own encoder, with the header fields that only a broker writes. */
import type { KafkaJsModules } from "../../../../src/kafka/fastpath/modules.ts";
import { atFixedTime } from "./requests.ts";

export interface BatchFields {
  baseOffset?: bigint;
  /** offset delta of the last record, which may be compacted away */
  lastOffsetDelta?: number;
  leaderEpoch?: number;
  /** bits to set */
  attributes?: number;
  producerId?: bigint;
  baseTimestamp?: bigint;
  maxTimestamp?: bigint;
}

/** One record batch as a broker stores it. */
export async function storedBatch(
  modules: KafkaJsModules,
  messages: Record<string, unknown>[],
  fields: BatchFields = {},
  compression = 0,
): Promise<Buffer> {
  const request = modules.load("protocol/requests/produce/v3/request.js");
  const topicData = [{ topic: "t", partitions: [{ partition: 0, messages }] }];
  const encoded = await atFixedTime(() => request({ acks: -1, timeout: 1, compression, topicData }).encode());
  // transactional id, acks, timeout, topics, name, partitions, partition, size
  const batch = Buffer.from((encoded as { buffer: Buffer }).buffer.subarray(2 + 2 + 4 + 4 + 3 + 4 + 4 + 4));
  return withFields(modules, batch, fields);
}

/** Changes fields of a batch's header, and its CRC. */
export function withFields(modules: KafkaJsModules, batch: Buffer, fields: BatchFields): Buffer {
  if (fields.baseOffset !== undefined) batch.writeBigInt64BE(fields.baseOffset, 0);
  if (fields.leaderEpoch !== undefined) batch.writeInt32BE(fields.leaderEpoch, 12);
  if (fields.attributes !== undefined) batch.writeInt16BE(batch.readInt16BE(21) | fields.attributes, 21);
  if (fields.lastOffsetDelta !== undefined) batch.writeInt32BE(fields.lastOffsetDelta, 23);
  if (fields.baseTimestamp !== undefined) batch.writeBigInt64BE(fields.baseTimestamp, 27);
  if (fields.maxTimestamp !== undefined) batch.writeBigInt64BE(fields.maxTimestamp, 35);
  if (fields.producerId !== undefined) batch.writeBigInt64BE(fields.producerId, 43);
  batch.writeUInt32BE(modules.load("protocol/recordBatch/crc32C/index.js")(batch.subarray(21)), 17);
  return batch;
}

/** The record set of a partition in a fetch response, as kafkajs' decoder reads it. */
export function decoderOf(modules: KafkaJsModules, bytes: Buffer): any {
  const size = Buffer.alloc(4);
  size.writeInt32BE(bytes.length);
  const Decoder = modules.load("protocol/decoder.js");
  return new Decoder(Buffer.concat([size, bytes]));
}
