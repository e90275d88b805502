/** `npm run bench -- --soak 30m`: the processor at a steady rate, its memory over time. */
import { setTimeout as sleep } from "node:timers/promises";
import { tributary } from "./rows/pipeline/processors.ts";
import { untilDone } from "./rows/pipeline/work.ts";
import { type Bench, freshTopic, PARTITIONS } from "./rows/row.ts";
import { grouped, median } from "./support/stats.ts";

export interface Soak {
  seconds: number;
  /** events a second */
  rate: number;
  events: number;
  workers: number;
  /** Resident memory of the process, at equal distances. */
  samples: { second: number; residentBytes: number }[];
  /** Medians of the second sixth, when everything is warm, and of the last sixth of the time, bytes. */
  earlyBytes: number;
  lateBytes: number;
  peakBytes: number;
}

/** So much may lie in a partition: a soak must not fill the disk. */
const KEPT_BYTES = 128 * 2 ** 20;
const WORKERS = 2;

export async function runSoak(bench: Bench, seconds: number, rate: number): Promise<Soak> {
  const retention = { "retention.bytes": String(KEPT_BYTES), "segment.bytes": String(KEPT_BYTES / 4) };
  const topics = {
    input: freshTopic("soak"),
    output: freshTopic("soak-processed"),
    deadLetter: freshTopic("soak-dead"),
  };
  for (const topic of Object.values(topics)) await bench.topics.create(topic, PARTITIONS, false, retention);
  const events = Math.round(rate * seconds);
  const child = await tributary(bench, WORKERS, "at-least-once").start(topics, "soak");
  const load = [bench.broker.address, topics.input, events, bench.mixed.file, bench.mixed.keys, rate];
  const samples: Soak["samples"] = [];
  const began = Date.now();
  const pause = Math.max(1, seconds / 180) * 1_000;
  let loading = true;
  const loaded = bench.java
    .start("Fill", load, seconds + 600)
    .succeed()
    .finally(() => {
      loading = false;
    });
  loaded.catch(() => {});
  for (let said = 0; loading && !child.exited; await sleep(pause)) {
    const second = Math.round((Date.now() - began) / 1_000);
    samples.push({ second, residentBytes: child.usage().residentBytes });
    if (second < said) continue;
    said = second + 60;
    bench.say(`soak, ${second} of ${seconds} s: ${grouped(samples.at(-1)!.residentBytes / 1e6)} MB`);
  }
  await loaded;
  // Results are counted by their offsets: retention has taken the older ones away.
  await untilDone(bench, child, topics, "soak", events);
  const appended = await bench.topics.appended(PARTITIONS, topics.output, topics.deadLetter);
  const { peakBytes } = child.usage();
  await child.end("SIGTERM");
  await bench.topics.delete(...Object.values(topics));
  if (appended !== events) throw new Error(`${events} events went in and ${appended} results came out`);
  const part = (from: number, to: number) =>
    median(
      samples
        .slice(Math.floor(samples.length * from), Math.ceil(samples.length * to))
        .map(({ residentBytes }) => residentBytes),
    );
  const ends = { earlyBytes: part(1 / 6, 2 / 6), lateBytes: part(5 / 6, 1) };
  return { seconds, rate, events, workers: WORKERS, samples, ...ends, peakBytes };
}
