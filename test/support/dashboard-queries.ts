/** Queries of dashboards' files as Grafana would ask them: variables at "all", a panel a thousand pixels wide. */
import { readFileSync } from "node:fs";
import { fileOf } from "../../components/monitoring/dashboards/for-stack.ts";

export interface PanelQuery {
  /** Dashboard, panel and the target's letter. */
  where: string;
  query: string;
  /** Of now instead of over time. */
  instant: boolean;
}

/** Seconds. */
interface Range {
  stack: string;
  length: number;
  step: number;
}

/** Of one dashboard. @param json its file, or what a stack takes of it */
export function queriesOfJson(key: string, json: string, { stack, length, step }: Range): PanelQuery[] {
  const values: Record<string, string> = {
    $stack: stack,
    $broker: ".*",
    $topic: ".*",
    $group: ".*",
    // As Grafana computes it with a scrape each 15 s.
    $__rate_interval: `${Math.max(step + 15, 60)}s`,
    $__range: `${length}s`,
  };
  const { panels } = JSON.parse(json);
  return panels.flatMap(({ title, targets = [] }: any) =>
    targets
      .filter(({ expr }: { expr?: string }) => expr !== undefined)
      .map(({ expr, refId, instant }: { expr: string; refId: string; instant: boolean }) => ({
        where: `${key}: ${title} ${refId}`,
        query: expr.replace(/\$\w+/g, (name) => values[name] ?? name),
        instant,
      })),
  );
}

export const queriesOfFile = (key: string, range: Range): PanelQuery[] =>
  queriesOfJson(key, readFileSync(fileOf(key), "utf8"), range);
