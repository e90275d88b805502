/** What took most of the time in Node's CPU profiles of a folder, by function. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";
import { decimals } from "../support/stats.ts";
import { aligned } from "./table.ts";

/** https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  /** microseconds */
  timeDeltas: number[];
}

const SHOWN = 25;
/** Of a name: a regular expression is named by its whole source. */
const MOST_CHARACTERS = 80;

/** Microseconds by function, its own code only. */
export function ownTimes(profile: CpuProfile): Map<string, number> {
  const names = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const file = url
        .replace("file://", "")
        .replace(`${projectRoot}/`, "")
        .replace(/^.*node_modules\//, "");
      return [
        id,
        `${functionName.slice(0, MOST_CHARACTERS) || "(anonymous)"}${file === "" ? "" : ` ${file}:${lineNumber + 1}`}`,
      ] as const;
    }),
  );
  const times = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const name = names.get(id) ?? "(unknown)";
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  return times;
}

/** One table for all profiles of the folder; waiting is left out of the shares. */
export function profileText(folder: string): string {
  const all = new Map<string, number>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".cpuprofile"))) {
    const profile = JSON.parse(readFileSync(join(folder, name), "utf8")) as CpuProfile;
    for (const [key, time] of ownTimes(profile)) all.set(key, (all.get(key) ?? 0) + time);
  }
  for (const waiting of ["(idle)", "(root)"]) all.delete(waiting);
  const total = [...all.values()].reduce((sum, time) => sum + time, 0);
  const top = [...all].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  return aligned([
    ["own time, %", "function"],
    ...top.map(([name, time]) => [decimals((100 * time) / total, 1), name]),
  ]);
}
