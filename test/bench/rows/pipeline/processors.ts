/** The two programs that take events in, check and enrich them, and set broken ones aside: ours, and the same on Kafka Streams. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type AppConfigInput, processorConfigSchema } from "../../../../app/src/config.ts";
import { Child } from "../../support/child.ts";
import type { Bench } from "../row.ts";

export interface Topics3 {
  input: string;
  output: string;
  deadLetter: string;
}

/** Starts a program; resolves when it has its partitions. */
export interface Processor {
  id: string;
  name: string;
  settings: string;
  workers?: number;
  /** Why it cannot take part. */
  missing?: string;
  start(topics: Topics3, group: string): Promise<Child>;
}

export type Semantics = "at-least-once" | "exactly-once";

const main = fileURLToPath(new URL("../../../../app/src/main.ts", import.meta.url));

export function tributary(bench: Bench, workers: number, semantics: Semantics): Processor {
  return {
    id: workers === 1 ? "tributary-1" : "tributary",
    workers,
    name: `Tributary, ${workers} ${workers === 1 ? "worker" : "workers"}`,
    settings: `node app/src/main.ts, role processor, workers ${workers}, ${semantics}, else its defaults`,
    ...(semantics === "exactly-once" && !("semantics" in processorConfigSchema.shape)
      ? { missing: "the processor has no setting for exactly-once yet" }
      : {}),
    async start(topics, group) {
      const port = bench.opsPort;
      const config: AppConfigInput = {
        version: 1,
        role: "processor",
        instance: "bench-0",
        connection: bench.broker.connection,
        ops: { port },
        logLevel: "warn",
        topics,
        group,
        workers,
        ...(semantics === "exactly-once" ? { semantics } : {}),
      };
      const file = join(bench.folder, "processor.json");
      writeFileSync(file, JSON.stringify(config));
      const env = { TRIBUTARY_CONFIG: file, TRIBUTARY_SECRETS_DIR: bench.folder };
      const child = new Child(process.execPath, [...bench.nodeFlags, main], { env, limitSeconds: 0 });
      await until(child, async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok);
      return child;
    },
  };
}

/** What makes Streams fastest here; tried out on this very work. */
const streamsProps = {
  "num.stream.threads": "2",
  "topology.optimization": "all",
  "buffered.records.per.partition": "10000",
  "consumer.max.poll.records": "5000",
  "consumer.max.partition.fetch.bytes": "1048576",
  "consumer.fetch.max.bytes": "67108864",
  "producer.acks": "all",
  "producer.linger.ms": "5",
  "producer.batch.size": "1048576",
  "producer.buffer.memory": "134217728",
  "producer.max.request.size": "2097152",
  "producer.compression.type": "none",
  "consumer.auto.offset.reset": "earliest",
};

export function streams(bench: Bench, semantics: Semantics): Processor {
  const props = {
    ...streamsProps,
    "processing.guarantee": semantics === "exactly-once" ? "exactly_once_v2" : "at_least_once",
    "commit.interval.ms": semantics === "exactly-once" ? "100" : "1000",
  };
  const entries = Object.entries(props).map((entry) => entry.join("="));
  return {
    id: "streams",
    name: semantics === "exactly-once" ? "Kafka Streams, exactly_once_v2" : "Kafka Streams, at_least_once",
    settings: entries.join(" "),
    async start({ input, output, deadLetter }, group) {
      const child = bench.java.start("StreamsPipeline", [
        ...[input, output, deadLetter, ...entries],
        ...[`application.id=${group}`, `bootstrap.servers=${bench.broker.address}`],
        `state.dir=${join(bench.folder, "streams")}`,
      ]);
      await until(child, async () => child.stdout.includes("running"));
      return child;
    },
  };
}

/** seconds for a start */
const START_SECONDS = 60;

async function until(child: Child, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1_000;
  for (; !(await ready().catch(() => false)); await sleep(20)) {
    if (child.exited || Date.now() > deadline) throw child.failure(`not ready within ${START_SECONDS} s`);
  }
}
