/**
 * Each codec both ways: what ingest and the processor write is read, byte for byte, by another client and by the broker, which is Java;
 * what those compress, the processor reads. The broker takes part because a topic's compression.type makes it compress anew.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes, Producer } from "@platformatic/kafka";
import type { AppConfigInput } from "../../src/config.ts";
import type { Codec, KafkaConnection } from "../../src/connection.ts";
import { codeOf } from "../../src/kafka/compression.ts";
import { good } from "../support/events.ts";
import { type Broker, startBroker } from "./broker.ts";
import { type Running, ready, startApp, until } from "./processes.ts";
import { createTopics, readAll } from "./reader.ts";

const codecs: Codec[] = ["gzip", "snappy", "lz4", "zstd"];
const ports = { broker: 25_600, http: 25_604, ingest: 25_605, processor: 25_606 };
/** Half of them also within transactions. */
const exactlyOnce: Codec[] = ["snappy", "zstd"];
/** Of a batch that ends a transaction. */
const CONTROL = 0x20;
/** Events of each way. */
const EVENTS = 300;
let broker: Broker;
let connection: KafkaConnection;
const running = new Set<Running>();

before(
  async () => {
    broker = await startBroker(ports.broker);
    connection = { ...broker.connection, limits: { maxMessageBytes: 1_048_576, compression: ["none", ...codecs] } };
    writeFileSync(join(broker.folder, "token"), "sesame");
  },
  { timeout: 120_000 },
);
after(async () => {
  for (const app of running) await app.end("SIGKILL");
  await broker?.stop();
});

async function start(config: AppConfigInput): Promise<Running> {
  const app = startApp(broker.folder, config);
  running.add(app);
  await until(`${config.instance} is ready`, 30, () => ready(config.ops.port)).catch((error: Error) => {
    throw new Error(`${error.message}\n${app.output()}`);
  });
  return app;
}
async function end(app: Running): Promise<void> {
  running.delete(app);
  const { code } = await app.end("SIGTERM");
  assert.equal(code, 0, app.output());
}

const values = (prefix: string): string[] =>
  Array.from({ length: EVENTS }, (_, index) => JSON.stringify(good(`${prefix}-${index}`)));

async function post(lines: readonly string[]): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${ports.http}/v1/events`, {
    method: "POST",
    headers: { authorization: "Bearer sesame" },
    body: lines.join("\n"),
  });
  assert.equal(response.status, 200, await response.text());
}

/** By another client. */
async function produce(topic: string, lines: readonly string[], compression: Codec): Promise<void> {
  const producer = new Producer({ clientId: "test", bootstrapBrokers: [broker.address] });
  try {
    const messages = lines.map((line) => ({
      topic,
      key: Buffer.from(JSON.parse(line).user_id),
      value: Buffer.from(line),
    }));
    await producer.send({ messages, acks: -1, compression });
  } finally {
    await producer.close();
  }
}

/** How the broker shall compress what comes in. */
async function compressionType(topic: string, value: string): Promise<void> {
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [broker.address] });
  try {
    await admin.incrementalAlterConfigs({
      resources: [
        {
          resourceType: ConfigResourceTypes.TOPIC,
          resourceName: topic,
          configs: [{ name: "compression.type", configOperation: IncrementalAlterConfigOperationTypes.SET, value }],
        },
      ],
    });
  } finally {
    await admin.close();
  }
  // Answered when it is decided, which is a moment before the broker does so.
  await sleep(500);
}

/** Codes of the batches in the order in which they lie in the broker's own file, without the ends of transactions. */
function storedCodes(topic: string): number[] {
  const log = readFileSync(join(broker.folder, "data", `${topic}-0`, "00000000000000000000.log"));
  const codes: number[] = [];
  for (let at = 0; at + 23 <= log.length; at += 12 + log.readInt32BE(at + 8)) {
    const attributes = log.readInt16BE(at + 21);
    if ((attributes & CONTROL) === 0) codes.push(attributes & 7);
  }
  return codes;
}

const textOf = async (topic: string): Promise<string[]> =>
  (await readAll(broker.address, topic)).map(({ value }) => String(value));

for (const codec of codecs) {
  test(`${codec}: written by us and read by others, written by others and read by us`, {
    timeout: 90_000,
  }, async () => {
    const [input, output, deadLetter] = [`in-${codec}`, `out-${codec}`, `dead-${codec}`];
    await createTopics(broker.address, [input, output, deadLetter], 1);
    const common = { version: 1 as const, connection, compression: codec };
    const ingest = await start({
      role: "ingest",
      ...common,
      instance: `ingest-${codec}`,
      ops: { port: ports.ingest },
      topic: input,
      http: { port: ports.http, tokens: [{ store: "file", name: "token" }] },
    });
    const [ours, theirs, unpacked, java] = ["ours", "theirs", "unpacked", "java"].map(values) as [
      string[],
      string[],
      string[],
      string[],
    ];
    await post(ours);
    await produce(input, theirs, codec);
    assert.deepEqual(new Set(storedCodes(input)), new Set([codeOf[codec]]), "compressed as asked");

    await compressionType(input, "uncompressed");
    await post(unpacked);
    assert.equal(storedCodes(input).at(-1), 0, "the broker has read what ingest compressed");
    await end(ingest);

    await compressionType(input, codec);
    await produce(input, java, "none");
    assert.equal(storedCodes(input).at(-1), codeOf[codec], "the broker has compressed");
    const all = [...ours, ...theirs, ...unpacked, ...java];
    assert.deepEqual(await textOf(input), all, "byte for byte, in order");

    const processor = await start({
      role: "processor",
      ...common,
      instance: `processor-${codec}`,
      ops: { port: ports.processor },
      topics: { input, output, deadLetter },
      group: `g-${codec}`,
      semantics: exactlyOnce.includes(codec) ? "exactly-once" : "at-least-once",
      batching: { maxRecords: 100 },
    });
    const done = await until("every event is processed", 30, async () => {
      const found = await textOf(output);
      return found.length >= all.length && found;
    });
    await end(processor);
    const users = (lines: readonly string[]): string[] => lines.map((line) => JSON.parse(line).user_id);
    assert.deepEqual(users(done), users(all));
    assert.deepEqual(await textOf(deadLetter), []);
    const codes = storedCodes(output);
    assert.deepEqual(new Set(codes), new Set([codeOf[codec]]));
    assert.ok(codes.length >= all.length / 100, `${codes.length} batches of at most 100 records`);
  });
}
