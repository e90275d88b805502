/** Spans of what is made of events: one for each record that carries a `traceparent` which is recorded, and none for any other. */
import { type Span, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { Batch, InRecord } from "../../kafka/port.ts";
import { harmless } from "../../record/correlation.ts";
import { HEADER } from "../../record/headers.ts";
import { isSampled, parseTraceParent } from "../../record/trace-parent.ts";
import { contextOf, fail, headerOf } from "./spans.ts";

export class EventTracing {
  readonly #tracer: Tracer;
  readonly #group: string;

  constructor(tracer: Tracer, group: string) {
    this.#tracer = tracer;
    this.#group = group;
  }

  /** For a batch that is about to be worked on. */
  batch(batch: Pick<Batch, "topic" | "partition">): BatchTrace {
    return new BatchTrace(this.#tracer, this.#group, batch);
  }
}

/** Records of a batch that are followed. Spans begin with the batch, as what happens to one record alone takes no time. */
export class BatchTrace {
  readonly #tracer: Tracer;
  readonly #group: string;
  readonly #batch: Pick<Batch, "topic" | "partition">;
  readonly #began = Date.now();
  readonly #spans = new Map<bigint, Span>();

  constructor(tracer: Tracer, group: string, batch: Pick<Batch, "topic" | "partition">) {
    this.#tracer = tracer;
    this.#group = group;
    this.#batch = batch;
  }

  /** @returns the header of the record's span; undefined: it is not followed */
  headerOf(source: InRecord): string | undefined {
    const span = this.#spans.get(source.offset) ?? this.#begin(source);
    return span && headerOf(span);
  }

  /** @returns the record for what is made of it: with the header of its span, when it is followed */
  follow(source: InRecord): InRecord {
    const header = this.headerOf(source);
    return header === undefined ? source : { ...source, headers: { ...source.headers, [HEADER.traceParent]: header } };
  }

  /** Why the record becomes a dead letter. */
  setAside(offset: bigint, reason: string): void {
    this.#spans
      .get(offset)
      ?.setAttributes({ "tributary.result": "dead-letter", "tributary.dead_letter.reason": reason });
  }

  /** @param kept whether what was made of the batch is there to stay */
  settled(kept: boolean): void {
    for (const span of this.#spans.values()) {
      if (!kept) span.setStatus({ code: SpanStatusCode.ERROR, message: "undone" });
      span.end();
    }
    this.#spans.clear();
  }

  failed(error: unknown): void {
    for (const span of this.#spans.values()) {
      fail(span, error);
      span.end();
    }
    this.#spans.clear();
  }

  #begin({ offset, headers }: InRecord): Span | undefined {
    const parent = parseTraceParent(headers[HEADER.traceParent]);
    if (parent === undefined || !isSampled(parent)) return undefined;
    const { topic, partition } = this.#batch;
    const correlationId = harmless(headers[HEADER.correlationId]);
    const attributes = {
      "messaging.system": "kafka",
      "messaging.operation.type": "process",
      "messaging.operation.name": "process",
      "messaging.destination.name": topic,
      "messaging.destination.partition.id": String(partition),
      "messaging.consumer.group.name": this.#group,
      "messaging.kafka.offset": Number(offset),
      "tributary.result": "processed",
      ...(correlationId === undefined ? {} : { "tributary.correlation_id": correlationId }),
    };
    const kind = SpanKind.CONSUMER;
    const options = { kind, attributes, startTime: this.#began };
    const span = this.#tracer.startSpan(`process ${topic}`, options, contextOf(parent));
    if (!span.isRecording()) return undefined;
    this.#spans.set(offset, span);
    return span;
  }
}
