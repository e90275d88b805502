/** The table of docs/dashboards.md. */
import { panelsOf } from "../../../components/monitoring/dashboards/dashboard.ts";
import { dashboards } from "../../../components/monitoring/dashboards/index.ts";

export function renderDashboardsTable(): string {
  const rows = dashboards.map((dashboard) => {
    const { key, question, sources, dataSources } = dashboard;
    const needs = sources.length > 0 ? sources.join(", ") : `a data source of the kind ${dataSources.join(", ")}`;
    return `| ${key} | ${question} | ${needs} | ${panelsOf(dashboard).length} |`;
  });
  return ["| dashboard | its question | needs one of | panels |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
