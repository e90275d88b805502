/** What a dashboard can be narrowed to, and where Grafana asks for its values. */
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { DataSource, Variable } from "../../../components/monitoring/dashboards/dashboard.ts";

export const sourceRef = (kind: DataSource) => ({ type: kind, uid: `\${${kind}}` });

const labels: Record<DataSource, string> = { prometheus: "Metrics from", elasticsearch: "Logs from" };

/** Which of Grafana's data sources of that kind; the default one first. */
export const sourceVariable = (kind: DataSource) => new DatasourceVariableBuilder(kind).label(labels[kind]).type(kind);

/** A value that Prometheus has for a label. */
function labelValues(name: string, label: string, query: string) {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(sourceRef("prometheus"))
    .query({ query, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc);
}

/** All of them, and whatever lacks the label. */
const anyOf = (variable: QueryVariableBuilder) => variable.multi(true).includeAll(true).allValue(".*");

/** Values of a field, the most frequent first. */
const terms = (name: string, label: string, field: string) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(sourceRef("elasticsearch"))
    .query(JSON.stringify({ find: "terms", field, size: 200 }))
    .refresh(VariableRefresh.OnTimeRangeChanged);

export const stackVariable = (kind: DataSource) =>
  kind === "prometheus"
    ? labelValues("stack", "Stack", 'label_values({__name__=~"tributary:.+"}, stack)')
    : terms("stack", "Stack", "tributary.stack");

const ofKafka = (label: string) => `label_values({__name__=~"tributary:kafka_.+",stack="$stack"}, ${label})`;

export const variables: Record<Variable, () => QueryVariableBuilder | TextBoxVariableBuilder> = {
  broker: () => anyOf(labelValues("broker", "Broker", ofKafka("instance"))),
  topic: () => anyOf(labelValues("topic", "Topic", ofKafka("topic"))),
  group: () => anyOf(labelValues("group", "Group", ofKafka("group"))),
  service: () => terms("service", "Part", "service.name").includeAll(true).allValue("*"),
  search: () => new TextBoxVariableBuilder("search").label("Search").defaultValue("*"),
  trace: () => new TextBoxVariableBuilder("trace").label("Trace").defaultValue("none"),
};
