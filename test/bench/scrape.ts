/**
 * `npm run bench:scrape [-- PORT]`: what a broker's page for Prometheus costs it, with 1,000 partitions: everything that its reporter knows,
 * beside what signals ask. CPU seconds of the broker's process over scrapes one after the other, with whatever else it does meanwhile; a
 * share of a core is that of one scrape in 30 s. The first scrapes stand for themselves, as Java has not compiled much by then.
 */
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { startBroker } from "../../app/test/integration/broker.ts";
import { reporterSettings } from "../../components/monitoring/allow-list.ts";
import { Topics } from "./support/topics.ts";
import { usageOf } from "./support/usage.ts";

const port = Number(process.argv[2] ?? 24_200);
const PARTITIONS = 1_000;
const INTERVAL_S = 30;
interface Cost {
  series: number;
  kilobytes: number;
  firstMs: number;
  laterMs: number;
}

async function measure(settings: Record<string, string>): Promise<Cost> {
  const page = `http://127.0.0.1:${port + 2}/metrics`;
  const broker = await startBroker(port, {
    jvm: ["-Xmx512m"],
    properties: () => ({
      "metric.reporters": "io.strimzi.kafka.metrics.KafkaPrometheusMetricsReporter",
      "kafka.metrics.reporters": "io.strimzi.kafka.metrics.YammerPrometheusMetricsReporter",
      "prometheus.metrics.reporter.listener": `http://127.0.0.1:${port + 2}`,
      ...settings,
    }),
  });
  try {
    const topics = new Topics(broker.address);
    await topics.create("many", PARTITIONS, false);
    await topics.close();
    const used = () => usageOf(broker.pid)!.cpuSeconds;
    await sleep(20_000);
    let text = "";
    const scrapes = async (count: number): Promise<number> => {
      const from = used();
      for (let done = 0; done < count; done += 1) text = await (await fetch(page)).text();
      return ((used() - from) / count) * 1000;
    };
    const firstMs = await scrapes(20);
    await scrapes(100);
    const laterMs = await scrapes(100);
    const series = text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
    return { series, kilobytes: text.length / 1000, firstMs, laterMs };
  } finally {
    await broker.stop();
  }
}

const share = (ms: number) => `${(ms / 10 / INTERVAL_S).toFixed(2)} %`;
console.log(`${cpus().length} cores (${cpus()[0]?.model}), one broker, ${PARTITIONS} partitions, Kafka 4.4.0\n`);
console.log("| told | series | kB | CPU a scrape: first 20, later | of a core, every 30 s: first, later |");
console.log("| --- | --- | --- | --- | --- |");
for (const [told, settings] of [
  ["everything (`.*`)", {}],
  ["what signals ask", reporterSettings],
] as const) {
  const { series, kilobytes, firstMs, laterMs } = await measure(settings);
  const cells = [
    told,
    series.toLocaleString("en"),
    kilobytes.toFixed(0),
    `${firstMs.toFixed(0)} ms, ${laterMs.toFixed(0)} ms`,
    `${share(firstMs)}, ${share(laterMs)}`,
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
