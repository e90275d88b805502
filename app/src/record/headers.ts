/** Names of the headers that Tributary's records carry. They are API: only ever add. */
export const HEADER = {
  /** Version of the value's schema, "1". A record without it counts as version 1. */
  schemaVersion: "schema-version",
  /** topic-partition-offset of the source record, on processed records. */
  eventId: "event-id",
  /** Of the request that brought the record in; told back to the sender. */
  correlationId: "correlation-id",
  /** Idempotency-Key of the request; with `idempotencyLine` it tells records of a repeated request apart. */
  idempotencyKey: "idempotency-key",
  /** Line of the request's body, from 1. */
  idempotencyLine: "idempotency-line",
  /** W3C Trace Context of the request that brought the record in, when requests are traced. */
  traceParent: "traceparent",
  /** A code of rejectionCodes. */
  deadLetterReason: "dead-letter-reason",
  /** The reason as a sentence; names fields, never their values. */
  deadLetterDetail: "dead-letter-detail",
  /** Version of the schema that the record was checked against. */
  deadLetterSchemaVersion: "dead-letter-schema-version",
  /** When it was set aside, ISO 8601. */
  deadLetterTime: "dead-letter-time",
  deadLetterSourceTopic: "dead-letter-source-topic",
  deadLetterSourcePartition: "dead-letter-source-partition",
  deadLetterSourceOffset: "dead-letter-source-offset",
  /** Timestamp of the source record, milliseconds since 1970. */
  deadLetterSourceTimestamp: "dead-letter-source-timestamp",
  /** "true" when the value had to be cut because the dead-letter topic does not take so large a record. */
  deadLetterTruncated: "dead-letter-truncated",
  /** On a replayed record: how many times it was replayed, from 1. */
  replayCount: "replay-count",
  /** topic-partition-offset of the dead letter that it was replayed from. */
  replayOf: "replay-of",
  /** topic-partition-offset of the source record that was dead-lettered first; kept over further replays. */
  replaySource: "replay-source",
} as const;
