/** What a process holds: memory, sockets, timers. Read from /proc, so on Linux only. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Told } from "./agent.ts";
import type { Processors } from "./processors.ts";

export interface Footprint {
  pid: number;
  /** resident, bytes; V8 gives back what it needed once only in part */
  memory: number;
  /** bytes of objects and buffers that are in use */
  held: number;
  sockets: number;
  /** that keep a thread alive */
  timers: number;
}

const names = ["memory", "held", "sockets", "timers"] as const;
type Name = (typeof names)[number];

/** What there may be more of than before the first fault: a heap that had to grow, connections to brokers that were not needed then. */
const MORE: Record<Name, number> = { memory: 300_000_000, held: 40_000_000, sockets: 8, timers: 10 };
const SAMPLES = 4;

export function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kilobytes) * 1_024;
}

/** Seconds of processor time that a process has used. */
export function cpuSecondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}

function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  let count = 0;
  for (const name of readdirSync(folder)) {
    try {
      if (readlinkSync(`${folder}/${name}`).startsWith("socket:")) count += 1;
    } catch {
      // Closed meanwhile.
    }
  }
  return count;
}

/**
 * Of a processor, over a second, after its garbage was collected.
 * @param choose Math.max before faults, Math.min after them: what comes and goes with each request is no leak
 */
export async function footprintOf(
  processors: Processors,
  index: number,
  choose: (...values: number[]) => number,
): Promise<Footprint> {
  const pid = processors.get(index).child.pid!;
  await collect(processors, index);
  const found: Record<Name, number>[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const told = [...processors.told(index).values()];
    const sum = (of: (one: Told) => number): number => told.reduce((all, one) => all + of(one), 0);
    found.push({
      memory: memoryOf(pid),
      held: sum(({ heap, external }) => heap + external),
      sockets: socketsOf(pid),
      timers: sum(({ timers }) => timers),
    });
    await sleep(260);
  }
  const chosen = names.map((name) => [name, choose(...found.map((one) => one[name]))]);
  return { pid, ...(Object.fromEntries(chosen) as Record<Name, number>) };
}

async function collect(processors: Processors, index: number): Promise<void> {
  const before = processors.told(index);
  for (const thread of before.keys()) processors.command(index, thread, "collect");
  await until("garbage collected", 20, async () => {
    const now = processors.told(index);
    return [...before].every(([thread, { collected }]) => (now.get(thread)?.collected ?? 0) > collected);
  });
}

/**
 * What has grown too much (criterion C7); empty when nothing has, or when another process took the first one's place.
 * @param socketsMore that the fault itself asks for
 */
export function growth(before: Footprint, after: Footprint, socketsMore: number): string[] {
  if (before.pid !== after.pid) return [];
  const allowed = { ...MORE, sockets: MORE.sockets + socketsMore };
  return names
    .filter((name) => after[name] > before[name] + allowed[name])
    .map((name) => `C7: ${name} went from ${before[name]} to ${after[name]}`);
}
