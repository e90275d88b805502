/** An idle connection costs nothing; a request without an answer still times out, and a throttled one is still sent. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaJsModules } from "../../../src/kafka/fastpath/modules.ts";
import { bothKafkaJs } from "./support/kafkajs.ts";

const { original, fast } = bothKafkaJs();
const silent = { debug() {}, info() {}, warn() {}, error() {}, namespace: () => silent };

interface Options {
  maxInFlightRequests?: number;
  requestTimeout?: number;
}

function queueOf(modules: KafkaJsModules, options: Options = {}) {
  const RequestQueue = modules.load("network/requestQueue/index.js");
  return new RequestQueue({
    maxInFlightRequests: options.maxInFlightRequests ?? null,
    requestTimeout: options.requestTimeout ?? 1_000,
    enforceRequestTimeout: true,
    clientId: "c",
    broker: "b",
    logger: silent,
    isConnected: () => true,
  });
}

/** Pushes a request; resolves with its answer. */
function push(queue: any, correlationId: number): { sent: () => boolean; answer: Promise<unknown> } {
  let sent = false;
  const answer = new Promise((resolve, reject) => {
    queue.push({
      entry: { apiKey: 1, apiName: "Fetch", apiVersion: 11, correlationId, resolve, reject },
      expectResponse: true,
      sendRequest: () => {
        sent = true;
      },
    });
  });
  answer.catch(() => {});
  return { sent: () => sent, answer };
}

/** Counts timers that are made while `work` runs. */
async function timersDuring(context: TestContext, work: () => Promise<void>): Promise<number> {
  const made = [context.mock.method(globalThis, "setTimeout"), context.mock.method(globalThis, "setInterval")];
  try {
    await work();
    return made.reduce((sum, { mock }) => sum + mock.callCount(), 0);
  } finally {
    for (const { mock } of made) mock.restore();
  }
}

/** A connection of kafkajs to a server that takes everything and says nothing. */
async function idleTimers(context: TestContext, modules: KafkaJsModules): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const Connection = modules.load("network/connection.js");
  const connection = new Connection({
    host: "127.0.0.1",
    port,
    logger: silent,
    requestTimeout: 1_000,
    connectionTimeout: 1_000,
    socketFactory: modules.load("network/socketFactory.js")(),
  });
  await connection.connect();
  // One request and its answer wake what may go on for ever.
  const { answer } = push(connection.requestQueue, 1);
  connection.requestQueue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
  await answer;
  await sleep(150);
  const timers = await timersDuring(context, () => new Promise((resolve) => setImmediate(() => spin(resolve, 40))));
  await connection.disconnect();
  for (const socket of sockets) socket.destroy();
  server.close();
  return timers;
}

/** Lets timers fire for some turns of a millisecond, without making any. */
function spin(done: () => void, turns: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  if (turns === 0) done();
  else setImmediate(() => spin(done, turns - 1));
}

test("an idle connection makes no timers; kafkajs itself makes one after the other", async (context) => {
  assert.equal(await idleTimers(context, fast), 0);
  const before = await idleTimers(context, original);
  assert.ok(before > 10, `${before} timers`);
});

test("a request without an answer times out, and then nothing is looked at any more", async () => {
  const queue = queueOf(fast, { requestTimeout: 120 });
  queue.scheduleRequestTimeoutCheck();
  const { answer } = push(queue, 1);
  await assert.rejects(answer, { name: "KafkaJSRequestTimeoutError" });
  await sleep(150);
  assert.deepEqual(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length, 0);
  const second = push(queue, 2);
  await assert.rejects(second.answer, { name: "KafkaJSRequestTimeoutError" });
  queue.destroy();
});

test("what waits for its turn is sent when an answer arrives, and what is throttled when that ends", async () => {
  const queue = queueOf(fast, { maxInFlightRequests: 1 });
  const [first, second] = [push(queue, 1), push(queue, 2)];
  assert.deepEqual([first.sent(), second.sent()], [true, false]);
  queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
  assert.equal(second.sent(), true);
  queue.fulfillRequest({ correlationId: 2, payload: Buffer.alloc(0), size: 0 });
  queue.maybeThrottle(60);
  const third = push(queue, 3);
  assert.equal(third.sent(), false);
  await sleep(120);
  assert.equal(third.sent(), true);
  queue.fulfillRequest({ correlationId: 3, payload: Buffer.alloc(0), size: 0 });
  await queue.waitForPendingRequests();
  queue.destroy();
});

test("a request that is sent while its connection is closed is rejected; kafkajs itself forgets it", async () => {
  for (const [modules, outcome] of [
    [fast, "rejected"],
    [original, "forgotten"],
  ] as const) {
    const queue = queueOf(modules, { requestTimeout: 50 });
    queue.scheduleRequestTimeoutCheck();
    // What Connection.disconnect does, with a request between its two steps.
    const emptied = queue.waitForPendingRequests();
    const { answer } = push(queue, 1);
    await emptied;
    queue.destroy();
    const result = await Promise.race([answer.then(String, () => "rejected"), sleep(300, "forgotten")]);
    assert.equal(result, outcome);
  }
});

test("a closed connection rejects what is under way and leaves no timer", async () => {
  const queue = queueOf(fast, { maxInFlightRequests: 1 });
  queue.scheduleRequestTimeoutCheck();
  const requests = [push(queue, 1), push(queue, 2)];
  queue.rejectAll(new Error("closed"));
  for (const { answer } of requests) await assert.rejects(answer, /closed/);
  queue.destroy();
  await sleep(30);
  assert.deepEqual(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length, 0);
});
