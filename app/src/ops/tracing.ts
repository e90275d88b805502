/**
 * OpenTelemetry spans: one for each request of ingest and one for each batch of the processor, which is linked to the requests that
 * its records came by. None for a record. They go to an OTLP/HTTP endpoint; without one nothing is loaded and nothing is done.
 */
import { type Attributes, type Link, type Span, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { countOf, recordsOf } from "../kafka/batch.ts";
import type { Batch, BatchHandler, HeaderValue } from "../kafka/port.ts";
import { HEADER } from "../record/headers.ts";

export interface TracingOptions {
  /** Base address of an OTLP/HTTP receiver, e.g. http://127.0.0.1:4318; spans go to its /v1/traces. */
  endpoint: string;
  /** Share of traces that are recorded, 0 to 1. */
  ratio: number;
}

/** The trace that a span belongs to, as the header `traceparent` of W3C Trace Context has it. */
export interface TraceParent {
  traceId: string;
  spanId: string;
  traceFlags: number;
}

/** Links of a span at most; more distinct requests in one batch are only counted. */
const MAX_LINKS = 32;

export class Tracing {
  readonly #tracer: Tracer;
  readonly #close: () => Promise<void>;

  constructor(tracer: Tracer, close: () => Promise<void>) {
    this.#tracer = tracer;
    this.#close = close;
  }

  /**
   * A span around a request.
   * @param parent the sender's `traceparent`, when there is one that can be read
   * @param work is given the `traceparent` for the records of the request
   */
  async request<T>(parent: TraceParent | undefined, work: (traceparent: string, span: Span) => Promise<T>): Promise<T> {
    const links = parent === undefined ? [] : [linkTo(parent)];
    return this.#span("ingest", SpanKind.SERVER, {}, links, (span) => work(format(span), span));
  }

  /** A handler with a span around each batch. */
  batches(group: string, handler: BatchHandler): BatchHandler {
    return (batch, output, signal) => {
      const { links, distinct } = linksOf(batch);
      const attributes: Attributes = {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.destination.name": batch.topic,
        "messaging.destination.partition.id": String(batch.partition),
        "messaging.consumer.group.name": group,
        "messaging.batch.message_count": countOf(batch.columns),
        "messaging.kafka.offset": firstOffset(batch),
        "tributary.batch.requests": distinct,
      };
      return this.#span(`process ${batch.topic}`, SpanKind.CONSUMER, attributes, links, () =>
        handler(batch, output, signal),
      );
    };
  }

  /** Sends what is left, for at most a few seconds. */
  close(): Promise<void> {
    return this.#close();
  }

  async #span<T>(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const span = this.#tracer.startSpan(name, { kind, attributes, links });
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "error" });
      throw error;
    } finally {
      span.end();
    }
  }
}

/** @param instance name of the process in the spans' resource; undefined options: no tracing */
export async function openTracing(options: TracingOptions | undefined, instance: string): Promise<Tracing | undefined> {
  if (options === undefined) return undefined;
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/sdk-trace-base"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/$/, "")}/v1/traces`,
    timeoutMillis: 5_000,
  });
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "tributary", "service.instance.id": instance }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(exporter, {
        maxQueueSize: 4_096,
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: 5_000,
      }),
    ],
  });
  return new Tracing(provider.getTracer("tributary"), () => provider.shutdown().catch(() => undefined));
}

/** @returns undefined for what is none, or for a version that is not 00 */
export function parseTraceParent(value: HeaderValue | undefined): TraceParent | undefined {
  const found = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(value ?? ""));
  return found ? { traceId: found[1]!, spanId: found[2]!, traceFlags: Number.parseInt(found[3]!, 16) } : undefined;
}

function format(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

const linkTo = (parent: TraceParent): Link => ({ context: { ...parent, isRemote: true } });

function firstOffset({ columns, nextOffset }: Batch): number {
  const run = columns.find(({ first, count }) => first < count);
  return run?.offset(run.first) ?? Number(nextOffset);
}

/** Records of one request follow one another, so that most are told apart by a look at the one before. */
function linksOf(batch: Batch): { links: Link[]; distinct: number } {
  const seen = new Set<string>();
  let before: string | undefined;
  for (const { headers } of recordsOf(batch)) {
    const value = headers[HEADER.traceParent];
    if (value === undefined) continue;
    const text = String(value);
    if (text !== before) seen.add(text);
    before = text;
  }
  const links: Link[] = [];
  for (const text of seen) {
    const parent = parseTraceParent(text);
    if (parent !== undefined && links.push(linkTo(parent)) === MAX_LINKS) break;
  }
  return { links, distinct: seen.size };
}
