/** The application: ingest, processor, generator. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, of, quantile, rate } from "./panels.ts";

const by = (labels: string, metric: string) => `sum by (${labels}) (${rate(metric)})`;
/** Of records or bytes of a batch, on average. */
const mean = (histogram: string) =>
  `sum by (job) (${rate(`${histogram}_sum`)}) / sum by (job) (${rate(`${histogram}_count`)})`;

export const application: Dashboard = {
  key: "application",
  title: "Tributary: application",
  question: "Do events come in and go out, how late, and what is refused or repeated?",
  dataSources: ["prometheus"],
  sources: ["application"],
  variables: [],
  rows: [
    {
      title: "Processor",
      panels: [
        lines(
          {
            title: "Events",
            description: "Events a second; read is the sum of the others, after a moment",
            unit: "events/s",
          },
          {
            read: `sum(${rate("tributary_events_read_total")})`,
            processed: `sum(${rate("tributary_events_processed_total")})`,
            "dead letters": `sum(${rate("tributary_events_dead_lettered_total")})`,
            late: `sum(${rate("tributary_events_late_total")})`,
          },
        ),
        lines(
          {
            title: "Seconds to the result",
            description:
              "From a record's time in the input topic, and from an event's own time, to the acknowledgement of its result",
            unit: "seconds",
          },
          {
            "append 50 %": quantile(0.5, "tributary_append_latency_seconds"),
            "append 99 %": quantile(0.99, "tributary_append_latency_seconds"),
            "event 99 %": quantile(0.99, "tributary_event_latency_seconds"),
          },
          { to: "slos" },
        ),
        lines(
          {
            title: "Dead letters by reason",
            description: "A new reason, or much of one: a producer has changed",
            unit: "events/s",
          },
          { "{{reason}}": by("reason", "tributary_events_dead_lettered_total") },
          { stacked: true },
        ),
        lines(
          { title: "Lag", description: "Records of each process that are not processed yet", unit: "records" },
          { "{{instance}}": "sum by (instance) (tributary_consumer_lag{%})" },
          { to: "groups" },
        ),
        lines(
          { title: "Counts held", description: "Counts of open windows", unit: "count" },
          { "{{instance}}": "sum by (instance) (tributary_aggregate_counts{%})" },
        ),
        lines(
          {
            title: "Transactions",
            description: "By result; aborted ones are made again, many of them: brokers or the network are uncertain",
            unit: "requests/s",
          },
          { "{{result}}": by("result", "tributary_transactions_total") },
        ),
      ],
    },
    {
      title: "Ingest and generator",
      panels: [
        lines(
          {
            title: "Answers by status",
            description: "429 and 503: ingest cannot write fast enough; 401: a token is wrong",
            unit: "requests/s",
          },
          { "{{status}}": by("status", "tributary_ingest_requests_total") },
          { stacked: true },
        ),
        lines(
          {
            title: "Events accepted and made",
            description: "Events a second that Kafka acknowledged",
            unit: "events/s",
          },
          {
            accepted: `sum(${rate("tributary_ingest_accepted_total")})`,
            generated: `sum(${rate("tributary_generator_sent_total")})`,
          },
        ),
        lines(
          { title: "Refused by reason", description: "Events that ingest refused", unit: "events/s" },
          { "{{reason}}": by("reason", "tributary_ingest_rejected_total") },
          { stacked: true },
        ),
        lines(
          {
            title: "Waiting for Kafka",
            description: "Events in ingest's buffer; when it is full ingest answers 503",
            unit: "records",
          },
          { "{{instance}}": "sum by (instance) (tributary_ingest_buffer_records{%})" },
        ),
      ],
    },
    {
      title: "Trouble",
      panels: [
        graph("Processes that answer", "processUp", { bad: { below: 1 } }),
        graph("Not ready", "notReady", { bad: { above: 0.1 } }),
        lines(
          {
            title: "Sends repeated",
            description: "Sends to Kafka that were not acknowledged and were repeated",
            unit: "requests/s",
          },
          { "{{job}} {{instance}}": by("job, instance", "tributary_sink_retries_total") },
          { to: "brokers" },
        ),
        lines(
          {
            title: "Producers opened",
            description: "Within an hour; more than one: others were thrown away after an uncertain outcome",
            unit: "count",
          },
          { "{{job}} {{instance}}": "sum by (job, instance) (increase(tributary_producers_opened_total{%}[1h]))" },
        ),
        lines(
          { title: "Worker threads that ended", description: "Within an hour; they were started again", unit: "count" },
          { "{{instance}}": "sum by (instance) (increase(tributary_worker_restarts_total{%}[1h]))" },
        ),
        lines(
          {
            title: "Offsets lost",
            description: "Times that a committed offset no longer existed: records may have been lost",
            unit: "count",
          },
          { "{{instance}}": "sum by (instance) (tributary_consumer_offset_resets_total{%})" },
          { bad: { above: 0 } },
        ),
        lines(
          {
            title: "Schemas asked for",
            description: "By result; unavailable: the registry did not answer",
            unit: "requests/s",
          },
          { "{{result}}": by("result", "tributary_schema_loads_total") },
          { to: "registry" },
        ),
      ],
    },
    {
      title: "Batches and processes",
      panels: [
        lines(
          { title: "Records of a batch", description: "On average; small ones cost more requests", unit: "records" },
          {
            "written {{job}}": mean("tributary_sink_batch_records"),
            "read {{job}}": mean("tributary_source_batch_records"),
          },
        ),
        lines(
          { title: "Bytes of a batch", description: "On average, before compression", unit: "bytes" },
          {
            "written {{job}}": mean("tributary_sink_batch_bytes"),
            "read {{job}}": mean("tributary_source_batch_bytes"),
          },
        ),
        lines(
          { title: "Cores", description: "Cores that a process uses", unit: "count" },
          { "{{job}} {{instance}}": of("cores", 'job=~"ingest|processor|generator"') },
          { to: "jvm" },
        ),
      ],
    },
  ],
};
