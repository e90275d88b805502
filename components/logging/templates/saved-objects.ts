/** What Kibana shows, as saved objects: a data view, searches for what goes wrong and for one request's way, and a dashboard of them. */
import { STREAMS } from "../names.ts";

export interface SavedObject {
  type: "index-pattern" | "search" | "dashboard";
  id: string;
  attributes: Record<string, unknown>;
  references: { id: string; name: string; type: string }[];
}

/** Logical ids, so that an import replaces what is there. */
export const ids = {
  view: "tributary-logs",
  errors: "tributary-errors",
  letters: "tributary-dead-letters",
  way: "tributary-way",
  dashboard: "tributary",
} as const;

const view: SavedObject = {
  type: "index-pattern",
  id: ids.view,
  attributes: { title: STREAMS, name: "Tributary: lines", timeFieldName: "@timestamp" },
  references: [],
};

const SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index";
const source = (query: string) => ({
  searchSourceJSON: JSON.stringify({ query: { language: "kuery", query }, filter: [], indexRefName: SOURCE }),
});
const ofView = [{ id: ids.view, name: SOURCE, type: "index-pattern" }];

function search(id: string, title: string, description: string, query: string, columns: string[]): SavedObject {
  const attributes = {
    title,
    description,
    columns,
    sort: [["@timestamp", "desc"]],
    kibanaSavedObjectMeta: source(query),
  };
  return { type: "search", id, attributes, references: ofView };
}

const searches = [
  search(ids.errors, "Tributary: what goes wrong", "Lines of level error and fatal.", "log.level: (error or fatal)", [
    "service.name",
    "log.logger",
    "message",
    "error.message",
  ]),
  search(
    ids.letters,
    "Tributary: dead letters",
    "What the processor set aside, with the request that brought it.",
    "tributary.dead_letter.reason: *",
    [
      "tributary.dead_letter.reason",
      "tributary.topic",
      "tributary.partition",
      "tributary.offset",
      "tributary.correlation_id",
    ],
  ),
  search(
    ids.way,
    "Tributary: the way of a request",
    'Add: and tributary.correlation_id: "..."',
    "tributary.correlation_id: *",
    ["service.name", "tributary.correlation_id", "trace.id", "message"],
  ),
];

/** Columns of a dashboard's grid. */
const WIDTH = 48;
const HEIGHT = 15;

function dashboard(): SavedObject {
  const panels = searches.map(({ id }, index) => ({
    type: "search",
    panelIndex: id,
    gridData: { i: id, x: 0, y: index * HEIGHT, w: WIDTH, h: HEIGHT },
    embeddableConfig: {},
    panelRefName: `panel_${id}`,
  }));
  return {
    type: "dashboard",
    id: ids.dashboard,
    attributes: {
      title: "Tributary: lines",
      description: "What goes wrong, dead letters, and the ways of requests.",
      panelsJSON: JSON.stringify(panels),
      optionsJSON: JSON.stringify({ useMargins: true }),
      timeRestore: true,
      timeFrom: "now-1h",
      timeTo: "now",
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { language: "kuery", query: "" }, filter: [] }),
      },
    },
    references: searches.map(({ id }) => ({ id, name: `${id}:panel_${id}`, type: "search" })),
  };
}

/** In the order in which they refer to one another. */
export const savedObjects = (): SavedObject[] => [view, ...searches, dashboard()];

/** As Kibana imports them: one object a line. */
export const savedObjectsText = (): string =>
  savedObjects()
    .map((object) => JSON.stringify(object))
    .join("\n");
