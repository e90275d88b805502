/** Panels of Elasticsearch's answers. */
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import {
  CountBuilder,
  DataqueryBuilder,
  DateHistogramBuilder,
  LogsBuilder,
  type MetricAggregation,
  type MetricAggregationType,
  TermsBuilder,
  TermsOrder,
} from "@grafana/grafana-foundation-sdk/elasticsearch";
import * as logs from "@grafana/grafana-foundation-sdk/logs";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { LogPanel } from "../../../components/monitoring/dashboards/dashboard.ts";
import { legend, thresholds } from "./metric-panel.ts";

const TIME = "@timestamp";
const LINES = "500";

/** The stack's own data streams: logs-tributary.<part>-<stack>. */
export const search = (lucene: string): string =>
  `data_stream.type:logs AND data_stream.dataset:tributary* AND tributary.stack:"$stack" AND (${lucene})`;

export function logPanel(panel: LogPanel): Builder<Panel> {
  switch (panel.kind) {
    case "lines":
      return new logs.PanelBuilder()
        .showTime(true)
        .wrapLogMessage(true)
        .enableLogDetails(true)
        .sortOrder(common.LogsSortOrder.Descending)
        .withTarget(query(panel).metrics([of("logs", new LogsBuilder().id("1").settings({ limit: LINES }))]));
    case "counts":
      return new timeseries.PanelBuilder()
        .unit("short")
        .legend(legend())
        .drawStyle(common.GraphDrawStyle.Bars)
        .fillOpacity(60)
        .lineWidth(0)
        .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
        .withTarget(counted(panel));
    case "count":
      return new stat.PanelBuilder()
        .unit("short")
        .colorMode(panel.bad === undefined ? common.BigValueColorMode.None : common.BigValueColorMode.Background)
        .thresholds(thresholds(panel.bad ?? {}))
        .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["sum"]))
        .withTarget(counted(panel));
  }
}

/** The SDK (0.0.21) calls every kind of metric "unknown", which Grafana would not know, either. */
const of = <Metric extends MetricAggregation>(type: MetricAggregationType, builder: Builder<Metric>) => ({
  build: () => ({ ...builder.build(), type }),
});

const query = (panel: LogPanel) => new DataqueryBuilder().refId("A").timeField(TIME).query(search(panel.search));

function counted(panel: LogPanel): DataqueryBuilder {
  const time = new DateHistogramBuilder().id("3").field(TIME).settings({ interval: "auto", min_doc_count: "0" });
  const by = panel.by;
  const terms =
    by === undefined
      ? []
      : [new TermsBuilder().id("2").field(by).settings({ size: "10", order: TermsOrder.Desc, orderBy: "_count" })];
  return query(panel)
    .metrics([of("count", new CountBuilder().id("1"))])
    .bucketAggs([...terms, time]);
}
