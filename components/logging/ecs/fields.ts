/**
 * The one schema of all lines: Elastic Common Schema 9.2 where it has a name, `tributary.*` where it has none. Templates, the ingest
 * pipeline and its tests read this table; docs/logging.md tells it to people.
 */

export const ECS_VERSION = "9.2.0";

export interface Field {
  /** Elasticsearch's; match_only_text is searched by words and has no scores. */
  type: "date" | "keyword" | "match_only_text" | "long" | "integer" | "object";
  /** What JSON lines call it: the first that is there counts. Default: only collectors or the pipeline set it. */
  from?: readonly string[];
}

/** By name. Lines of text are taken apart into the same names as those of JSON, see lines.ts. */
export const fields: Record<string, Field> = {
  "@timestamp": { type: "date" },
  message: { type: "match_only_text", from: ["message", "msg", "textPayload", "jsonPayload.message", "body"] },
  "log.level": { type: "keyword", from: ["log.level", "level", "severity"] },
  "log.logger": { type: "keyword", from: ["log.logger", "logger", "component", "category"] },
  "log.file.path": { type: "keyword" },
  "log.offset": { type: "long" },
  "process.thread.name": { type: "keyword", from: ["process.thread.name", "thread"] },
  "error.type": { type: "keyword", from: ["error.type", "err.type"] },
  "error.message": { type: "match_only_text", from: ["error.message", "err.message", "error", "reason"] },
  "error.stack_trace": { type: "match_only_text", from: ["error.stack_trace", "err.stack", "stacktrace", "stack"] },
  "trace.id": { type: "keyword", from: ["trace.id", "traceId", "trace_id"] },
  "span.id": { type: "keyword", from: ["span.id", "spanId", "span_id"] },
  "service.name": { type: "keyword" },
  "service.node.name": { type: "keyword", from: ["instance"] },
  "event.ingested": { type: "date" },
  "event.kind": { type: "keyword" },
  "ecs.version": { type: "keyword", from: ["ecs.version"] },
  "data_stream.type": { type: "keyword" },
  "data_stream.dataset": { type: "keyword" },
  "data_stream.namespace": { type: "keyword" },
  "host.name": { type: "keyword" },
  "cloud.region": { type: "keyword" },
  "kubernetes.namespace": { type: "keyword" },
  "kubernetes.pod.name": { type: "keyword" },
  "kubernetes.node.name": { type: "keyword" },
  "kubernetes.container.name": { type: "keyword" },
  "container.image.name": { type: "keyword" },
  "tributary.stack": { type: "keyword" },
  "tributary.correlation_id": { type: "keyword", from: ["correlationId"] },
  "tributary.event_id": { type: "keyword", from: ["eventId"] },
  "tributary.topic": { type: "keyword", from: ["topic"] },
  "tributary.partition": { type: "integer", from: ["partition"] },
  "tributary.offset": { type: "long", from: ["offset"] },
  "tributary.group": { type: "keyword", from: ["groupId", "group"] },
  "tributary.dead_letter.reason": { type: "keyword", from: ["deadLetterReason"] },
  // Whatever else a line of JSON says: kept and shown, and not searched, so that no two lines can disagree about a type and be refused.
  labels: { type: "object" },
};

/** Names in lines and where they go, in the order of the table. */
export const moves = Object.entries(fields).flatMap(([to, { from = [] }]) => from.map((name) => ({ from: name, to })));
