/**
 * Stands in for protocol/requests/produce/v3/request.js, which versions 4 to 7 delegate to: the whole request goes into one
 * buffer in one pass, with room before it for the request header. Anything unusual is left to kafkajs' own encoder.
 */
import { PACKED_HEADROOM, PackedRecords } from "../../packed/records.ts";
import type { Crc32c } from "../crc32c.ts";
import type { Internal } from "../modules.ts";
import { writeInt16, writeInt32 } from "../varint.ts";
import { BATCH_HEADER, type BatchSettings, type Codec, writeBatch, writeBatchHeader } from "./batch.ts";
import { Payload } from "./payload.ts";
import { estimateRecords, type Message } from "./records.ts";
import { Sink } from "./sink.ts";
import { utf8Length, writeUtf8 } from "./text.ts";

interface PartitionData {
  partition: number;
  firstSequence?: number;
  messages: Message[] | PackedRecords;
}

interface TopicData {
  topic: string;
  partitions: PartitionData[];
}

export interface ProduceArguments {
  acks: number;
  timeout: number;
  transactionalId?: string | null;
  producerId?: unknown;
  producerEpoch?: number;
  compression?: number;
  topicData: TopicData[];
}

export interface ProduceRequest {
  apiKey: number;
  apiVersion: number;
  apiName: string;
  expectResponse(): boolean;
  encode(): Promise<{ buf: Buffer; offset: number; buffer: Buffer; size(): number }>;
}

export interface ProduceParts {
  original: (args: ProduceArguments) => ProduceRequest;
  lookupCodec: (compression: number) => Codec | null;
  crc32c: Crc32c;
}

/** Length, api key, version, correlation id, and a client id of up to 240 bytes. */
export const HEADROOM = 256;
const MOST_TEXT = 0x7fff;

export function createProduceRequest(parts: ProduceParts): ProduceParts["original"] {
  return (args) => {
    const request = parts.original(args);
    const encodeOriginal = request.encode;
    request.encode = async () => (await encode(args, parts)) ?? encodeOriginal();
    return request;
  };
}

/** undefined when kafkajs must judge. */
async function encode(args: ProduceArguments, parts: ProduceParts): Promise<Payload | undefined> {
  const { acks, timeout, transactionalId = null, topicData } = args;
  const settings = batchSettings(args, parts);
  if (settings === undefined || !isInt(acks, 0x7fff) || !isInt(timeout)) return undefined;
  if (!isText(transactionalId ?? "") || !isWritable(topicData)) return undefined;
  const inPlace = encodePacked(args, settings);
  if (inPlace !== undefined) return inPlace;
  const sink = new Sink(HEADROOM + estimate(topicData));
  sink.position = HEADROOM;
  text(sink, transactionalId);
  sink.reserve(10);
  sink.position = writeInt16(sink.buffer, sink.position, acks);
  sink.position = writeInt32(sink.buffer, sink.position, timeout);
  int32(sink, topicData.length);
  for (const { topic, partitions } of topicData) {
    text(sink, topic);
    int32(sink, partitions.length);
    for (const { partition, messages, firstSequence = 0 } of partitions) {
      int32(sink, partition);
      const sizeAt = sink.position;
      int32(sink, 0);
      if (!(await writeBatch(sink, messages, firstSequence, settings))) return undefined;
      writeInt32(sink.buffer, sizeAt, sink.position - sizeAt - 4);
    }
  }
  return new Payload(sink.buffer, HEADROOM, sink.position);
}

/** Packed records that are the whole of a request are sent from where they are: all else is written before them. */
function encodePacked(args: ProduceArguments, settings: BatchSettings): Payload | undefined {
  const [topicData, ...others] = args.topicData;
  const [data, ...more] = topicData?.partitions ?? [];
  const packed = data?.messages;
  if (!(packed instanceof PackedRecords) || others.length + more.length > 0 || settings.compression !== 0)
    return undefined;
  const { transactionalId = null } = args;
  const before = 2 + utf8Length(transactionalId ?? "") + 10 + 2 + utf8Length(topicData!.topic) + 12;
  const start = PACKED_HEADROOM - BATCH_HEADER - before;
  if (start < HEADROOM || !packed.claimHeadroom()) return undefined;
  const { buffer, end, length: count, timestamp } = packed;
  const sink = new Sink(buffer, start);
  text(sink, transactionalId);
  sink.position = writeInt16(buffer, sink.position, args.acks);
  sink.position = writeInt32(buffer, sink.position, args.timeout);
  int32(sink, 1);
  text(sink, topicData!.topic);
  int32(sink, 1);
  int32(sink, data!.partition);
  int32(sink, end - sink.position - 4);
  const contents = { count, first: timestamp, last: timestamp };
  writeBatchHeader(buffer, sink.position, end, contents, data!.firstSequence ?? 0, settings);
  return new Payload(buffer, start, end);
}

function batchSettings(args: ProduceArguments, parts: ProduceParts): BatchSettings | undefined {
  const { compression = 0, producerEpoch = 0, transactionalId } = args;
  const producerId = idOf(args.producerId);
  if (producerId === undefined || !isInt(producerEpoch, 0x7fff)) return undefined;
  if (!isInt(compression) || compression < 0 || compression > 4) return undefined;
  const codec = compression === 0 ? undefined : (parts.lookupCodec(compression) ?? undefined);
  if (compression !== 0 && codec === undefined) return undefined;
  const transactional = transactionalId !== undefined && transactionalId !== null && transactionalId !== "";
  return { compression, codec, transactional, producerId, producerEpoch, crc32c: parts.crc32c };
}

/** kafkajs keeps it as number, decimal text or an object around a bigint. */
function idOf(value: Internal): bigint | undefined {
  if (value === undefined) return -1n;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^-?\d{1,18}$/.test(value)) return BigInt(value);
  return typeof value?.value === "bigint" && BigInt.asIntN(64, value.value) === value.value ? value.value : undefined;
}

function isInt(value: unknown, most = 0x7fffffff): value is number {
  return Number.isInteger(value) && (value as number) <= most && (value as number) >= -most - 1;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MOST_TEXT && utf8Length(value) <= MOST_TEXT;
}

function isWritable(topicData: TopicData[]): boolean {
  return topicData.every(
    ({ topic, partitions }) =>
      isText(topic) &&
      partitions.every(
        ({ partition, messages, firstSequence = 0 }) =>
          isInt(partition) && isInt(firstSequence) && (Array.isArray(messages) || messages instanceof PackedRecords),
      ),
  );
}

function estimate(topicData: TopicData[]): number {
  let bytes = 64;
  for (const { topic, partitions } of topicData) {
    bytes += topic.length + 6;
    for (const { messages } of partitions)
      bytes += 8 + BATCH_HEADER + (messages instanceof PackedRecords ? messages.end : estimateRecords(messages));
  }
  return bytes;
}

function int32(sink: Sink, value: number): void {
  sink.position = writeInt32(sink.reserve(4), sink.position, value);
}

function text(sink: Sink, value: string | null): void {
  if (value === null) {
    sink.position = writeInt16(sink.reserve(2), sink.position, -1);
    return;
  }
  const bytes = utf8Length(value);
  const buffer = sink.reserve(bytes + 2);
  sink.position = writeUtf8(buffer, writeInt16(buffer, sink.position, bytes), value, bytes);
}
