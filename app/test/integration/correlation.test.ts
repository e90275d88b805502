/** One id from a request to the dead letter of its event, on a real broker: in the answer, the record's headers, and both processes' logs. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { AppConfigInput } from "../../src/config.ts";
import { good } from "../support/events.ts";
import { type Broker, startBroker } from "./broker.ts";
import { type Running, ready, startApp, until } from "./processes.ts";
import { createTopics, readAll } from "./reader.ts";

const topics = { input: "logins", output: "logins-processed", deadLetter: "logins-dead" };
const PORTS = { broker: 26_740, http: 26_744, ingest: 26_745, processor: 26_746 } as const;
let broker: Broker;
const running: Running[] = [];

before(
  async () => {
    broker = await startBroker(PORTS.broker);
    await createTopics(broker.address, [topics.input, topics.deadLetter], 1);
    // What the processor makes of an event does not fit, so that an event that ingest has taken becomes a dead letter.
    await createTopics(broker.address, [topics.output], 1, { "max.message.bytes": "100" });
    writeFileSync(join(broker.folder, "token"), "sesame\n");
  },
  { timeout: 120_000 },
);
after(async () => {
  for (const app of running) await app.end("SIGKILL");
  await broker?.stop();
});

async function start(role: object, instance: string, port: number): Promise<Running> {
  const shared = { version: 1 as const, instance, ops: { port }, connection: broker.connection, logLevel: "debug" };
  const app = startApp(broker.folder, { ...shared, ...role } as AppConfigInput);
  running.push(app);
  await until(`${instance} is ready`, 60, () => ready(port));
  return app;
}

const linesOf = (app: Running): any[] =>
  app
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));

test("one search finds the request, the dead letter and who set it aside", { timeout: 120_000 }, async () => {
  const http = { port: PORTS.http, tokens: [{ store: "file", name: "token" }] };
  const ingest = await start({ role: "ingest", topic: topics.input, http }, "ingest-0", PORTS.ingest);
  const processor = await start({ role: "processor", topics, group: "g", workers: 1 }, "processor-0", PORTS.processor);
  const post = (id: string, body: object) =>
    fetch(`http://127.0.0.1:${PORTS.http}/v1/events`, {
      method: "POST",
      headers: { authorization: "Bearer sesame", "content-type": "application/json", "x-request-id": id },
      body: JSON.stringify(body),
    });
  const answer = await post("request-4711", good("anna-4711"));
  assert.deepEqual([answer.status, answer.headers.get("x-correlation-id")], [200, "request-4711"]);

  const [letter] = await until("a dead letter", 30, async () => {
    const all = await readAll(broker.address, topics.deadLetter);
    return all.length > 0 && all;
  });
  assert.equal(letter!.headers["correlation-id"], "request-4711");
  const told = await until("a line of the processor", 10, async () => {
    const found = linesOf(processor).filter(({ msg }) => msg === "dead letter");
    return found.length > 0 && found;
  });
  const { correlationId, topic, partition, offset, deadLetterReason } = told[0];
  assert.deepEqual([correlationId, topic, partition, offset], ["request-4711", topics.input, 0, "0"]);
  assert.equal(deadLetterReason, letter!.headers["dead-letter-reason"]);
  assert.ok(linesOf(ingest).some((line) => line.correlationId === "request-4711" && line.msg === "request answered"));

  const refused = await post("request-4712", { user_id: "anna-4711" });
  assert.equal(refused.status, 400);
  const line = linesOf(ingest).find(({ msg }) => msg === "not all events were taken");
  assert.deepEqual([line.correlationId, line.rejected, line.level], ["request-4712", 1, "warn"]);
  for (const app of [ingest, processor]) assert.ok(!app.output().includes("anna-4711"), "nobody is named in a log");
});
