/** How many events the application has worked on, read from the metrics pages of its processes. */
import type { ProcessStatus } from "../../components/local/supervisor/api.ts";

export interface Traffic {
  /** Sent by the generator. */
  generated: number;
  /** Acknowledged to those who sent them by HTTP. */
  accepted: number;
  read: number;
  processed: number;
  deadLettered: number;
}

const counters: Record<keyof Traffic, string> = {
  generated: "tributary_generator_sent_total",
  accepted: "tributary_ingest_accepted_total",
  read: "tributary_events_read_total",
  processed: "tributary_events_processed_total",
  deadLettered: "tributary_events_dead_lettered_total",
};

/** Sums over all processes that answer, since their own start. Null when none does. */
export async function readTraffic(processes: ProcessStatus[]): Promise<Traffic | null> {
  const ports = processes.flatMap(({ ports }) => (ports["ops"] === undefined ? [] : [ports["ops"]]));
  const pages = (await Promise.all(ports.map(metricsPage))).filter((page) => page !== undefined);
  if (pages.length === 0) return null;
  const sum = (name: string) => pages.reduce((total, page) => total + counterIn(page, name), 0);
  return Object.fromEntries(Object.entries(counters).map(([key, name]) => [key, sum(name)])) as unknown as Traffic;
}

/** A counter's value, summed over its labels. */
export function counterIn(page: string, name: string): number {
  let total = 0;
  for (const line of page.split("\n")) {
    const value = line.startsWith(name) ? /^[a-z_]+(?:\{.*\})? (\S+)/.exec(line) : null;
    if (value && /^[{ ]/.test(line.slice(name.length))) total += Number(value[1]);
  }
  return total;
}

async function metricsPage(port: number): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(2_000) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}
