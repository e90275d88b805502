/** What a process has used so far, of the machine's own books: Linux' /proc. Elsewhere the figures are missing. */
import { readFileSync } from "node:fs";

export interface Usage {
  /** seconds of all its threads, user and system; resolution 0.01 */
  cpuSeconds: number;
  /** most resident bytes so far */
  peakBytes: number;
  /** resident bytes now */
  residentBytes: number;
}

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Undefined when the process is gone, or on a system without /proc. */
export function usageOf(pid: number): Usage | undefined {
  try {
    // The name of the program stands in brackets and may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? Number.NaN);
    const peakBytes = kilobytes("VmHWM") * 1024;
    // A process that has ended but was not waited for has no memory any more.
    if (Number.isNaN(peakBytes)) return undefined;
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      peakBytes,
      residentBytes: kilobytes("VmRSS") * 1024,
    };
  } catch {
    return undefined;
  }
}
