/** What the roles of the application are told, as far as several need it; see AppConfig in app/src/config.ts. */
import type { Codec } from "../../app/src/connection.ts";

/** Of events' values. */
export type Format = "json" | "json-schema" | "avro";

/** Used when there is a topic for them. */
export interface AggregatesArgs {
  windowSeconds: number;
  graceSeconds: number;
  late: "ignore" | "separate";
  maxValues: number;
}

export interface WriterArgs {
  /** Processes; 0: none. */
  instances: number;
  principal: string;
  /** MiB of heap each. */
  heapMb: number;
  /** How its batches are compressed and when they are sent. A change restarts it. */
  compression: Codec;
  batching: { lingerMs: number; maxBytes: number; maxRecords: number };
}

/** Names of the topics. */
export interface Topics {
  input: string;
  output: string;
  deadLetter: string;
  aggregates?: string;
}

export interface IngestArgs extends WriterArgs {
  format: Format;
  requestsPerSecond: number;
  maxBodyBytes: number;
  bufferRecords: number;
  /** Raise it for a new bearer token. */
  tokenRotation: number;
}

export interface ProcessorArgs extends WriterArgs {
  semantics: "at-least-once" | "exactly-once";
  formats: Format[];
  workers: number;
  group: string;
  aggregates: AggregatesArgs;
}

export interface GeneratorArgs extends WriterArgs {
  format: Format;
  eventsPerSecond: number;
  brokenShare: number;
  total?: number;
}
