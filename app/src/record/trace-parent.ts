/** The header `traceparent` of W3C Trace Context (w3.org/TR/trace-context, version 00), by which a trace goes from one process to the next. */
import type { HeaderValue } from "../kafka/port.ts";

/** The trace that a span belongs to, and the span. */
export interface TraceParent {
  /** 32 hexadecimal digits */
  traceId: string;
  /** 16 hexadecimal digits */
  spanId: string;
  traceFlags: number;
}

/** Characters of the header. */
export const TRACE_PARENT_LENGTH = 55;
const SAMPLED = 1;

/** @returns undefined for what is none, or for a version that is not 00 */
export function parseTraceParent(value: HeaderValue | undefined): TraceParent | undefined {
  const found = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(value ?? ""));
  return found ? { traceId: found[1]!, spanId: found[2]!, traceFlags: Number.parseInt(found[3]!, 16) } : undefined;
}

export function formatTraceParent({ traceId, spanId, traceFlags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** Whether whoever began the trace records it. */
export const isSampled = ({ traceFlags }: TraceParent): boolean => (traceFlags & SAMPLED) === SAMPLED;
