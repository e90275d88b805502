/** Charts as Helm renders them: by Helm's own code, from the folders that Go's module registry has of their repositories. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Shape } from "../../support/chart-values.ts";
import type { KubeObject } from "../control-plane/api.ts";
import { KUBERNETES } from "../control-plane/binaries.ts";
import { builtOnce, go } from "../control-plane/go.ts";
import { ECK_MODULE } from "../support/elastic.ts";

const KEDA = "github.com/kedacore/charts";
const PROMETHEUS = "github.com/prometheus-community/helm-charts";
const GRAFANA = "github.com/grafana-community/helm-charts";

/** Where a chart is: a module of go.mod, or one with its version, and a folder in it. */
const charts = {
  keda: { module: KEDA, folder: "keda", parts: [] },
  "eck-operator": { module: ECK_MODULE, folder: "deploy/eck-operator", parts: [] },
  // Its Grafana is the newest that the registry has, and not the one that it names.
  "kube-prometheus-stack": {
    module: PROMETHEUS,
    folder: "charts/kube-prometheus-stack",
    parts: [
      { module: PROMETHEUS, folder: "charts/kube-state-metrics" },
      { module: GRAFANA, folder: "charts/grafana" },
    ],
  },
} as const;

export interface Rendered {
  /** Of the chart. */
  version: string;
  /** What the chart's values are unless others are given. */
  defaults: Shape;
  objects: KubeObject[];
}

/**
 * @param values as the component gives them
 * @throws Error with Helm's own words, also when the values are not as the chart's schema wants them
 */
export async function render(name: keyof typeof charts, namespace: string, values: object): Promise<Rendered> {
  const { parts, ...chart } = charts[name];
  const request = {
    chart: await folderOf(chart),
    parts: await Promise.all(parts.map(folderOf)),
    release: name,
    namespace,
    values,
    kubernetes: KUBERNETES,
  };
  const { version, defaults, files } = JSON.parse(await call(await program(), request)) as {
    version: string;
    defaults: object;
    files: Record<string, string>;
  };
  const manifests = Object.entries(files).filter(([file]) => file.endsWith(".yaml"));
  const objects = manifests.flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS()));
  return { version, defaults: shapeOf(defaults), objects: objects.filter((object) => object?.kind !== undefined) };
}

async function folderOf({ module, folder }: { module: string; folder: string }): Promise<string> {
  const { Dir } = JSON.parse(await go(import.meta.dirname, ["mod", "download", "-json", module])) as { Dir: string };
  return join(Dir, folder);
}

/** Names of the program's versions: of Helm, and of what is read and written. */
async function program(): Promise<string> {
  const [, helm] = /helm\.sh\/helm\/v3 (v\S+)/.exec(readFileSync(new URL("go.mod", import.meta.url), "utf8"))!;
  const folder = await builtOnce(`helm-render-${helm}-2`, async (building) => {
    await go(import.meta.dirname, ["build", "-ldflags", "-s -w", "-o", join(building, "render"), "."]);
  });
  return join(folder, "render");
}

function call(command: string, request: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(stdout) : reject(new Error(stderr.trim()))));
    child.stdin.end(JSON.stringify(request));
  });
}

function shapeOf(values: object): Shape {
  const inner = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? shapeOf(value) : null;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inner(value)]));
}
