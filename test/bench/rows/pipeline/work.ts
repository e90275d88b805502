/** One run of a processor over a topic that is full from the start. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "../../support/child.ts";
import { type Bench, freshTopic, PARTITIONS, type Sample } from "../row.ts";
import { type Found, verifyTopic } from "../verified.ts";
import type { Processor, Topics3 } from "./processors.ts";

/** A topic of mixed events. */
export async function filledInput(bench: Bench, records: number): Promise<string> {
  const input = freshTopic("events");
  await bench.topics.create(input, PARTITIONS, false);
  await bench.java.json("Fill", [bench.broker.address, input, records, bench.mixed.file, bench.mixed.keys, 0]);
  await verifyTopic(bench, input, records, bench.mixed, true);
  return input;
}

export async function freshOutputs(bench: Bench): Promise<Pick<Topics3, "output" | "deadLetter">> {
  const output = freshTopic("processed");
  const deadLetter = freshTopic("dead");
  // The broker's own times of append: the same clock for every program.
  await bench.topics.create(output, PARTITIONS, true);
  await bench.topics.create(deadLetter, PARTITIONS, true);
  return { output, deadLetter };
}

/** How many of the first `records` events have to be set aside. */
export function brokenAmong(bench: Bench, records: number): number {
  const { values, broken } = bench.mixed;
  if (records % values.length === 0) return (records / values.length) * broken;
  const rest = Math.floor((records % values.length) / bench.mixed.brokenEvery);
  return Math.floor(records / values.length) * broken + rest;
}

/** Waits until so many records were appended, and their sources' offsets committed. */
export async function untilDone(
  bench: Bench,
  child: Child,
  topics: Topics3,
  group: string,
  records: number,
): Promise<void> {
  let before = "";
  let since = Date.now();
  for (;;) {
    const appended = await bench.topics.appended(PARTITIONS, topics.output, topics.deadLetter);
    const committed = await bench.topics.committed(group, topics.input).catch(() => 0);
    // Transactions append markers, too, so the count alone would not do.
    if (appended >= records && committed >= records) return;
    const now = `${appended} of ${records} records written, the sources of ${committed} committed`;
    if (now !== before) since = Date.now();
    before = now;
    if (child.exited) throw child.failure(`it ended, ${now}`);
    if (Date.now() - since > STALLED_MS) throw child.failure(`it stands still, ${now}`);
    await sleep(100);
  }
}
const STALLED_MS = 60_000;

/**
 * Starts the processor, waits until everything is written, drains it, and reads what it wrote.
 * @param feed writes the input once the processor has its partitions; default: the input is full already
 * The rate is that between the first and the last append, by the broker's clock, so that starting and joining are left out.
 */
export async function runProcessor(
  bench: Bench,
  processor: Processor,
  topics: Topics3,
  records: number,
  feed?: () => Promise<unknown>,
): Promise<{ sample: Sample; output: Found; deadLetter: Found }> {
  const group = `${processor.id}-${topics.output}`;
  const child = await processor.start(topics, group);
  const atStart = child.usage();
  const joined = performance.now();
  const brokerAtStart = bench.broker.cpuSeconds();
  await feed?.();
  await untilDone(bench, child, topics, group, records);
  const wallSeconds = (performance.now() - joined) / 1_000;
  const usage = child.usage();
  const brokerCpuSeconds = bench.broker.cpuSeconds() - brokerAtStart;
  const status = await child.end("SIGTERM");
  if (status !== 0) throw child.failure(`it ended with ${status} after SIGTERM`);
  const verify = (topic: string) => bench.java.json<Found>("Verify", [bench.broker.address, topic, bench.mixed.file]);
  const output = await verify(topics.output);
  const deadLetter = await verify(topics.deadLetter);
  const broken = brokenAmong(bench, records);
  if (deadLetter.records !== broken || output.records !== records - broken)
    throw new Error(
      `${processor.name} wrote ${output.records} and set ${deadLetter.records} aside; it should be ${records - broken} and ${broken}.`,
    );
  if (deadLetter.foreign > 0)
    throw new Error(`${processor.name} changed the bytes of ${deadLetter.foreign} dead letters.`);
  const seconds = (Math.max(output.last, deadLetter.last) - Math.min(output.first, deadLetter.first)) / 1_000;
  const cpuSeconds = usage.cpuSeconds - atStart.cpuSeconds;
  const { peakBytes } = usage;
  return { sample: { records, seconds, cpuSeconds, brokerCpuSeconds, peakBytes, wallSeconds }, output, deadLetter };
}
