/** What the main thread and its workers tell each other. */
import type { MetricObject } from "prom-client";
import type { ProcessorConfig } from "../../config.ts";

export interface WorkerInput {
  config: ProcessorConfig;
  index: number;
}

export type ToWorker = { type: "stop" } | { type: "metrics"; id: number };

export type FromWorker =
  /** Sent each second, and at once when it changes; `notReady` is empty while this worker consumes. */
  | {
      type: "status";
      notReady: string[];
      /** What brokers have against our certificates and logins; also true while no worker runs. */
      problems: string[];
      partitions: number;
    }
  /** Sent each second, so that the counts of a worker that dies are not lost. */
  | { type: "snapshot"; metrics: MetricObject[] }
  | { type: "metrics"; id: number; metrics: MetricObject[] }
  /** Kafka, or who issues its tokens, refused the login. The worker ends. */
  | { type: "refused"; message: string }
  /** The configuration cannot be used; restarting does not help. */
  | { type: "config-error"; message: string };
