/** The brokers: partitions without enough copies, requests, load. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, of } from "./panels.ts";

const where = 'instance=~"$broker"';

export const brokers: Dashboard = {
  key: "brokers",
  title: "Tributary: brokers",
  question: "Which broker fails or is overloaded, and what of its partitions?",
  dataSources: ["prometheus"],
  sources: ["strimzi-reporter", "jmx-exporter", "cloudwatch", "confluent-api"],
  variables: ["broker"],
  rows: [
    {
      title: "Brokers and partitions",
      panels: [
        graph("Brokers that answer", "brokerUp", { where, bad: { below: 1 } }),
        now("Active controllers", "activeControllers", { bad: { above: 1.5, below: 0.5 } }),
        now("Brokers unheard of", "fencedBrokers", { bad: { above: 0 } }),
        now("Partitions without leader", "offlinePartitions", { bad: { above: 0 } }),
        now("Elections that lost records", "uncleanElections", { bad: { above: 0 } }),
        now("Log folders that failed", "offlineLogFolders", { where, bad: { above: 0 } }),
        now("Metadata not taken over", "metadataErrors", { where, bad: { above: 0 } }),
        graph("Partitions with a copy behind", "underReplicated", { where, bad: { above: 0 } }),
        graph("Partitions that take no writes", "underMinIsr", { where, bad: { above: 0 } }),
        graph("Partitions one copy from that", "atMinIsr", { where }),
        graph("Copies that fell behind", "isrShrinks", { where }),
        graph("Partitions led", "leaders", { where }),
      ],
    },
    {
      title: "Requests",
      panels: [
        graph("Requests by kind", "requests", {
          where,
          query: (selector) => `sum by (request) (${selector})`,
          legend: "{{request}}",
        }),
        graph("Slowest requests (99 %)", "requestSeconds", {
          where: `${where},request=~"Produce|Fetch.*"`,
        }),
        graph("Request handlers idle", "handlersIdle", { where, bad: { below: 0.3 } }),
        graph("Network threads idle", "networkIdle", { where, bad: { below: 0.3 } }),
        lines(
          {
            title: "Requests refused",
            description: "Writes and reads that failed, and what a principal had no right to",
            unit: "requests/s",
          },
          {
            "writes {{instance}}": of("failedProduce", where),
            "reads {{instance}}": of("failedFetch", where),
            "no right {{instance}}": of("denied", where),
          },
        ),
        graph("Logins refused", "failedLogins", { where }),
        graph("Connections", "connections", { where }),
      ],
    },
    {
      title: "Load",
      panels: [
        graph("Bytes written by clients", "brokerBytesIn", { where }),
        graph("Bytes read by clients", "brokerBytesOut", { where }),
        graph("Processors busy", "processorsBusy", { where, bad: { above: 0.8 } }),
      ],
    },
  ],
};
