/** The dashboards that a stack can fill, of the files in json/: without panels that nobody would answer. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TributaryError } from "../../errors.ts";
import type { Source } from "../signal.ts";
import { type Dashboard, type DataSource, isMetric, uidOf } from "./dashboard.ts";
import { dashboards } from "./index.ts";
import { type NumberedRow, numbered, places } from "./layout.ts";
import { answers, lacking } from "./needs.ts";

export interface DashboardsArgs {
  /** Whose metrics there are. */
  sources: readonly Source[];
  /** Of which kinds Grafana has one. */
  dataSources: readonly DataSource[];
  /** Keys of those that shall be there. Default: all that can be filled. */
  only?: readonly string[];
}

export interface StackDashboard {
  key: string;
  uid: string;
  title: string;
  /** As Grafana reads it from a file. */
  json: string;
}

/** @throws TRB_CAPABILITY_MISSING one was asked for by name that cannot be filled, TRB_SETTINGS_INVALID there is none of that name */
export function dashboardsFor({ only, ...there }: DashboardsArgs): StackDashboard[] {
  const chosen = only?.map((key) => asked(key, there)) ?? dashboards.filter((one) => lacking(one, there) === undefined);
  const keys = new Set(chosen.map(({ key }) => key));
  return chosen.map((dashboard) => ({
    key: dashboard.key,
    uid: uidOf(dashboard.key),
    title: dashboard.title,
    json: filled(dashboard, there.sources, keys),
  }));
}

function asked(key: string, there: Pick<DashboardsArgs, "sources" | "dataSources">): Dashboard {
  const dashboard = dashboards.find((one) => one.key === key);
  if (dashboard === undefined) {
    const known = dashboards.map((one) => one.key).join(", ");
    throw new TributaryError("TRB_SETTINGS_INVALID", `There is no dashboard "${key}": there are ${known}.`);
  }
  const lacks = lacking(dashboard, there);
  if (lacks === undefined) return dashboard;
  throw new TributaryError("TRB_CAPABILITY_MISSING", `The dashboard "${key}" needs ${lacks}.`);
}

interface DashboardJson {
  panels: { id: number; gridPos: unknown; targets?: unknown[]; links?: { url?: string }[] }[];
}

/** The file of a dashboard. */
export const fileOf = (key: string): string => join(import.meta.dirname, "json", `${key}.json`);

function filled(dashboard: Dashboard, sources: readonly Source[], keys: ReadonlySet<string>): string {
  const json = JSON.parse(readFileSync(fileOf(dashboard.key), "utf8")) as DashboardJson;
  const rows = numbered(dashboard)
    .map((row) => answeredRow(row, sources))
    .filter(({ panels }) => panels.length > 0);
  const placed = places(rows);
  const byId = new Map(rows.flatMap(({ panels }) => panels.map(({ id, panel }) => [id, panel] as const)));
  const panels = json.panels
    .filter(({ id }) => placed.has(id))
    .map((drawn) => {
      const panel = byId.get(drawn.id);
      const kept = { ...drawn, gridPos: placed.get(drawn.id) };
      if (panel === undefined) return kept;
      const known = panel.to === undefined || keys.has(panel.to);
      const links = known ? kept : { ...kept, links: [] };
      if (!isMetric(panel)) return links;
      return { ...links, targets: drawn.targets?.filter((_, index) => answers(panel.targets[index]!.query, sources)) };
    });
  return JSON.stringify({ ...json, panels });
}

const answeredRow = (row: NumberedRow, sources: readonly Source[]): NumberedRow => ({
  ...row,
  panels: row.panels.filter(
    ({ panel }) => !isMetric(panel) || panel.targets.some(({ query }) => answers(query, sources)),
  ),
});
