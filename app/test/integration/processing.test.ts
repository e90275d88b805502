/** The real processes against a real broker: every event is accounted for by id, also when processors are killed and drained. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppConfigInput } from "../../src/config.ts";
import type { SmokeConfigInput } from "../../src/roles/smoke/config.ts";
import { type SmokeReport, stepNames } from "../../src/roles/smoke/report.ts";
import { good } from "../support/events.ts";
import { type Broker, startBroker } from "./broker.ts";
import { type Running, ready, runApp, startApp, until } from "./processes.ts";
import { createTopics, readAll, type Seen } from "./reader.ts";

const topics = { input: "logins", output: "logins-processed", deadLetter: "logins-dead" };
let broker: Broker;
const running = new Set<Running>();

before(
  async () => {
    broker = await startBroker(21080);
    await createTopics(broker.address, Object.values(topics), 6);
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
});
const processor = (index: number): AppConfigInput => ({
  role: "processor",
  ...common(`processor-${index}`, 21084 + index),
  topics,
  group: "g",
  workers: index === 0 ? 2 : 1,
});
const ingest = (): AppConfigInput => ({
  role: "ingest",
  ...common("ingest-0", 21083),
  topic: topics.input,
  http: { port: 21082, tokens: [{ store: "file", name: "token" }] },
});

async function start(config: AppConfigInput, env: Record<string, string> = {}): Promise<Running> {
  const app = startApp(broker.folder, config, [], undefined, env);
  running.add(app);
  await until(`${config.instance} is ready`, 30, () => ready(config.ops.port)).catch((error: Error) => {
    throw new Error(`${error.message}\n${app.output()}`);
  });
  return app;
}
async function end(app: Running, signal: NodeJS.Signals) {
  running.delete(app);
  return app.end(signal);
}

const ndjson = (prefix: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `${JSON.stringify(good(`${prefix}-${index}`))}\n`).join("");

/** By id of the source record: where what was derived from it is. */
async function account(): Promise<{ source: Seen[]; outputs: Map<string, number>; dead: Map<string, Seen> }> {
  const [source, out, letters] = [
    await readAll(broker.address, topics.input),
    await readAll(broker.address, topics.output),
    await readAll(broker.address, topics.deadLetter),
  ];
  const outputs = new Map<string, number>();
  for (const { value } of out) {
    const id: string = JSON.parse(String(value)).event_id;
    outputs.set(id, (outputs.get(id) ?? 0) + 1);
  }
  const of = (headers: Record<string, string>, name: string): string => headers[`dead-letter-source-${name}`]!;
  const dead = new Map(
    letters.map((letter) => [
      `${of(letter.headers, "topic")}-${of(letter.headers, "partition")}-${of(letter.headers, "offset")}`,
      letter,
    ]),
  );
  return { source, outputs, dead };
}

async function everythingAccounted(seconds: number) {
  return until("every source record has a result", seconds, async () => {
    const all = await account();
    return (
      all.source.every(({ partition, offset }) => {
        const id = `${topics.input}-${partition}-${offset}`;
        return all.outputs.has(id) !== all.dead.has(id);
      }) && all
    );
  });
}

test("events from a file, by HTTP and from the generator are processed or dead-lettered with their bytes", {
  timeout: 90_000,
}, async () => {
  writeFileSync(join(broker.folder, "token"), "sesame\n");
  const first = await start(processor(0));
  const front = await start(ingest());

  const file = await runApp(
    broker.folder,
    { ...ingest(), instance: "ingest-1" },
    ["ingest-file"],
    `${ndjson("file", 2_000)}{"broken":true}\n`,
  );
  assert.equal(file.code, 1, file.output);
  const { rejectedLines, ...counts } = JSON.parse(file.output);
  assert.deepEqual(counts, { read: 2_001, accepted: 2_000, rejected: 1, failed: 0 });
  assert.deepEqual([rejectedLines[0].line, rejectedLines[0].reason], [2_001, "missing_field"]);

  const response = await fetch("http://127.0.0.1:21082/v1/events", {
    method: "POST",
    headers: { authorization: "Bearer sesame" },
    body: ndjson("http", 50),
  });
  assert.equal(response.status, 200);
  assert.equal(((await response.json()) as { accepted: number }).accepted, 50);

  const generator = await start({
    role: "generator",
    ...common("generator-0", 21087),
    topic: topics.input,
    eventsPerSecond: 500,
    brokenShare: 0.1,
    total: 200,
  });
  await until("the generator is done", 20, async () =>
    (await (await fetch("http://127.0.0.1:21087/metrics")).text()).includes("tributary_generator_sent_total 200"),
  );
  assert.equal((await end(generator, "SIGTERM")).code, 0);

  const { source, outputs, dead } = await everythingAccounted(30);
  assert.deepEqual([source.length, outputs.size, dead.size], [2_250, 2_230, 20]);
  assert.equal(
    [...outputs.values()].every((times) => times === 1),
    true,
    "nothing failed, so nothing is repeated",
  );
  for (const { partition, offset, key, value } of source) {
    const letter = dead.get(`${topics.input}-${partition}-${offset}`);
    if (letter === undefined) continue;
    assert.deepEqual([letter.key, letter.value, letter.partition], [key, value, partition]);
    assert.match(letter.headers["dead-letter-reason"]!, /^[a-z_0-9]+$/);
  }
  const metrics = await (await fetch("http://127.0.0.1:21084/metrics")).text();
  assert.match(metrics, /^tributary_events_read_total 2250$/m);
  assert.match(metrics, /^tributary_events_processed_total 2230$/m);
  for (const app of [front, first]) {
    const { code, ms } = await end(app, "SIGTERM");
    assert.equal(code, 0, app.output());
    assert.ok(ms < 8_000, `${ms} ms`);
  }
});

test("processors come, are killed and drained under traffic: nothing is lost", { timeout: 120_000 }, async () => {
  const traffic = await start({
    role: "generator",
    ...common("generator-1", 21087),
    topic: topics.input,
    eventsPerSecond: 500,
    brokenShare: 0.02,
  });
  const one = await start(processor(0));
  const two = await start(processor(1));
  await sleep(1_500);
  await end(two, "SIGKILL");
  const again = await start(processor(1));
  await sleep(1_000);
  const drained = await end(one, "SIGTERM");
  assert.equal(drained.code, 0, one.output());
  assert.ok(drained.ms < 8_500, `${drained.ms} ms`);
  assert.equal((await end(traffic, "SIGTERM")).code, 0);
  const { source, outputs } = await everythingAccounted(40);
  assert.ok(source.length > 4_000, `${source.length}`);
  const repeated = [...outputs.values()].filter((times) => times > 1).length;
  assert.ok(repeated < 2_000, `${repeated} repeated`);
  assert.equal((await end(again, "SIGTERM")).code, 0);
});

test("with kafkajs' own code nothing is lost either; exactly-once is refused, as it does not hold without the fast path", {
  timeout: 120_000,
}, async () => {
  const own = { KAFKA_FASTPATH: "off" };
  const traffic = await start(
    {
      role: "generator",
      ...common("generator-2", 21087),
      topic: topics.input,
      eventsPerSecond: 500,
      brokenShare: 0.02,
    },
    own,
  );
  const one = await start(processor(0), own);
  assert.match(one.output(), /kafkajs' own code is used instead of the fast path/);
  await sleep(1_500);
  await end(one, "SIGKILL");
  const again = await start(processor(1), own);
  await sleep(1_000);
  assert.equal((await end(traffic, "SIGTERM")).code, 0);
  await everythingAccounted(40);
  assert.equal((await end(again, "SIGTERM")).code, 0);

  const config: AppConfigInput = {
    ...(processor(2) as Extract<AppConfigInput, { role: "processor" }>),
    semantics: "exactly-once",
  };
  const refused = startApp(broker.folder, config, [], undefined, own);
  running.add(refused);
  const [code] = await once(refused.child, "close");
  running.delete(refused);
  assert.equal(code, 2, refused.output());
  assert.match(
    refused.output(),
    /Exactly-once needs parts of the fast path that are not in use: send \(switched off by setting\)/,
  );
});

test("the smoke test as a process: its line goes to a file, too, results are read as committed, and its exit status tells", {
  timeout: 90_000,
}, async () => {
  // As many partitions as the input has none of them.
  const own = { input: "smoke-in", output: "smoke-out", deadLetter: "smoke-dead" };
  for (const [topic, partitions] of [
    [own.input, 3],
    [own.output, 2],
    [own.deadLetter, 1],
  ] as const)
    await createTopics(broker.address, [topic], partitions);
  const exactly = { ...processor(1), topics: own, group: "smoke", semantics: "exactly-once" } as AppConfigInput;
  const working = await start(exactly);
  await start({ ...ingest(), topic: own.input } as AppConfigInput);
  const resultFile = join(broker.folder, "result");
  const page = (port: number) => [`http://localhost:${port}/metrics`];
  const config: SmokeConfigInput = {
    version: 1,
    connection: broker.connection,
    ingest: { url: "http://127.0.0.1:21082", token: { active: { store: "file", name: "token" } } },
    topics: own,
    metrics: { ingest: page(21083), processor: page(21085) },
    deadlineSeconds: 20,
    resultFile,
  };
  const smoke = async (change: Partial<SmokeConfigInput> = {}) => {
    const { code, output } = await runApp(broker.folder, { ...config, ...change }, ["smoke"], "", "smoke");
    const [line = "", ...rest] = output.split("\n");
    return { code, line, rest: rest.join("\n") };
  };
  const well = await smoke();
  assert.equal(well.code, 0, well.line + well.rest);
  const report = JSON.parse(well.line) as SmokeReport;
  assert.deepEqual(
    report.steps.map(({ step, ok }) => [step, ok]),
    stepNames.map((step) => [step, true]),
  );
  assert.equal(readFileSync(resultFile, "utf8"), `${well.line}\n`);

  assert.equal((await end(working, "SIGTERM")).code, 0);
  const badly = await smoke({ deadlineSeconds: 3 });
  assert.equal(badly.code, 1, badly.line + badly.rest);
  assert.match(badly.line, /^{"smoke":"failed"/);
  assert.match(
    badly.rest,
    /The smoke test failed at processed: the event was not processed to smoke-out within 3 s\. Look at /,
  );
  assert.equal((await smoke({ deadlineSeconds: 0 })).code, 2);
});
