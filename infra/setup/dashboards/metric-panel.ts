/** Panels of Prometheus' answers. */
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Bad, MetricPanel } from "../../../components/monitoring/dashboards/dashboard.ts";
import { ofStack } from "../../../components/monitoring/signal.ts";
import { units } from "./units.ts";

const [GREEN, RED] = ["green", "red"];

/** Grafana's steps begin each at a value and hold until the next; values are whole where one is enough to be bad. */
export function thresholds({ above, below }: Bad) {
  const first = { value: null, color: below === undefined ? GREEN : RED };
  const good = below === undefined ? [] : [{ value: below, color: GREEN }];
  const past = above === undefined ? [] : [{ value: justAbove(above), color: RED }];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([first, ...good, ...past]);
}
const justAbove = (value: number) => (value < 1 ? Math.max(value, 1e-6) : value + 1e-6);

export function metricPanel(panel: MetricPanel): Builder<Panel> {
  switch (panel.kind) {
    case "graph":
      return graph(panel);
    case "now":
      return big(panel);
    case "table":
      return rows(panel);
  }
}

function targets({ kind, targets: queries }: MetricPanel): DataqueryBuilder[] {
  return queries.map(({ query, legend }, index) => {
    const target = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + index))
      .expr(ofStack(query, "$stack"))
      .legendFormat(legend);
    if (kind === "graph") return target.range();
    return kind === "table" ? target.instant().format(PromQueryFormat.Table) : target.instant();
  });
}

function graph(panel: MetricPanel): Builder<Panel> {
  const { bad, stacked = false, unit } = panel;
  const drawn = new timeseries.PanelBuilder()
    .unit(units[unit])
    .lineWidth(1)
    .fillOpacity(stacked ? 30 : 5)
    .showPoints(common.VisibilityMode.Never)
    .legend(legend())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    )
    .targets(targets(panel));
  if (stacked) drawn.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  if (bad !== undefined)
    drawn
      .thresholds(thresholds(bad))
      .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Line));
  return drawn;
}

export const legend = () =>
  new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true);

function big(panel: MetricPanel): Builder<Panel> {
  const { bad, unit } = panel;
  return new stat.PanelBuilder()
    .unit(units[unit])
    .colorMode(bad === undefined ? common.BigValueColorMode.None : common.BigValueColorMode.Background)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]))
    .noValue("unknown")
    .thresholds(thresholds(bad ?? {}))
    .targets(targets(panel));
}

/** One table of all queries: what has the same labels is one row. */
function rows(panel: MetricPanel): Builder<Panel> {
  const { targets: columns, unit } = panel;
  const value = (index: number) => (columns.length === 1 ? "Value" : `Value #${String.fromCharCode(65 + index)}`);
  return new table.PanelBuilder()
    .unit(units[unit])
    .noValue("none")
    .targets(targets(panel))
    .transformations([
      { id: "merge", options: {} },
      {
        id: "organize",
        options: {
          excludeByName: { Time: true, stack: true },
          renameByName: Object.fromEntries(columns.map(({ legend }, index) => [value(index), legend])),
        },
      },
    ]);
}
