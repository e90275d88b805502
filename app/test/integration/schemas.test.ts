/**
 * Avro and JSON Schema through real processes, a real broker and a real registry: with the registry down known schemas go on, over
 * a restart too, and events of unknown ones wait.
 */
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Producer } from "@platformatic/kafka";
import { avroSchemaText, toAvro } from "../../src/codec/avro.ts";
import { jsonSchemaText } from "../../src/codec/json-schema.ts";
import { frame } from "../../src/codec/wire.ts";
import type { AppConfigInput } from "../../src/config.ts";
import { good } from "../support/events.ts";
import { type Broker, startBroker } from "./broker.ts";
import { type Running, ready, runApp, startApp, until } from "./processes.ts";
import { createTopics, readAll } from "./reader.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const REGISTRY_PORT = 22_310;
const topics = { input: "logins", output: "logins-processed", deadLetter: "logins-dead" };
let broker: Broker;
let registry: TestRegistry;
const running = new Set<Running>();
const env = () => ({ TRIBUTARY_SCHEMA_CACHE: join(broker.folder, "schemas") });

before(
  async () => {
    broker = await startBroker(22_300);
    registry = await startRegistry(REGISTRY_PORT, broker.folder);
    await createTopics(broker.address, [...Object.values(topics), "logins-avro"], 2);
  },
  { timeout: 120_000 },
);
after(async () => {
  for (const app of running) await app.end("SIGKILL");
  await registry?.stop();
  await broker?.stop();
});

const common = (instance: string, port: number) => ({
  version: 1 as const,
  instance,
  ops: { port },
  connection: { ...broker.connection, registry: { url: registry.url } },
});

async function startProcessor(): Promise<Running> {
  const config: AppConfigInput = { role: "processor", ...common("processor-0", 22_320), topics, group: "g" };
  const app = startApp(broker.folder, config, [], undefined, env());
  running.add(app);
  await until("the processor is ready", 30, () => ready(22_320)).catch((error: Error) => {
    throw new Error(`${error.message}\n${app.output()}`);
  });
  return app;
}

/** To a partition. */
async function write(partition: number, values: Buffer[]): Promise<void> {
  const producer = new Producer({ clientId: "test", bootstrapBrokers: [broker.address], acks: -1 });
  try {
    await producer.send({
      messages: values.map((value) => ({ topic: topics.input, partition, key: Buffer.from("k"), value })),
    });
  } finally {
    await producer.close();
  }
}

const users = async (): Promise<string[]> =>
  (await readAll(broker.address, topics.output)).map(({ value }) => JSON.parse(String(value)).user_id);
const reasons = async (): Promise<string[]> =>
  (await readAll(broker.address, topics.deadLetter)).map(({ headers }) => headers["dead-letter-reason"]!).sort();
const has = (...ids: string[]) =>
  until(`${ids} came out`, 30, async () => {
    const found = await users();
    return ids.every((id) => found.includes(`user-${id}`)) && found;
  });

test("Avro and JSON Schema flow; with the registry down known ids go on, after a restart too, and unknown ones wait", {
  timeout: 120_000,
}, async () => {
  const avroId = await registry.register("logins-avro-value", "AVRO", avroSchemaText);
  const jsonId = await registry.register(`${topics.input}-value`, "JSON", jsonSchemaText);
  assert.notEqual(avroId, jsonId);
  const asAvro = (id: string, schema = avroId) => frame(schema, toAvro(good(id)));
  let processor = await startProcessor();

  await write(0, [asAvro("avro"), frame(jsonId, Buffer.from(JSON.stringify(good("json"))))]);
  await write(1, [
    Buffer.from(JSON.stringify(good("plain"))),
    frame(999_999, Buffer.from("{}")),
    asAvro("cut").subarray(0, -3),
  ]);
  await has("avro", "json", "plain");
  assert.deepEqual(await until("dead letters", 10, async () => (await reasons()).length === 2 && (await reasons())), [
    "truncated_value",
    "unknown_schema_id",
  ]);

  const [kept] = readdirSync(env().TRIBUTARY_SCHEMA_CACHE);
  const files = readdirSync(join(env().TRIBUTARY_SCHEMA_CACHE, kept!));
  assert.deepEqual(files.sort(), [`schema-${avroId}.json`, `schema-${jsonId}.json`].sort());
  for (const file of files) assert.equal(statSync(join(env().TRIBUTARY_SCHEMA_CACHE, kept!, file)).mode & 0o777, 0o600);

  const newer = JSON.parse(avroSchemaText);
  newer.fields.push({ name: "later", type: ["null", "string"], default: null });
  const newId = await registry.register("logins-avro-value", "AVRO", JSON.stringify(newer));
  await registry.stop();

  await write(0, [asAvro("down-1")]);
  await has("down-1");
  running.delete(processor);
  assert.equal((await processor.end("SIGTERM")).code, 0);
  processor = await startProcessor();
  await write(0, [asAvro("down-2")]);
  await has("down-2");

  // Of a schema that nobody has seen: its partition waits, the other one goes on.
  const waiting = frame(newId, Buffer.concat([toAvro(good("waiting")), Buffer.from([0])]));
  await write(1, [waiting]);
  await until("the partition waits", 20, async () => processor.output().includes("partition waits"));
  await write(0, [asAvro("down-3")]);
  await has("down-3");
  assert.equal(await ready(22_320), true);
  assert.deepEqual([(await users()).includes("user-waiting"), (await reasons()).length], [false, 2]);

  registry = await startRegistry(REGISTRY_PORT, broker.folder);
  const found = await has("waiting");
  assert.equal(new Set(found).size, found.length, "nothing was repeated");
  assert.equal((await reasons()).length, 2);
  running.delete(processor);
  assert.equal((await processor.end("SIGTERM")).code, 0);
});

test("ingest and the generator write in wire format; without the schema ingest says what is missing", {
  timeout: 60_000,
}, async () => {
  const ingest: AppConfigInput = {
    role: "ingest",
    ...common("ingest-0", 22_321),
    topic: "logins-avro",
    format: "avro",
    http: { port: 22_322, tokens: [] },
  };
  const file = await runApp(broker.folder, ingest, ["ingest-file"], `${JSON.stringify(good("file"))}\n`);
  assert.equal(file.code, 0, file.output);
  const generator = startApp(broker.folder, {
    role: "generator",
    ...common("generator-0", 22_323),
    topic: "logins-avro",
    format: "avro",
    eventsPerSecond: 200,
    brokenShare: 0.1,
    total: 20,
  });
  running.add(generator);
  const written = await until("21 events", 20, async () => {
    const all = await readAll(broker.address, "logins-avro");
    return all.length === 21 && all;
  });
  assert.equal(
    written.every(({ value }) => value?.[0] === 0 || value?.length === 0),
    true,
  );
  running.delete(generator);
  assert.equal((await generator.end("SIGTERM")).code, 0);

  const refused = await runApp(broker.folder, { ...ingest, format: "json-schema" }, ["ingest-file"], "{}\n");
  assert.equal(refused.code, 2);
  assert.match(refused.output, /login-event\.v1 \(JSON\) under logins-avro-value/);
});
