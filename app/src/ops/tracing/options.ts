/** Where spans go, and of how many events. */
export interface TracingOptions {
  /** Base address of an OTLP/HTTP receiver, e.g. http://127.0.0.1:4318; spans go to its /v1/traces. */
  endpoint: string;
  /** Share of what comes without a sampled `traceparent` that is recorded, 0 to 1. */
  ratio: number;
  /** Traces that a process begins or follows in a second at most, whoever asks for them. */
  perSecond: number;
}

/** Records of one request, and so events of one trace, that carry its `traceparent` at most: a body of thousands shall not be thousands of spans. */
export const TRACED_RECORDS = 16;
