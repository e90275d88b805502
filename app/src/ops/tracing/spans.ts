/** What all spans here have in common. */
import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { formatTraceParent, type TraceParent } from "../../record/trace-parent.ts";

/** A context in which a span becomes a child of one of another process, or the first of a trace. */
export function contextOf(parent: TraceParent | undefined): Context {
  return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

export const headerOf = (span: Span): string => formatTraceParent(span.spanContext());

/** Only of what kind an error is: what it says may be personal. */
export function fail(span: Span, error: unknown): void {
  const name = error instanceof Error ? error.name : "error";
  span.setAttribute("error.type", name).setStatus({ code: SpanStatusCode.ERROR, message: name });
}
