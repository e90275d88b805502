/** Sends a request's valid events to Kafka and says of each what became of it. */

import { type Encoder, plain } from "../../codec/encoder.ts";
import { partitionOfKey } from "../../kafka/partition.ts";
import type { Headers, OutRecord, Topics } from "../../kafka/port.ts";
import { RecordTooLargeError, type Sink } from "../../kafka/sink/sink.ts";
import type { RequestTrace, SendTrace } from "../../ops/tracing/requests.ts";
import { HEADER } from "../../record/headers.ts";
import { SCHEMA_VERSION } from "../../record/login-event.ts";
import type { Line } from "./parse.ts";

export interface LineResult {
  line: number;
  /** `failed`: Kafka did not acknowledge in time; it may or may not have been written. */
  status: "accepted" | "rejected" | "failed";
  reason?: string;
  detail?: string;
  partition?: number;
  offset?: number;
}

export interface Delivery {
  results: LineResult[];
  accepted: number;
  rejected: number;
  failed: number;
}

export interface Origin {
  correlationId: string;
  idempotencyKey?: string | undefined;
  /** Of the trace that the request is part of, recorded or not. */
  traceId?: string | undefined;
  /** When the request is recorded. */
  trace?: RequestTrace | undefined;
}

/** Resolves when each event is acknowledged, rejected, or past the deadline (milliseconds of performance.now()). */
export async function deliver(
  sink: Pick<Sink, "send">,
  topics: Topics,
  topic: string,
  lines: readonly Line[],
  origin: Origin,
  deadline: number,
  encode: Encoder["encode"] = plain.encode,
): Promise<Delivery> {
  const count = topics.partitions(topic);
  if (count === undefined) throw new Error(`the topic ${topic} is not known yet`);
  const results: LineResult[] = [];
  const groups = new Map<number, Group>();
  for (const { line, checked, value } of lines) {
    if (checked.rejection !== undefined) {
      results.push({ line, status: "rejected", reason: checked.rejection.code, detail: checked.rejection.detail });
      continue;
    }
    const key = Buffer.from(checked.event.user_id);
    const partition = partitionOfKey(key, count);
    const result: LineResult = { line, status: "failed", reason: "not_acknowledged" };
    const group = groups.get(partition) ?? { records: [], results: [], send: origin.trace?.send(topic, partition) };
    group.records.push({ key, value: encode(checked.event, value), headers: headersOf(line, origin, group.send) });
    group.results.push(result);
    groups.set(partition, group);
    results.push(result);
  }
  await Promise.all(
    [...groups].map(async ([partition, group]) => {
      try {
        const { offsets } = await sink.send(topic, partition, group.records, { deadline });
        group.send?.sent(offsets[0]);
        for (const [index, result] of group.results.entries()) {
          const offset = offsets[index];
          Object.assign(result, {
            status: "accepted",
            reason: undefined,
            partition,
            offset: offset === undefined ? undefined : Number(offset),
          });
        }
      } catch (error) {
        group.send?.failed(error);
        if (!(error instanceof RecordTooLargeError)) return;
        for (const result of group.results) Object.assign(result, { reason: "too_large_for_topic" });
      }
    }),
  );
  const of = (status: LineResult["status"]): number =>
    results.reduce((sum, result) => sum + (result.status === status ? 1 : 0), 0);
  return { results, accepted: of("accepted"), rejected: of("rejected"), failed: of("failed") };
}

/** What goes to one partition. */
interface Group {
  records: OutRecord[];
  results: LineResult[];
  send: SendTrace | undefined;
}

function headersOf(line: number, { correlationId, idempotencyKey }: Origin, send: SendTrace | undefined): Headers {
  const traceParent = send?.header();
  return {
    [HEADER.schemaVersion]: SCHEMA_VERSION,
    [HEADER.correlationId]: correlationId,
    ...(traceParent === undefined ? {} : { [HEADER.traceParent]: traceParent }),
    ...(idempotencyKey === undefined
      ? {}
      : { [HEADER.idempotencyKey]: idempotencyKey, [HEADER.idempotencyLine]: String(line) }),
  };
}
