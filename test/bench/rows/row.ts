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
  /** Of this run, gone afterwards. */
  folder: string;
  /** Port for /ready and /metrics of a process under measurement. */
  opsPort: number;
  /** events a second for rows and soaks at a steady rate; undefined until it is known */
  rate: number | undefined;
  /** Flags for every Node program of ours, such as those of a profile. */
  nodeFlags: readonly string[];
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
  /** Of the processor rows: seconds from the join until the last commit, which the CPU seconds are of. */
  wallSeconds?: number;
  latency?: Latency;
}

/** Shares of the events, milliseconds. */
export interface Latency {
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
}

/** What the first contender is asked for against a rival: so many times its rate, or at most so many times its p99. */
export interface Target {
  rival: string;
  atLeast?: number;
  atMost?: number;
}

export interface Contender {
  id: string;
  /** Worker threads of ours, for the memory that each takes. */
  workers?: number;
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
  targets: Target[];
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
