/** What runs where, and how many events went through it. */
import type { SmokeReport } from "../../app/src/roles/smoke/report.ts";
import type { StackStatus, Traffic } from "../automation/index.ts";
import { style, width } from "./style.ts";
import { bytes, seconds, table } from "./table.ts";

type Process = StackStatus["processes"][number];

/** The port that people and clients use, by the names that processes give their ports. */
const mainPorts = ["client", "http", "web"];

export function processTable(processes: Process[]): string {
  const rows = processes.map((process) => [
    process.name,
    process.kind,
    address(process),
    process.pid === null ? "-" : String(process.pid),
    process.residentBytes === null ? "-" : bytes(process.residentBytes),
    stateText(process),
  ]);
  return table(["process", "kind", "address", "pid", "memory", "state"], rows, width(), style.bold);
}

function address({ ports }: Process): string {
  const role = mainPorts.find((name) => name in ports) ?? Object.keys(ports)[0];
  const port = role === undefined ? undefined : ports[role];
  return port === undefined ? "-" : `127.0.0.1:${port}`;
}

function stateText({ state, ready, restarts, lastExit }: Process): string {
  const base = state === "running" ? (ready ? "ready" : "starting") : state;
  return restarts > 0
    ? `${base}, restarted ${restarts === 1 ? "once" : `${restarts} times`}${lastExit ? ` (${lastExit})` : ""}`
    : base;
}

export function trafficLine(traffic: Traffic | null): string {
  if (!traffic) return "Events: no process of the application runs.";
  const { read, processed, deadLettered } = traffic;
  return `Events so far: ${style.bold(String(read))} read, ${style.bold(String(processed))} processed, ${style.bold(String(deadLettered))} dead-lettered.`;
}

export function memoryLine(processes: Process[]): string {
  const total = processes.reduce((sum, { residentBytes }) => sum + (residentBytes ?? 0), 0);
  return `Memory in all: ${bytes(total)}.`;
}

/** One sentence for a test that found everything. */
export function smokeLine({ ms }: SmokeReport): string {
  return `Smoke test: ${style.good("ok")}, an event was processed, a broken one dead-lettered, both counted within ${seconds(ms)}.`;
}
