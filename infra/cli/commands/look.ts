/** status, outputs and history: they look and change nothing. */
import { history, outputs, status } from "../../automation/index.ts";
import type { CommonOptions } from "../options.ts";
import { print, printJson } from "../output.ts";
import { memoryLine, processTable, trafficLine } from "../report.ts";
import { style, width } from "../style.ts";
import { seconds, table } from "../table.ts";

/** @returns exit status: 0 when the whole stack runs, 4 when not */
export async function statusCommand(stack: string, options: CommonOptions): Promise<number> {
  const found = await status(stack, options.configFile);
  if (options.json) printJson(found);
  else {
    const { engine, running, processes, events, folder } = found;
    const waiting = processes.filter(({ ready }) => !ready).map(({ name }) => name);
    const missing = waiting.length > 0 ? `not ready: ${waiting.join(", ")}` : "not up";
    const state = found.up ? style.good("up") : style.bad(missing);
    print(`${style.bold(`Stack ${stack}`)}: ${state}${engine ? `, ${engine} engine` : ""}`);
    if (running) print(`Under way: ${running.operation}, process ${running.pid}, since ${running.since}.`);
    if (processes.length > 0) {
      print(`\n${processTable(processes)}\n`);
      print(`${trafficLine(events)} ${memoryLine(processes)}`);
    }
    print(`Files: ${folder}`);
  }
  return found.up ? 0 : 4;
}

/** Without --json a line for each value. */
export function outputsCommand(stack: string, options: CommonOptions): void {
  const found = outputs(stack);
  if (options.json) printJson(found);
  else for (const [path, value] of leaves(found)) print(`${path}: ${style.bold(value)}`);
}

/** "a.b.0" to text, for every value that is no object. */
function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, path === "" ? key : `${path}.${key}`));
}

export async function historyCommand(stack: string, options: CommonOptions): Promise<void> {
  const records = await history(stack);
  if (options.json) return printJson(records);
  if (records.length === 0) return print(`Stack ${stack} has had no run.`);
  const rows = records.map((record) => [
    record.startedAt.replace("T", " ").replace(/\..*/, ""),
    record.operation,
    record.engine,
    record.result,
    record.finishedAt ? seconds(Date.parse(record.finishedAt) - Date.parse(record.startedAt)) : "-",
    Object.entries(record.changes)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(", "),
    record.error?.message ?? "",
  ]);
  print(table(["started (UTC)", "run", "engine", "result", "took", "steps", "error"], rows, width(), style.bold));
}
