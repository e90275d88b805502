/** What a row of the table is: one piece of work, and who does it. */
import type { BenchBroker } from "../support/broker.ts";
import type { JavaPrograms } from "../support/java.ts";
import type { Payloads } from "../support/payloads.ts";
import type { Topics } from "../support/topics.ts";

/** What the rows share. */
export interface Bench {
  broker: BenchBroker;
  java: JavaPrograms;
  topics: Topics;
  /** Good events only. */
  good: Payloads;
  /** One in fifty broken. */
  mixed: Payloads;
  rounds: number;
  records: number;
  say(text: string): void;
}

/** One run of one contender. */
export interface Sample {
  records: number;
  seconds: number;
  /** seconds of the program's processes; NaN where the system does not tell */
  cpuSeconds: number;
  /** seconds of the broker meanwhile */
  brokerCpuSeconds: number;
  peakBytes: number;
}

export interface Contender {
  id: string;
  name: string;
  /** What was set, for the reader of BENCHMARKS.md. */
  settings: string;
  /** Why it cannot take part. */
  missing?: string;
  /** Rejects when what it did is not exactly what was asked. */
  run(records: number): Promise<Sample>;
}

export interface Row {
  id: string;
  title: string;
  /** How it was made, sentences. */
  how: string[];
  contenders: Contender[];
  /** How many times the rate of a rival the first contender is asked for. */
  targets: { rival: string; atLeast: number }[];
  /** Whether CPU of a run with few records is taken off: for programs that are started for each run. */
  startUp: boolean;
  /** Makes what all runs need, such as a topic that all read. */
  prepare?(): Promise<void>;
  close?(): Promise<void>;
}

/** A topic name that was not used before. */
let made = 0;
export function freshTopic(name: string): string {
  made += 1;
  return `bench-${name}-${made}`;
}

export const PARTITIONS = 6;
