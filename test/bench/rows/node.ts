/** Runs a Node program of drivers/ for one run of a row. */
import { join } from "node:path";
import type { Answer, Task } from "../drivers/task.ts";
import { Child } from "../support/child.ts";
import { type Bench, PARTITIONS, type Sample } from "./row.ts";

export interface NodeRun extends Pick<Task, "topic" | "records"> {
  driver: string;
  chunk?: number;
  outstanding?: number;
}

/** What the program answered, and what it used. */
export async function runNode(bench: Bench, run: NodeRun): Promise<{ answer: Answer; sample: Sample }> {
  const { driver, topic, records, chunk = 1_000, outstanding = 2 } = run;
  const task: Task = {
    connection: bench.broker.connection,
    topic,
    records,
    partitions: PARTITIONS,
    payloads: bench.good.file,
    chunk,
    outstanding,
  };
  const brokerBefore = bench.broker.cpuSeconds();
  const flags = driver.endsWith("tributary") ? bench.nodeFlags : [];
  const file = join(import.meta.dirname, `../drivers/${driver}.ts`);
  const child = new Child(process.execPath, [...flags, file, JSON.stringify(task)]);
  const output = await child.succeed();
  const answer = JSON.parse(output.trim().split("\n").at(-1)!) as Answer;
  const { cpuSeconds, peakBytes } = child.usage();
  const brokerCpuSeconds = bench.broker.cpuSeconds() - brokerBefore;
  return { answer, sample: { records, seconds: answer.seconds, cpuSeconds, brokerCpuSeconds, peakBytes } };
}
