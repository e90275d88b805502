/** The names of Kafka's beans as the JMX exporter writes them without rules, which is how MSK's brokers tell of themselves. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Producer } from "@platformatic/kafka";
import { type Broker, startBroker } from "../../app/test/integration/broker.ts";
import { ensureArtifacts } from "../../components/local/java/index.ts";
import type { Signal } from "../../components/monitoring/signal.ts";
import { signals } from "../../components/monitoring/signals/index.ts";
import { Topics } from "../bench/support/topics.ts";
import { missingFrom, pageAt } from "../support/prometheus-page.ts";
import { until } from "../support/reader.ts";

const port = 23_870;
const page = `http://127.0.0.1:${port + 2}/metrics`;
const folder = mkdtempSync(join(tmpdir(), "tributary-jmx-"));
let broker: Broker;

/** What Kafka itself does not have, and who says so. */
const notHere: [RegExp, string][] = [
  [/^up\{/, "a scrape's own"],
  [/^kafka_consumer_group_ConsumerLagMetrics_Value/, "MSK's own bean: developer guide, consumer-lag"],
  [/^jvm_memory_bytes_/, "what jvm_memory_used_bytes was called before version 1 of the exporter"],
];

before(
  async () => {
    const [agent] = (await ensureArtifacts("jmx-exporter-1.0.1")).classpath;
    const rules = join(folder, "rules.yml");
    writeFileSync(rules, 'rules:\n  - pattern: ".*"\n');
    broker = await startBroker(port, {
      properties: () => ({
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
      }),
      jvm: [`-javaagent:${agent}=127.0.0.1:${port + 2}:${rules}`],
    });
  },
  { timeout: 120_000 },
);
after(async () => {
  await broker?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("every metric that a signal asks of the JMX exporter is on the page of a real broker", async () => {
  const topics = new Topics(broker.address);
  await topics.create("events", 2, false);
  const producer = new Producer({ clientId: "jmx", bootstrapBrokers: [broker.address] });
  await producer.send({ messages: [{ topic: "events", key: Buffer.from("k"), value: Buffer.from("v") }] });
  await producer.close();
  await topics.close();
  let missing: string[] = [];
  await until("all names", 60, async () => {
    const samples = await pageAt(page);
    missing = Object.values<Signal>(signals)
      .flatMap(({ from }) => missingFrom(samples, from["jmx-exporter"] ?? ""))
      .filter((selector) => !notHere.some(([known]) => known.test(selector)))
      // Nobody has read from it, and a topic's meter is made by its first use.
      .filter((selector) => !selector.includes('name="BytesOutPerSec",topic!=""'));
    return missing.length === 0;
  }).catch((error) => assert.fail(`${error}: ${missing.join(", ")}`));
});
