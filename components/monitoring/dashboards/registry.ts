/** The schema registry, and what the application has of it. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, number, of, rate } from "./panels.ts";

export const registry: Dashboard = {
  key: "registry",
  title: "Tributary: schema registry",
  question: "Does the registry answer, and does anybody wait for a schema?",
  dataSources: ["prometheus"],
  sources: ["schema-registry"],
  variables: [],
  rows: [
    {
      title: "Registry",
      panels: [
        number(
          { title: "Registries down", description: "Registries whose page does not answer", unit: "count" },
          `sum(1 - ${of("servicesUp", 'job="registry"')})`,
          { bad: { above: 0 } },
        ),
        now("Requests failed", "registryFailures", { bad: { above: 0.1 } }),
        now("Slowest requests (99 %)", "registrySeconds", {
          query: (selector) => `max(${selector})`,
          bad: { above: 1 },
        }),
        graph("Registries that answer", "servicesUp", { where: 'job="registry"', bad: { below: 1 } }),
        graph("Requests by status", "registryRequests", { stacked: true }),
        graph("Requests failed", "registryFailures"),
        graph("Slowest requests (99 %)", "registrySeconds"),
        graph("Heap in use", "heapUsed", { where: 'job="registry"', bad: { above: 0.9 } }),
      ],
    },
    {
      title: "The application",
      panels: [
        lines(
          {
            title: "Schemas asked for",
            description:
              "By result. unavailable: processing waits; missing: somebody writes ids that the registry does not know",
            unit: "requests/s",
          },
          { "{{result}}": `sum by (result) (${rate("tributary_schema_loads_total")})` },
          { width: 12 },
        ),
        lines(
          {
            title: "Dead letters by reason",
            description: "Those of schemas are here when a schema is wrong or gone",
            unit: "events/s",
          },
          { "{{reason}}": `sum by (reason) (${rate("tributary_events_dead_lettered_total")})` },
          { width: 12, to: "application" },
        ),
      ],
    },
  ],
};
