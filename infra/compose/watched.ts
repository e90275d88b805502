/** The dashboards of compose.yaml's Grafana; `npm run generate` writes them. */
import { sourcesByBackend } from "../../components/monitoring/backends.ts";
import { type DashboardsArgs, dashboardsFor } from "../../components/monitoring/dashboards/for-stack.ts";

/** What prometheus.yml scrapes, and what Grafana is told to ask. */
export const watched: DashboardsArgs = { sources: sourcesByBackend.local, dataSources: ["prometheus"] };

/** Below the project's root. */
export const dashboardsFolder = "infra/compose/grafana/dashboards";

/** By path. */
export function watchedFiles(): Record<string, string> {
  const pages = dashboardsFor(watched).map(({ key, json }): [string, string] => [
    `${dashboardsFolder}/${key}.json`,
    `${JSON.stringify(JSON.parse(json), null, 2)}\n`,
  ]);
  return Object.fromEntries(pages);
}
