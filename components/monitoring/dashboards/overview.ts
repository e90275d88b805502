/** Where somebody begins who was woken: whether it works, whether events flow, where it is tight; each panel leads on. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, number, of, quantile, rate, table } from "./panels.ts";

export const overview: Dashboard = {
  key: "overview",
  title: "Tributary: overview",
  question: "Does the platform work, and if not, where does it fail?",
  dataSources: ["prometheus"],
  sources: ["strimzi-reporter", "jmx-exporter", "cloudwatch", "confluent-api", "application"],
  variables: [],
  rows: [
    {
      title: "Does it work? Red is a cause or its first sign",
      panels: [
        number(
          { title: "Brokers down", description: "Brokers whose page does not answer", unit: "brokers" },
          `sum(1 - ${of("brokerUp")})`,
          { bad: { above: 0 }, to: "brokers" },
        ),
        now("Partitions without leader", "offlinePartitions", { bad: { above: 0 }, to: "brokers" }),
        now("Partitions that take no writes", "underMinIsr", { bad: { above: 0 }, to: "brokers" }),
        now("Partitions with a copy behind", "underReplicated", { bad: { above: 0 }, to: "brokers" }),
        now("Active controllers", "activeControllers", { bad: { above: 1.5, below: 0.5 }, to: "brokers" }),
        number(
          {
            title: "Application processes down",
            description: "Processes whose page does not answer",
            unit: "count",
          },
          `sum(1 - ${of("processUp")})`,
          { bad: { above: 0 }, to: "application" },
        ),
        now("Records not read yet", "lag", { to: "groups" }),
        number(
          {
            title: "Services down",
            description:
              "Registry, Connect, MirrorMaker, Cruise Control, operators and exporters whose page does not answer",
            unit: "count",
          },
          `sum(1 - ${of("servicesUp")})`,
          { bad: { above: 0 }, to: "registry" },
        ),
        now("Failed tasks of connectors", "failedTasks", { bad: { above: 0 }, to: "mirror" }),
        now("Standby behind", "mirrorLatency", {
          query: (selector) => `max(${selector})`,
          bad: { above: 60 },
          to: "mirror",
        }),
        now("First certificate ends in", "certificateSeconds", {
          query: (selector) => `min(${selector}) / 86400`,
          unit: "days",
          bad: { below: 14 },
        }),
        table(
          {
            title: "Alerts that sound",
            description: "Each has a page in docs/runbooks with its name",
            unit: "count",
          },
          { sounds: 'max by (alertname, severity, owner, instance, topic, group) (ALERTS{%,alertstate="firing"})' },
          { width: 24, height: 6 },
        ),
      ],
    },
    {
      title: "Do events flow?",
      panels: [
        lines(
          {
            title: "Events a second",
            description:
              "In at the left of the platform, out at its right; a gap between two lines shows where they stay",
            unit: "events/s",
          },
          {
            "written to topics": `sum(${of("recordsIn")})`,
            "accepted by ingest": `sum(${rate("tributary_ingest_accepted_total")})`,
            generated: `sum(${rate("tributary_generator_sent_total")})`,
            read: `sum(${rate("tributary_events_read_total")})`,
            processed: `sum(${rate("tributary_events_processed_total")})`,
            "dead letters": `sum(${rate("tributary_events_dead_lettered_total")})`,
          },
          { to: "application" },
        ),
        graph("Lag by group", "lag", {
          query: (selector) => `sum by (group) (${selector})`,
          legend: "{{group}}",
          to: "groups",
        }),
        lines(
          {
            title: "Seconds from append to result",
            description: "From a record's time in the input topic to the acknowledgement of its result",
            unit: "seconds",
          },
          {
            median: quantile(0.5, "tributary_append_latency_seconds"),
            "99 %": quantile(0.99, "tributary_append_latency_seconds"),
          },
          { to: "slos" },
        ),
        lines(
          {
            title: "Refused by brokers",
            description:
              "Requests and logins that brokers refused: a right, a password or a certificate is missing, or copies are",
            unit: "requests/s",
          },
          {
            writes: `sum(${of("failedProduce")})`,
            reads: `sum(${of("failedFetch")})`,
            "without a right": `sum(${of("denied")})`,
            logins: `sum(${of("failedLogins")})`,
          },
          { to: "brokers" },
        ),
        graph("Not ready", "notReady", { bad: { above: 0.1 }, to: "application" }),
      ],
    },
    {
      title: "Where is it tight?",
      panels: [
        graph("Request handlers idle", "handlersIdle", { bad: { below: 0.3 }, to: "brokers" }),
        graph("Slowest requests (99 %)", "requestSeconds", {
          where: 'request=~"Produce|Fetch.*"',
          query: (selector) => `max by (request) (${selector})`,
          legend: "{{request}}",
          to: "brokers",
        }),
        graph("Disks full", "diskUsed", { bad: { above: 0.8 }, to: "capacity" }),
        graph("Heap in use", "heapUsed", { bad: { above: 0.9 }, to: "jvm" }),
        graph("Programs that began anew", "starts", { bad: { above: 0 }, to: "jvm" }),
      ],
    },
  ],
};
