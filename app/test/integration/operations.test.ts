/** What operators rely on, with a real broker: metrics, logs that hold nothing personal, correlation ids, and ends within the grace period. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Producer } from "@platformatic/kafka";
import type { AppConfigInput } from "../../src/config.ts";
import { spoken } from "../../src/kafka/api-versions.ts";
import { DRAIN_MS } from "../../src/lifecycle.ts";
import { good } from "../support/events.ts";
import { type Broker, startBroker } from "./broker.ts";
import { type Running, ready, runApp, startApp, until } from "./processes.ts";
import { createTopics, readAll } from "./reader.ts";

const topics = { input: "logins", output: "logins-processed", deadLetter: "logins-dead" };
const ports = { broker: 25_640, http: 25_644, ingest: 25_645, processor: 25_646, generator: 25_647 };
/** Nothing of these may be in a log, whatever becomes of the events that hold them. */
const personal = ["private-user", "198.51.100.23", "2001:db8::beef", "private-device", "xx_PRIVATE", "PrivatePhone"];
let broker: Broker;
const running = new Set<Running>();

before(
  async () => {
    broker = await startBroker(ports.broker);
    writeFileSync(join(broker.folder, "token"), "sesame");
    await createTopics(broker.address, Object.values(topics), 2);
  },
  { timeout: 120_000 },
);
after(async () => {
  for (const app of running) await app.end("SIGKILL");
  await broker?.stop();
});

const common = (instance: string, port: number) => ({
  version: 1 as const,
  instance,
  ops: { port },
  connection: broker.connection,
  logLevel: "trace" as const,
});
const processor = (): AppConfigInput => ({
  role: "processor",
  ...common("processor-0", ports.processor),
  topics,
  group: "g",
});
const ingest = (): AppConfigInput => ({
  role: "ingest",
  ...common("ingest-0", ports.ingest),
  topic: topics.input,
  http: { port: ports.http, tokens: [{ store: "file", name: "token" }] },
});
const generator = (index: number): AppConfigInput => ({
  role: "generator",
  ...common(`generator-${index}`, ports.generator + index),
  topic: topics.input,
  eventsPerSecond: 200,
});

async function start(config: AppConfigInput): Promise<Running> {
  const app = startApp(broker.folder, config);
  running.add(app);
  await until(`${config.instance} is ready`, 60, () => ready(config.ops.port)).catch((error: Error) => {
    throw new Error(`${error.message}\n${app.output()}`);
  });
  return app;
}
async function end(app: Running, signal: NodeJS.Signals = "SIGTERM") {
  running.delete(app);
  return app.end(signal);
}
const metricsOf = async (port: number): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

const metricIn = (page: string, name: string): number =>
  Number(
    page
      .split("\n")
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length),
  );

/** Events that hold something personal, and what makes them bad. */
const event = { ...good(), user_id: personal[0], ip: personal[1], device_id: personal[3], locale: personal[4] };
const bad: Record<string, string> = {
  "no JSON": `${JSON.stringify(event)}}`,
  truncated: JSON.stringify(event).slice(0, -20),
  "not an object": JSON.stringify([event]),
  "wrong type": JSON.stringify({ ...event, device_type: { name: personal[5] } }),
  "unknown field": JSON.stringify({ ...event, [personal[5]!]: personal[1] }),
  "no address": JSON.stringify({ ...event, ip: `${personal[2]}%eth0` }),
  "no time": JSON.stringify({ ...event, timestamp: personal[0] }),
  missing: JSON.stringify({ ...event, user_id: undefined, ip: personal[2] }),
  "too large": JSON.stringify({ ...event, locale: personal.join(" ").repeat(1_000) }),
};

test("bad and good events leave nothing personal in any log, and their correlation ids go with them", {
  timeout: 150_000,
}, async () => {
  const apps = [await start(processor()), await start(ingest())];
  const response = await fetch(`http://127.0.0.1:${ports.http}/v1/events`, {
    method: "POST",
    headers: { authorization: "Bearer sesame", "x-correlation-id": "corr-http" },
    body: [JSON.stringify(event), ...Object.values(bad)].join("\n"),
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-correlation-id"), "corr-http");
  const { accepted, rejected } = (await response.json()) as Record<string, number>;
  assert.deepEqual([accepted, rejected], [1, Object.keys(bad).length]);

  const file = { ...ingest(), instance: "file-0" };
  const sent = await runApp(broker.folder, file, ["ingest-file"], Object.values(bad).join("\n"));
  assert.equal(sent.code, 1, sent.output);

  const producer = new Producer({ clientId: "test", bootstrapBrokers: [broker.address] });
  const messages = Object.entries(bad).map(([name, value]) => ({
    topic: topics.input,
    key: Buffer.from(personal[0]!),
    value: Buffer.from(value),
    headers: new Map([[Buffer.from("correlation-id"), Buffer.from(`corr-${name}`)]]),
  }));
  await producer.send({ messages, acks: -1 });
  await producer.close();

  const letters = await until("every bad event is a dead letter", 60, async () => {
    const found = await readAll(broker.address, topics.deadLetter);
    return found.length >= messages.length && found;
  });
  assert.deepEqual(
    letters.map(({ headers }) => headers["correlation-id"]).sort(),
    Object.keys(bad)
      .map((name) => `corr-${name}`)
      .sort(),
  );
  assert.ok(letters.every(({ headers }) => headers["dead-letter-detail"]!.length > 0));
  const [processed] = await readAll(broker.address, topics.output);
  assert.equal(processed!.headers["correlation-id"], "corr-http");

  const metrics = await metricsOf(ports.processor);
  assert.equal(metricIn(metrics, "tributary_events_processed_total"), 1);
  for (const app of apps) assert.equal((await end(app)).code, 0, app.output());
  const logs = [...apps.map((app) => app.output()), sent.output].join("\n");
  for (const value of personal) assert.ok(!logs.includes(value), `${value} is in a log:\n${lineWith(logs, value)}`);
  for (const letter of letters) {
    const detail = letter.headers["dead-letter-detail"]!;
    for (const value of personal) assert.ok(!detail.includes(value), `${value} is in the reason: ${detail}`);
  }
  // What would be found is looked for in logs that say something.
  assert.match(logs, /"level":"debug"/);
  assert.match(logs, /"correlationId":"corr-http"/);
});

const lineWith = (text: string, part: string): string => text.split("\n").find((line) => line.includes(part)) ?? "";

test("metrics tell what is read and written, how late, how far behind, and with which versions", {
  timeout: 90_000,
}, async () => {
  const apps = [await start(processor()), await start(generator(0))];
  const used = (page: string, api: string): number[] =>
    ["broker_min", "broker_max", "used"].map((bound) =>
      Number(new RegExp(`^tributary_kafka_api_version{api="${api}",bound="${bound}"} (\\d+)$`, "m").exec(page)?.[1]),
    );
  const page = await until("the processor has sent something", 30, async () => {
    const text = await metricsOf(ports.processor);
    return metricIn(text, "tributary_sink_batch_records_count") > 0 && text;
  });
  for (const api of ["Produce", "Fetch", "OffsetFetch"] as const) {
    const [min, max, now] = used(page, api);
    assert.ok(min! <= now! && now! <= max!, `${api}: ${min} to ${max}, ${now}`);
    assert.equal(now, Math.min(max!, spoken[api].max));
  }
  const writer = await metricsOf(ports.generator);
  assert.equal(used(writer, "Produce")[2], spoken.Produce.max);
  assert.ok(!writer.includes('api="Fetch"'), "what is not used is not told");
  const behind = await until("the lag of both partitions is told", 30, async () => {
    const text = await metricsOf(ports.processor);
    return [...text.matchAll(/^tributary_consumer_lag\{topic="logins",partition="\d"\} \d+$/gm)].length === 2 && text;
  });
  assert.equal(metricIn(behind, 'tributary_rebalances_total{reason="start"}'), 1);
  for (const name of ["event_latency_seconds", "append_latency_seconds", "source_batch_records", "source_batch_bytes"])
    assert.ok(metricIn(behind, `tributary_${name}_count`) > 0, name);
  assert.equal(
    metricIn(behind, 'tributary_append_latency_seconds_bucket{le="1800"}'),
    metricIn(behind, "tributary_append_latency_seconds_count"),
  );
  for (const text of [page, writer]) {
    assert.ok(metricIn(text, "tributary_not_ready_seconds_total") > 0);
    assert.ok(metricIn(text, "tributary_sink_batch_bytes_count") > 0);
  }
  assert.equal(metricIn(page, "tributary_worker_restarts_total"), 0);
  assert.equal(metricIn(page, 'tributary_transactions_total{result="committed"}'), 0);
  for (const app of apps) assert.equal((await end(app)).code, 0, app.output());
});

test("with Kafka silent a process ends within its grace period, and at once at a second signal", {
  timeout: 120_000,
}, async () => {
  const [late, forced, idle] = [await start(generator(0)), await start(generator(1)), await start(processor())];
  process.kill(broker.pid, "SIGSTOP");
  try {
    await sleep(1_000);
    const second = (async () => {
      const began = performance.now();
      forced.child.kill("SIGTERM");
      await sleep(500);
      const { code } = await end(forced, "SIGTERM");
      return { code, ms: performance.now() - began };
    })();
    const [cut, quick, drained] = await Promise.all([end(late), second, end(idle)]);
    assert.equal(cut.code, 1, late.output());
    assert.match(late.output(), /"level":"error".*not drained in time/);
    assert.ok(cut.ms >= DRAIN_MS && cut.ms < DRAIN_MS + 5_000, `${cut.ms} ms`);
    assert.equal(quick.code, 1, forced.output());
    assert.ok(quick.ms < 5_000, `${quick.ms} ms`);
    assert.match(forced.output(), /second signal, ending at once/);
    assert.ok(drained.ms < DRAIN_MS + 5_000, `${drained.ms} ms`);
  } finally {
    process.kill(broker.pid, "SIGCONT");
  }
});

test("an idle processor tells a lag of 0, and transactions are counted", {
  timeout: 120_000,
}, async () => {
  const exactlyOnce = { ...processor(), group: "exactly", semantics: "exactly-once" as const };
  const first = await start(exactlyOnce);
  const lag = async (): Promise<number | false> => {
    const found = [...(await metricsOf(ports.processor)).matchAll(/^tributary_consumer_lag\{.*\} (\d+)$/gm)];
    return found.length === 2 && found.reduce((sum, [, records]) => sum + Number(records), 0);
  };
  await until("all is processed", 60, async () => (await lag()) === 0);
  const page = await metricsOf(ports.processor);
  assert.ok(metricIn(page, 'tributary_transactions_total{result="committed"}') > 0);
  assert.equal((await end(first)).code, 0, first.output());
  // Nothing new has come, so that no batch is made: only the look at the ends tells it.
  const idle = await start(exactlyOnce);
  assert.equal(await until("the lag is told", 30, async () => ((await lag()) === 0 ? "0" : false)), "0");
  assert.equal(metricIn(await metricsOf(ports.processor), "tributary_source_batch_records_count"), 0);
  assert.equal((await end(idle)).code, 0, idle.output());
});
