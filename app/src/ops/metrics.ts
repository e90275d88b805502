/** The metrics of a process or thread. Names are API: the rules of monitoring and the portal read them. */
import { Counter, Gauge, type Registry } from "prom-client";
import { rejectionCodes } from "../record/validate.ts";

/** Metrics of the sink, which all roles have. */
function sinkMetrics(registry: Registry) {
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
  };
}
export type SinkMetrics = ReturnType<typeof sinkMetrics>;

export function processorMetrics(registry: Registry) {
  const deadLettered = new Counter({
    name: "tributary_events_dead_lettered_total",
    help: "Events acknowledged by the dead-letter topic, by reason",
    labelNames: ["reason"],
    registers: [registry],
  });
  for (const reason of rejectionCodes) deadLettered.inc({ reason }, 0);
  return {
    ...sinkMetrics(registry),
    deadLettered,
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
    lag: new Gauge({
      name: "tributary_consumer_lag",
      help: "Records of a partition not yet processed, as of the last fetch that brought some",
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
