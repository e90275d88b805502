/** Row: how long an event takes from when it was due until its result is written, at a steady rate. */

import { grouped } from "../../support/stats.ts";
import type { Bench, Contender, Latency, Row, Sample } from "../row.ts";
import { freshTopic, PARTITIONS } from "../row.ts";
import { type Processor, streams, tributary } from "./processors.ts";
import { freshOutputs, runProcessor } from "./work.ts";

/** seconds of a run for each million of --records, and how many of them at its begin are left out */
const SECONDS_PER_MILLION = 20;
const WARM_SHARE = 1 / 3;

export function latencyRow(bench: Bench): Row {
  const rate = bench.rate;
  const seconds = Math.max(6, Math.round((bench.records / 1e6) * SECONDS_PER_MILLION));
  const skipMs = Math.round(seconds * WARM_SHARE) * 1_000;
  const missing = rate === undefined ? { missing: "no rate: run the row at-least-once with it, or give --rate" } : {};
  const contender = (processor: Processor): Contender => ({
    id: processor.id,
    name: processor.name,
    settings: processor.settings,
    ...missing,
    run: () => runAtRate(bench, processor, rate!, seconds, skipMs),
  });
  return {
    id: "latency",
    title: `end to end at ${rate === undefined ? "a steady rate" : `${grouped(rate)} events/s`}, at-least-once`,
    how: [
      `A Java program sends events at a steady rate for ${seconds} s, each stamped with the moment when it was due, whether or not it could be sent then (linger 1 ms); the first ${skipMs / 1_000} s, in which programs warm up, are left out.`,
      "The rate is half of the highest that the slower one held in the row at-least-once of the same run (or that of --rate), so that both face the same.",
      "Time from when an event was due until the broker appended its result, processed or dead letter, by the same clock. Every event must come out once.",
    ],
    contenders: [contender(tributary(bench, 2, "at-least-once")), contender(streams(bench, "at-least-once"))],
    targets: [{ rival: "streams", atMost: 1 }],
    startUp: false,
  };
}

async function runAtRate(
  bench: Bench,
  processor: Processor,
  rate: number,
  seconds: number,
  skipMs: number,
): Promise<Sample> {
  const input = freshTopic("steady");
  await bench.topics.create(input, PARTITIONS, false);
  const topics = { input, ...(await freshOutputs(bench)) };
  const { address } = bench.broker;
  try {
    const records = Math.round(rate * seconds);
    const fill = [address, input, records, bench.mixed.file, bench.mixed.keys, rate];
    const { sample } = await runProcessor(bench, processor, topics, records, () => bench.java.json("Fill", fill));
    const latency = await bench.java.json<Latency & { outputs: number }>("Latency", [
      ...[address, topics.input, topics.output, topics.deadLetter, skipMs],
    ]);
    const { outputs, ...shares } = latency;
    if (outputs !== records) throw new Error(`${processor.name}: ${outputs} results of ${records} events`);
    return { ...sample, latency: shares };
  } finally {
    await bench.topics.delete(...Object.values(topics));
  }
}
