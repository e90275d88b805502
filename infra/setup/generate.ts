/**
 * `npm run generate`: writes what is made from data and committed all the same, because people read it there: the stack files' JSON
 * schema, the README's table of backends, the tables of metrics, signals, alerts, dashboards, policies and prices, the dashboards, the rules of compose.yaml's
 * Prometheus, how far resources of clouds were proven, and the page and picture of the bench. With --check it writes nothing and names what
 * differs; status 1.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { renderCapabilityTable } from "../../components/kafka/capabilities.ts";
import { projectRoot } from "../../components/local/folder.ts";
import { fileOf } from "../../components/monitoring/dashboards/for-stack.ts";
import { dashboards } from "../../components/monitoring/dashboards/index.ts";
import { benchmarks, benchPicture } from "../../test/bench/report/markdown.ts";
import { renderLevels } from "../../test/clouds/levels.ts";
import { watchedFiles } from "../compose/watched.ts";
import { schemaFile, stackSchemaText } from "../settings/json-schema.ts";
import { render } from "./dashboards/render.ts";
import { renderDashboardsTable } from "./dashboards/table.ts";
import { renderMetricsTable } from "./metrics-table.ts";
import { renderComposeRules, renderRunbooks, renderSignals } from "./monitoring-tables.ts";
import { renderPolicyTable } from "./policy-table.ts";
import { renderPriceTable } from "./price-table.ts";

/** Puts text between the two comments `<!-- name:begin -->` and `<!-- name:end -->`. */
function between(file: string, name: string, text: string): [string, string] {
  const path = join(projectRoot, file);
  const now = readFileSync(path, "utf8");
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [now.indexOf(begin), now.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no ${begin} with its end`);
  return [path, `${now.slice(0, from + begin.length)}\n${text}\n${now.slice(to)}`];
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const drawn = benchPicture();
const pages = dashboards.map((dashboard): [string, string] => [fileOf(dashboard.key), render(dashboard)]);
// What a stack takes of them is read from the files.
if (!process.argv.includes("--check")) for (const [path, text] of pages) write(path, text);
const files: [string, string][] = [
  [schemaFile, stackSchemaText()],
  between("README.md", "capabilities", renderCapabilityTable()),
  between("docs/metrics.md", "metrics", await renderMetricsTable()),
  between("docs/monitoring.md", "signals", renderSignals()),
  between("docs/policy.md", "rules", renderPolicyTable()),
  between("docs/cost.md", "prices", renderPriceTable()),
  [join(projectRoot, "docs/runbooks/README.md"), renderRunbooks()],
  [join(projectRoot, "infra/compose/rules.yml"), renderComposeRules()],
  between("docs/dashboards.md", "dashboards", renderDashboardsTable()),
  between("BENCHMARKS.md", "bench", benchmarks()),
  between("docs/verification.md", "clouds", renderLevels()),
  ...pages,
  ...Object.entries(watchedFiles()).map(([file, text]): [string, string] => [join(projectRoot, file), text]),
  ...(drawn === undefined ? [] : [[join(projectRoot, "docs/bench.svg"), drawn] as [string, string]]),
];
const check = process.argv.includes("--check");
const now = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
const stale = files.filter(([path, text]) => now(path) !== text).map(([path]) => path);
if (!check) for (const [path, text] of files) write(path, text);
if (stale.length > 0) {
  const names = stale.map((path) => path.slice(projectRoot.length + 1)).join(", ");
  process.stdout.write(check ? `out of date: ${names}; npm run generate writes it\n` : `written: ${names}\n`);
}
process.exitCode = check && stale.length > 0 ? 1 : 0;
