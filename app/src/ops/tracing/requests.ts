/** Spans of what brings events in: one for the request, and one for each send to a partition. */
import { type Context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { TraceParent } from "../../record/trace-parent.ts";
import { TRACED_RECORDS } from "./options.ts";
import { contextOf, fail, headerOf } from "./spans.ts";

/** A send of records to a partition. */
export interface SendTrace {
  /** The header for a record of it; undefined for the records beyond those that are followed. */
  header(): string | undefined;
  /** @param offset of the first record, when it is known */
  sent(offset: bigint | undefined): void;
  failed(error: unknown): void;
}

/** A request that is recorded. */
export interface RequestTrace {
  send(topic: string, partition: number): SendTrace;
}

/** What is known of every request. */
export interface Followed {
  /** Of its trace, recorded or not: a sender may have begun one. Undefined: none began. */
  traceId: string | undefined;
  /** Undefined: the request is not recorded, and nothing may be made for its records. */
  trace: RequestTrace | undefined;
}

export class RequestTracing {
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /**
   * A span around a request of HTTP.
   * @param parent the sender's `traceparent`, when there is one that can be read
   * @param correlationId as it stands in the log
   * @param statusOf of the answer that an error becomes
   */
  async request<T extends { status: number }>(
    parent: TraceParent | undefined,
    { route, correlationId }: { route: string; correlationId: string },
    work: (followed: Followed) => Promise<T>,
    statusOf: (error: unknown) => number,
  ): Promise<T> {
    const context = contextOf(parent);
    const span = this.#tracer.startSpan(`POST ${route}`, { kind: SpanKind.SERVER }, context);
    if (!span.isRecording()) return work({ traceId: parent?.traceId, trace: undefined });
    span.setAttributes({
      "http.request.method": "POST",
      "http.route": route,
      "tributary.correlation_id": correlationId,
    });
    try {
      const inner = trace.setSpan(context, span);
      const send = sends(this.#tracer, inner);
      const answer = await work({ traceId: span.spanContext().traceId, trace: { send } });
      answered(span, answer.status);
      return answer;
    } catch (error) {
      answered(span, statusOf(error));
      span.setAttribute("error.type", error instanceof Error ? error.name : "error");
      throw error;
    } finally {
      span.end();
    }
  }

  /** A send that no request asked for. Undefined: it is not recorded. */
  send(topic: string, partition: number): SendTrace | undefined {
    const made = sends(this.#tracer, contextOf(undefined))(topic, partition);
    return made.recording ? made : undefined;
  }
}

function answered(span: Span, status: number): void {
  span.setAttribute("http.response.status_code", status);
  // What the sender did wrong is no error of a server (OpenTelemetry's semantic conventions of HTTP).
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

function sends(
  tracer: Tracer,
  context: Context,
): (topic: string, partition: number) => SendTrace & { recording: boolean } {
  let left = TRACED_RECORDS;
  return (topic, partition) => {
    const attributes = {
      "messaging.system": "kafka",
      "messaging.operation.type": "send",
      "messaging.operation.name": "send",
      "messaging.destination.name": topic,
      "messaging.destination.partition.id": String(partition),
    };
    const span = tracer.startSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, attributes }, context);
    let records = 0;
    const end = (): void => {
      span.setAttribute("messaging.batch.message_count", records).end();
    };
    return {
      recording: span.isRecording(),
      header: () => {
        records += 1;
        if (left === 0) return undefined;
        left -= 1;
        return headerOf(span);
      },
      sent: (offset) => {
        if (offset !== undefined) span.setAttribute("messaging.kafka.offset", Number(offset));
        end();
      },
      failed: (error) => {
        fail(span, error);
        end();
      },
    };
  };
}
