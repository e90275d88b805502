/** The table of docs/metrics.md, made of the metrics themselves. */
import { Registry } from "prom-client";
import { aggregateMetrics, generatorMetrics, ingestMetrics, processorMetrics } from "../../app/src/ops/metrics.ts";
import { poolMetrics, processMetrics } from "../../app/src/ops/process-metrics.ts";

/** What each role registers. */
const roles: Record<string, (registry: Registry) => void> = {
  ingest: (registry) => ingestMetrics(registry, () => 0),
  processor: (registry) => {
    poolMetrics(registry, { restarts: 0, partitions: 0 });
    processorMetrics(registry);
    aggregateMetrics(registry);
  },
  generator: (registry) => generatorMetrics(registry),
};

interface Row {
  name: string;
  type: string;
  labels: string[];
  help: string;
  roles: string[];
}

/** Every metric of the application, in the order of their names; what prom-client tells of Node.js is not among them. */
export async function metricRows(): Promise<Row[]> {
  const rows = new Map<string, Row>();
  for (const [role, register] of Object.entries(roles)) {
    const registry = new Registry();
    processMetrics(registry);
    register(registry);
    for (const { name, help, type } of await registry.getMetricsAsJSON()) {
      const { labelNames } = registry.getSingleMetric(name) as unknown as { labelNames: string[] };
      const row = rows.get(name) ?? { name, type: String(type), labels: labelNames, help, roles: [] };
      row.roles.push(role);
      rows.set(name, row);
    }
  }
  return [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function renderMetricsTable(): Promise<string> {
  const all = Object.keys(roles).length;
  const lines = (await metricRows()).map(({ name, type, labels, help, roles: of }) => {
    const cells = [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(", ")];
    return `| ${[...cells, of.length === all ? "all" : of.join(", "), help].join(" | ")} |`;
  });
  return ["| metric | type | labels | roles | what it tells |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}
