/** Tables of docs/monitoring.md and docs/runbooks, made of signals and alerts; and the rules of compose.yaml's Prometheus. */
import { stringify } from "yaml";
import { alerts } from "../../components/monitoring/alerts/index.ts";
import { backendsOf, sourcesByBackend } from "../../components/monitoring/backends.ts";
import { ruleGroups } from "../../components/monitoring/rules.ts";
import type { Signal } from "../../components/monitoring/signal.ts";
import { signals } from "../../components/monitoring/signals/index.ts";
import { STACK } from "../compose/layout.ts";

const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
const table = (head: string[], rows: string[][]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

export const renderSignals = (): string =>
  table(
    ["signal", "unit", "labels", "told by", "what it is"],
    Object.values<Signal>(signals).map(({ name, unit, labels, from, help }) => [
      `\`${name}\``,
      unit,
      labels.map((label) => `\`${label}\``).join(", "),
      Object.keys(from).join(", "),
      help,
    ]),
  );

export const renderRunbooks = (): string =>
  `# Runbooks

A page for each alert: what it means, what users notice, how to find the cause, what to do, when it is over. \`critical\` wakes somebody,
\`warning\` waits for the morning. This table is made by \`npm run generate\`.

${table(
  ["alert", "severity", "owner", "backends that can tell", "what it says"],
  alerts.map((alert) => [
    `[${alert.name}](${alert.name}.md)`,
    alert.severity,
    alert.owner,
    everywhere(backendsOf(alert)),
    alert.summary.replaceAll("|", "\\|"),
  ]),
)}
`;

const everywhere = (backends: string[]) =>
  backends.length === Object.keys(sourcesByBackend).length ? "all" : backends.join(", ");

/** With the sources that compose.yaml has: those of the local stack. */
export const renderComposeRules = (): string =>
  `# Made by npm run generate of components/monitoring.\n${stringify({ groups: ruleGroups({ stack: STACK, sources: sourcesByBackend.local }) })}`;
