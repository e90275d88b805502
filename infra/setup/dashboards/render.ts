/** Draws dashboards with Grafana's Foundation SDK. Only `npm run generate` and tests load it: a stack reads the files. */
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { type Dashboard, isMetric, type Panel, uidOf } from "../../../components/monitoring/dashboards/dashboard.ts";
import { numbered, places } from "../../../components/monitoring/dashboards/layout.ts";
import { logPanel } from "./log-panel.ts";
import { metricPanel } from "./metric-panel.ts";
import { sourceRef, sourceVariable, stackVariable, variables } from "./variables.ts";

/** On all of them, so that each leads to every other. */
const TAG = "tributary";

/** As Grafana reads it from a file. The same each time it is drawn. */
export function render(dashboard: Dashboard): string {
  const { key, title, question, dataSources } = dashboard;
  const builder = new sdk.DashboardBuilder(title)
    .uid(uidOf(key))
    .description(question)
    .tags([TAG])
    .timezone("browser")
    .readonly()
    .refresh("30s")
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .time({ from: key === "slos" || key === "cost" ? "now-7d" : "now-3h", to: "now" })
    .variables([
      ...dataSources.map(sourceVariable),
      stackVariable(dataSources[0]!),
      ...dashboard.variables.map((variable) => variables[variable]()),
    ])
    .link(
      new sdk.DashboardLinkBuilder("Dashboards")
        .type(sdk.DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    );
  if (dataSources.includes("prometheus")) builder.annotation(alerts());
  const rows = numbered(dashboard);
  const at = places(rows);
  for (const row of rows) {
    builder.withRow(new sdk.RowBuilder(row.title).id(row.id).gridPos(at.get(row.id)!));
    for (const { id, panel } of row.panels) builder.withPanel(drawn(id, panel, at.get(id)!));
  }
  return `${JSON.stringify(builder.build(), inSight, 2)}\n`;
}

/** The SDK puts all links and annotations into a menu, where nobody looks at night. */
const inSight = (key: string, value: unknown) =>
  key === "placement" && value === "inControlsMenu" ? undefined : value;

/** When alerts sounded, on every panel. */
const alerts = () =>
  new sdk.AnnotationQueryBuilder()
    .name("Alerts")
    .enable(true)
    .iconColor("red")
    .datasource(sourceRef("prometheus"))
    .target(new DataqueryBuilder().refId("Alerts").expr('ALERTS{stack="$stack",alertstate="firing"}').range())
    .expr('ALERTS{stack="$stack",alertstate="firing"}')
    .step("60s")
    .titleFormat("{{alertname}}")
    .tagKeys("severity,owner");

/** What the SDK's panels of all kinds share and its common type does not say. */
type AnyPanel = ReturnType<typeof metricPanel> &
  Pick<
    import("@grafana/grafana-foundation-sdk/timeseries").PanelBuilder,
    "title" | "description" | "id" | "gridPos" | "datasource" | "links"
  >;

function drawn(id: number, panel: Panel, at: sdk.GridPos) {
  const builder = (isMetric(panel) ? metricPanel(panel) : logPanel(panel)) as AnyPanel;
  return builder
    .id(id)
    .title(panel.title)
    .description(panel.description)
    .gridPos(at)
    .datasource(sourceRef(isMetric(panel) ? "prometheus" : "elasticsearch"))
    .links(panel.to === undefined ? [] : [linkTo(panel.to)]);
}

const linkTo = (key: string) =>
  new sdk.DashboardLinkBuilder("More of this")
    .type(sdk.DashboardLinkType.Link)
    .url(`/d/${uidOf(key)}?var-stack=$stack`)
    .keepTime(true);
