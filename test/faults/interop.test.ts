/**
 * R31: what the application's client writes is read by the Java client, which checks each checksum, and the other way round, in every
 * compression format; and random batches are the same to the byte as kafkajs' own. FUZZ_ROUNDS: how many of these; default 20,000.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { after, before, test } from "node:test";
import type { Kafka, Message } from "kafkajs";
import { compressionCodes } from "../../app/src/kafka/fastpath/codecs/index.ts";
import { installFastpath } from "../../app/src/kafka/fastpath/index.ts";
import { type Broker, startBroker } from "../../app/test/integration/broker.ts";
import { createTopics } from "../../app/test/integration/reader.ts";
import { Random } from "../../app/test/kafka/fastpath/support/random.ts";
import { ensureArtifacts, findJava } from "../../components/local/java/index.ts";

const RECORDS = 3_000;
const codecs = { none: 0, ...compressionCodes };
const program = new URL("./java/Interop.java", import.meta.url).pathname;
const rounds = process.env["FUZZ_ROUNDS"] ?? "20000";
const { command } = await findJava(17);
const noCompiler =
  !String(spawnSync(command, ["--list-modules"]).stdout).includes("jdk.compiler") &&
  `${command} cannot compile a program: it belongs to a JRE, and this takes a JDK`;

let broker: Broker;
let kafka: Kafka;
let classpath: string;
const warnings: string[] = [];

before(
  async () => {
    broker = await startBroker(25_510);
    classpath = (await ensureArtifacts("kafka-4.4.0")).classpath.join(delimiter);
    const { kafkajs } = installFastpath({ log: { warn: (_, message) => warnings.push(message) } });
    kafka = new kafkajs.Kafka({ brokers: [broker.address], logLevel: kafkajs.logLevel.ERROR });
    const topics = Object.keys(codecs).flatMap((codec) => [`${codec}-to-java`, `${codec}-from-java`]);
    await createTopics(broker.address, topics, 1);
  },
  { timeout: 60_000 },
);
after(() => broker?.stop());

/** Lines of the Java program, as it prints records. */
function java(...args: (string | number)[]): string[] {
  const options = ["-Xmx256m", "-cp", classpath, program, ...args.map(String)];
  return execFileSync(command, options, { encoding: "utf8", maxBuffer: 64_000_000, stdio: ["ignore", "pipe", "pipe"] })
    .split("\n")
    .filter(Boolean);
}

const text = (bytes: Buffer | null): string =>
  bytes === null ? "-" : bytes.length === 0 ? "=" : bytes.toString("base64");

/** The same line from a record of ours. */
function line(topic: string, offset: number, timestamp: unknown, { key, value, headers = {} }: Message): string {
  const named = Object.entries(headers).flatMap(([name, header]) => [name, text(header as Buffer)]);
  return [topic, offset, timestamp, text(key as Buffer | null), text(value as Buffer | null), ...named].join(" ");
}

function randomMessage(random: Random): Message & { timestamp: string } {
  const some = (most: number): Buffer =>
    random.chance(0.5) ? random.bytes(1 + random.below(most)) : Buffer.alloc(1 + random.below(most), "a");
  const maybe = (most: number): Buffer | null =>
    random.chance(0.1) ? null : random.chance(0.1) ? Buffer.alloc(0) : some(most);
  const headers = Array.from({ length: random.below(4) }, (_, index) => [`name-${index}-é`, some(30)] as const);
  return {
    key: maybe(40),
    value: maybe(400),
    headers: Object.fromEntries(headers),
    partition: 0,
    timestamp: String(1_700_000_000_000 + random.below(1_000_000)),
  };
}

async function writeOurs(topic: string, compression: number): Promise<string[]> {
  const random = new Random(compression + 1);
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  const sent: string[] = [];
  while (sent.length < RECORDS) {
    const messages = Array.from({ length: 1 + random.below(600) }, () => randomMessage(random));
    const [ack] = await producer.send({ topic, compression, messages });
    const base = Number(ack!.baseOffset);
    sent.push(...messages.map((message, index) => line(topic, base + index, message.timestamp, message)));
  }
  await producer.disconnect();
  return sent;
}

async function readOurs(topic: string): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: topic });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const read: string[] = [];
  const all = Promise.withResolvers<void>();
  await consumer.run({
    async eachMessage({ message: { offset, timestamp, key, value, headers = {} } }) {
      read.push(line(topic, Number(offset), timestamp, { key, value, headers }));
      if (read.length === RECORDS) all.resolve();
    },
  });
  await all.promise;
  await consumer.disconnect();
  return read;
}

const options = { skip: noCompiler, timeout: 120_000 };
const names = Object.keys(codecs);

test(`the Java client reads what ours writes: ${names.join(", ")}`, options, async () => {
  const sent: string[] = [];
  for (const [codec, compression] of Object.entries(codecs))
    sent.push(...(await writeOurs(`${codec}-to-java`, compression)));
  assert.deepEqual(java("read", broker.address, ...names.map((codec) => `${codec}-to-java`)), sent);
});

test(`ours reads what the Java client writes: ${names.join(", ")}`, options, async () => {
  const sent = java("write", broker.address, RECORDS, ...names.map((codec) => `${codec}-from-java=${codec}`));
  assert.equal(sent.length, RECORDS * names.length);
  const read: string[] = [];
  for (const codec of names) read.push(...(await readOurs(`${codec}-from-java`)));
  assert.deepEqual(read, sent);
});

test("the fast path was in use", () => assert.deepEqual(warnings, []));

test(`${rounds} random batches are the same to the byte as kafkajs' own, and decoded alike`, {
  timeout: 900_000,
}, () => {
  const files = ["encode", "decode"].map(
    (name) => new URL(`../../app/test/kafka/fastpath/${name}-fuzz.test.ts`, import.meta.url).pathname,
  );
  const env = { ...process.env, FUZZ_ROUNDS: rounds, NODE_TEST_CONTEXT: undefined };
  const { status, stdout } = spawnSync(process.execPath, ["--test", "--test-concurrency=1", ...files], { env });
  assert.equal(status, 0, String(stdout));
  // Whoever passes on no number runs the short form.
  assert.match(String(stdout), new RegExp(`${rounds} random produce requests`));
  assert.match(String(stdout), new RegExp(`${rounds} random fetches`));
});
