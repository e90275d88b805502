/** Row: reading events so that every key, value and header can be looked at. */
import { EVENT_BYTES } from "../support/payloads.ts";
import { runNode } from "./node.ts";
import { type Bench, type Contender, freshTopic, PARTITIONS, type Row } from "./row.ts";
import { type Found, verifyTopic } from "./verified.ts";

const javaProps = { "max.poll.records": "5000", "max.partition.fetch.bytes": "4194304", "fetch.max.bytes": "67108864" };

export function consumeRow(bench: Bench): Row {
  /** Filled topics by their count of records: one for the rounds, a small one for the cost of starting. */
  const filled = new Map<number, { topic: string; found: Found }>();
  async function topicOf(records: number): Promise<{ topic: string; found: Found }> {
    const known = filled.get(records);
    if (known) return known;
    const topic = freshTopic("consume");
    await bench.topics.create(topic, PARTITIONS, false);
    await bench.java.json("Fill", [bench.broker.address, topic, records, bench.good.file, bench.good.keys, 0]);
    const made = { topic, found: await verifyTopic(bench, topic, records, bench.good, true) };
    filled.set(records, made);
    return made;
  }
  const node = (id: string, name: string, settings: string): Contender => ({
    id,
    name,
    settings,
    async run(records) {
      const { topic, found } = await topicOf(records);
      const { answer, sample } = await runNode(bench, { driver: `consume-${id}`, topic, records });
      if (answer.records !== records || answer.bytes !== found.bytes || answer.sum !== found.sum)
        throw new Error(
          `${name} read ${answer.records} of ${records} records, ${answer.bytes} of ${found.bytes} bytes, sum ${answer.sum} of ${found.sum}.`,
        );
      return sample;
    },
  });
  return {
    id: "consume",
    title: "consume, every value and header readable",
    how: [
      `A topic of ${PARTITIONS} partitions, filled once by Kafka's Java client: key, value of ${EVENT_BYTES} bytes, one header.`,
      "Time from the join of the group until the last record. Each run is a new group that begins at the first record.",
      "The two Node programs look into every key, value and header and commit offsets; their count, bytes and sum over contents must be those that Kafka's Java client finds. kafka-consumer-perf-test counts and adds lengths.",
    ],
    contenders: [
      node("tributary", "Tributary", "the application's source, a batch a call of its handler, each batch committed"),
      {
        id: "java",
        name: "kafka-consumer-perf-test",
        settings: Object.entries(javaProps)
          .map((entry) => entry.join("="))
          .join(" "),
        async run(records) {
          const { topic } = await topicOf(records);
          const brokerBefore = bench.broker.cpuSeconds();
          const properties = Object.entries(javaProps).flatMap((entry) => ["--command-property", entry.join("=")]);
          const child = bench.java.start("org.apache.kafka.tools.ConsumerPerformance", [
            ...["--bootstrap-server", bench.broker.address, "--topic", topic, "--num-records", records],
            ...["--fetch-size", javaProps["max.partition.fetch.bytes"], "--hide-header", ...properties],
          ]);
          const output = await child.succeed();
          // start, end, MB, MB/s, records, records/s, ms until joined, ms of fetching, MB/s and records/s while fetching
          const fields = output.trim().split("\n").at(-1)!.split(", ");
          if (Number(fields[4]) !== records) throw child.failure(`it read ${fields[4]} of ${records} records`);
          const { cpuSeconds, peakBytes } = child.usage();
          const brokerCpuSeconds = bench.broker.cpuSeconds() - brokerBefore;
          return { records, seconds: Number(fields[7]) / 1_000, cpuSeconds, brokerCpuSeconds, peakBytes };
        },
      },
      node(
        "platformatic",
        "@platformatic/kafka",
        "checks off, buffers as they are, stream read by data events, highWaterMark 8192, maxBytes 16 MiB, 512 KiB a partition, commits each second",
      ),
    ],
    targets: [
      { rival: "java", atLeast: 1 },
      { rival: "platformatic", atLeast: 2 },
    ],
    startUp: true,
    async prepare() {
      await topicOf(bench.records);
    },
    async close() {
      for (const { topic } of filled.values()) await bench.topics.delete(topic);
    },
  };
}
