/** The metrics of a process or thread. Names are API: the rules of monitoring and the portal read them. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { certificateEnds } from "../kafka/auth/certificate-ends.ts";
import { rejectionCodes } from "../record/validate.ts";
import { WeightedHistogram } from "./weighted-histogram.ts";

/** Of batches. */
const RECORDS = [1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000];
const BYTES = [1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000];
/** seconds, from a usual batch to an outage */
const LATENCY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

/** Metrics of the sink, which all roles have. */
function sinkMetrics(registry: Registry) {
  new Gauge({
    name: "tributary_certificate_end_timestamp_seconds",
    help: "When the first of the certificates ends that connections to Kafka rest on, seconds since 1970: the brokers' (broker), their authorities' (authority), the process' own (own); none without TLS",
    labelNames: ["of"],
    aggregator: "min",
    registers: [registry],
    collect() {
      for (const [of, seconds] of certificateEnds()) this.set({ of }, seconds);
    },
  });
  return {
    sinkRetries: new Counter({
      name: "tributary_sink_retries_total",
      help: "Sends to Kafka that were not acknowledged and were repeated",
      registers: [registry],
    }),
    producersOpened: new Counter({
      name: "tributary_producers_opened_total",
      help: "Kafka producers made; more than one means that others were thrown away after an uncertain outcome",
      registers: [registry],
    }),
    sentBatchRecords: new Histogram({
      name: "tributary_sink_batch_records",
      help: "Records of each batch that was acknowledged",
      buckets: RECORDS,
      registers: [registry],
    }),
    sentBatchBytes: new Histogram({
      name: "tributary_sink_batch_bytes",
      help: "Bytes of the records of each batch that was acknowledged, before compression; about, where they were not packed",
      buckets: BYTES,
      registers: [registry],
    }),
  };
}
export type SinkMetrics = ReturnType<typeof sinkMetrics>;

/** Told of each acknowledged batch, with its bytes before compression. */
export function batchObserver(
  metrics: Pick<SinkMetrics, "sentBatchRecords" | "sentBatchBytes">,
): (records: number, bytes: number) => void {
  return (records, bytes) => {
    metrics.sentBatchRecords.observe(records);
    metrics.sentBatchBytes.observe(bytes);
  };
}

export function processorMetrics(registry: Registry) {
  const deadLettered = new Counter({
    name: "tributary_events_dead_lettered_total",
    help: "Events acknowledged by the dead-letter topic, by reason",
    labelNames: ["reason"],
    registers: [registry],
  });
  for (const reason of rejectionCodes) deadLettered.inc({ reason }, 0);
  const transactions = new Counter({
    name: "tributary_transactions_total",
    help: "Transactions that ended, by result: committed, or aborted, also when the outcome is not known and the batch is made again; none with at-least-once",
    labelNames: ["result"],
    registers: [registry],
  });
  for (const result of ["committed", "aborted"]) transactions.inc({ result }, 0);
  return {
    ...sinkMetrics(registry),
    deadLettered,
    transactions,
    read: new Counter({
      name: "tributary_events_read_total",
      help: "Events read from the input topic",
      registers: [registry],
    }),
    processed: new Counter({
      name: "tributary_events_processed_total",
      help: "Events acknowledged by the output topic",
      registers: [registry],
    }),
    readBatchRecords: new Histogram({
      name: "tributary_source_batch_records",
      help: "Records of each batch that was read",
      buckets: RECORDS,
      registers: [registry],
    }),
    readBatchBytes: new Histogram({
      name: "tributary_source_batch_bytes",
      help: "Bytes of the keys, values and headers of each batch that was read, before compression",
      buckets: BYTES,
      registers: [registry],
    }),
    eventLatency: new WeightedHistogram({
      name: "tributary_event_latency_seconds",
      help: "Seconds from an event's own timestamp, which has whole seconds, to the acknowledgement of its result; of a batch half of the records count as its first, half as its last",
      buckets: LATENCY,
      registers: [registry],
    }),
    appendLatency: new WeightedHistogram({
      name: "tributary_append_latency_seconds",
      help: "Seconds from a record's timestamp in the input topic to the acknowledgement of its result; of a batch half of the records count as its first, half as its last",
      buckets: LATENCY,
      registers: [registry],
    }),
    rebalances: new Counter({
      name: "tributary_rebalances_total",
      help: "Joins of the consumer group, by reason: start, group (the group asked for it), crash (the consumer began anew), other (this member was forgotten, or partitions or leaders changed)",
      labelNames: ["reason"],
      registers: [registry],
    }),
    lag: new Gauge({
      name: "tributary_consumer_lag",
      help: "Records of a partition of this process that are not processed yet, as of its last batch or of a look at the partition's end each 15 s",
      labelNames: ["topic", "partition"],
      registers: [registry],
    }),
    schemaLoads: new Counter({
      name: "tributary_schema_loads_total",
      help: "Schemas asked for by id: disk or registry (known now), missing (no such id), unavailable (the registry did not answer)",
      labelNames: ["result"],
      registers: [registry],
    }),
    offsetResets: new Counter({
      name: "tributary_consumer_offset_resets_total",
      help: "Times that a committed offset no longer existed and reading began at the oldest record; data may have been lost",
      registers: [registry],
    }),
  };
}
export function aggregateMetrics(registry: Registry) {
  return {
    late: new Counter({
      name: "tributary_events_late_total",
      help: "Events that came after their window and its grace had closed",
      registers: [registry],
    }),
    held: new Gauge({
      name: "tributary_aggregate_counts",
      help: "Counts of open windows that are held for a partition",
      labelNames: ["partition"],
      registers: [registry],
    }),
  };
}
export type AggregateMetrics = ReturnType<typeof aggregateMetrics>;

export type ProcessorMetrics = ReturnType<typeof processorMetrics>;

export function ingestMetrics(registry: Registry, pending: () => number) {
  const rejected = new Counter({
    name: "tributary_ingest_rejected_total",
    help: "Events that ingest refused, by reason",
    labelNames: ["reason"],
    registers: [registry],
  });
  for (const reason of rejectionCodes) rejected.inc({ reason }, 0);
  new Gauge({
    name: "tributary_ingest_buffer_records",
    help: "Events that wait for Kafka",
    registers: [registry],
    collect() {
      this.set(pending());
    },
  });
  return {
    ...sinkMetrics(registry),
    rejected,
    accepted: new Counter({
      name: "tributary_ingest_accepted_total",
      help: "Events acknowledged by Kafka",
      registers: [registry],
    }),
    requests: new Counter({
      name: "tributary_ingest_requests_total",
      help: "HTTP requests, by status of the answer",
      labelNames: ["status"],
      registers: [registry],
    }),
  };
}
export type IngestMetrics = ReturnType<typeof ingestMetrics>;

export function generatorMetrics(registry: Registry) {
  return {
    ...sinkMetrics(registry),
    sent: new Counter({
      name: "tributary_generator_sent_total",
      help: "Events acknowledged by Kafka, broken ones too",
      registers: [registry],
    }),
  };
}
