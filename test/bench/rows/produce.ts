/** Row: writing events of 182 bytes, acknowledged by all in-sync replicas. */
import { EVENT_BYTES } from "../support/payloads.ts";
import { runNode } from "./node.ts";
import { type Bench, type Contender, freshTopic, PARTITIONS, type Row, type Sample } from "./row.ts";
import { verifyTopic } from "./verified.ts";

const javaProps = {
  acks: "all",
  "linger.ms": "5",
  "batch.size": "1048576",
  "buffer.memory": "134217728",
  "compression.type": "none",
  "max.request.size": "2097152",
};
/** Records a call and calls outstanding a partition; what was fastest for each of several that were tried. */
const ours = { chunk: 4_000, outstanding: 2 };
const theirs = { chunk: 1_000, outstanding: 4 };

export function produceRow(bench: Bench): Row {
  async function inTopic(records: number, exact: boolean, write: (topic: string) => Promise<Sample>): Promise<Sample> {
    const topic = freshTopic("produce");
    await bench.topics.create(topic, PARTITIONS, false);
    try {
      const sample = await write(topic);
      await verifyTopic(bench, topic, records, bench.good, exact);
      return sample;
    } finally {
      await bench.topics.delete(topic);
    }
  }
  const node = (id: string, name: string, way: typeof ours, settings: string): Contender => ({
    id,
    name,
    settings: `${settings}; ${way.chunk} records a call, ${way.outstanding} calls a partition`,
    run: (records) =>
      inTopic(records, true, async (topic) => {
        return (await runNode(bench, { driver: `produce-${id}`, topic, records, ...way })).sample;
      }),
  });
  return {
    id: "produce",
    title: `produce, ${EVENT_BYTES} B, acks=all`,
    how: [
      `Values of ${EVENT_BYTES} bytes without key and header to a new topic of ${PARTITIONS} partitions, no compression.`,
      "Time from the first record handed over until the last one is acknowledged, connecting included.",
      "After each run Kafka's Java client reads the topic: count, and the sum of the values' CRC-32 (Kafka's program picks values by chance, so there: count, and that each value is one of the file's).",
    ],
    contenders: [
      node("tributary", "Tributary", ours, "the application's sink: idempotent, one request outstanding a partition"),
      {
        id: "java",
        name: "kafka-producer-perf-test",
        settings: Object.entries(javaProps)
          .map((entry) => entry.join("="))
          .join(" "),
        run: (records) =>
          inTopic(records, false, async (topic) => {
            const brokerBefore = bench.broker.cpuSeconds();
            const properties = Object.entries(javaProps).map((entry) => entry.join("="));
            const child = bench.java.start("org.apache.kafka.tools.ProducerPerformance", [
              ...["--bootstrap-server", bench.broker.address, "--topic", topic, "--num-records", records],
              ...["--throughput", -1, "--payload-file", bench.good.file, "--command-property", ...properties],
            ]);
            const output = await child.succeed();
            const last = output.trim().split("\n").at(-1)!;
            const rate = Number(/^(\d+) records sent, ([\d.]+) records\/sec/.exec(last)?.[2]);
            if (!(rate > 0)) throw child.failure("its last line tells no rate");
            const { cpuSeconds, peakBytes } = child.usage();
            const brokerCpuSeconds = bench.broker.cpuSeconds() - brokerBefore;
            return { records, seconds: records / rate, cpuSeconds, brokerCpuSeconds, peakBytes };
          }),
      },
      node(
        "platformatic",
        "@platformatic/kafka",
        theirs,
        "not idempotent, checks off, buffers as they are, explicit partition, 5 requests in flight",
      ),
    ],
    targets: [
      { rival: "java", atLeast: 1.2 },
      { rival: "platformatic", atLeast: 1.5 },
    ],
    startUp: true,
  };
}
