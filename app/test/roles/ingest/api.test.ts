import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { pino } from "pino";
import { Registry } from "prom-client";
import { Sink } from "../../../src/kafka/sink/sink.ts";
import { ingestMetrics } from "../../../src/ops/metrics.ts";
import { createIngestServer, type IngestApiOptions } from "../../../src/roles/ingest/api.ts";
import { Tokens } from "../../../src/roles/ingest/auth.ts";
import { good } from "../../support/events.ts";
import { type Behaviour, StubKafka } from "../../support/stub-producer.ts";

const folder = mkdtempSync(join(tmpdir(), "ingest-api-"));
writeFileSync(join(folder, "token"), "sesame\n");
after(() => rmSync(folder, { recursive: true }));

const log = pino({ enabled: false });
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function serve(behaviour?: Behaviour, options: Partial<IngestApiOptions> = {}) {
  const kafka = new StubKafka(behaviour);
  const sink = new Sink({ open: kafka.open, maxMessageBytes: 1_000_000, log });
  const tokens = new Tokens([{ store: "file", name: join(folder, "token") }], log);
  const registry = new Registry();
  const server: Server = createIngestServer({
    topic: "in",
    maxBodyBytes: 10_000,
    requestsPerSecond: 1_000,
    bufferRecords: 100,
    tokens,
    sink,
    topics: { partitions: () => 6 },
    metrics: ingestMetrics(registry, () => sink.pendingRecords),
    log,
    ackTimeoutMs: 500,
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events`;
  cleanups.push(async () => {
    tokens.close();
    server.closeAllConnections();
    server.close();
    await sink.close();
  });
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { authorization: "Bearer sesame", ...headers },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as any };
  };
  return { kafka, url, post, registry };
}

const line = (id = "1"): string => JSON.stringify(good(id));

test("a batch answers per line, in order; what is accepted has its place", async () => {
  const { kafka, post, registry } = await serve();
  const { status, body } = await post(`${line()}\r\n\n{"user_id":1}\nnot json\n  ${line("2")}  `);
  assert.equal(status, 200);
  assert.deepEqual([body.accepted, body.rejected], [2, 2]);
  assert.deepEqual(
    body.results.map(({ line: number, status: is, reason }: any) => [number, is, reason]),
    [
      [1, "accepted", undefined],
      [3, "rejected", "missing_field"],
      [4, "rejected", "invalid_json"],
      [5, "accepted", undefined],
    ],
  );
  assert.deepEqual([typeof body.results[0].partition, body.results[0].offset], ["number", 0]);
  assert.deepEqual(
    kafka.sent.flatMap(({ values }) => values).sort(),
    [line(), line("2")],
    "the bytes are written as they came",
  );
  assert.match(await registry.metrics(), /tributary_ingest_accepted_total 2\n/);
});

test("a JSON array and one object are taken too, also over several lines", async () => {
  const { post } = await serve();
  const json = { "content-type": "application/json" };
  assert.equal((await post(`[${line()},${line("2")}]`)).body.accepted, 2);
  assert.equal((await post(JSON.stringify(good(), null, 2), json)).body.accepted, 1);
  assert.equal((await post(`[${line()}`, json)).status, 400);
  assert.equal((await post("[]", json)).status, 400);
  assert.equal((await post(" \n ")).status, 400);
  assert.equal((await post('{"user_id":"x"}')).status, 400, "nothing was accepted");
});

test("without a valid token nothing is read; other paths and methods are refused", async () => {
  const { kafka, post, url } = await serve();
  for (const authorization of ["", "Bearer", "Bearer wrong", "Basic sesame", "Bearer sesame2", "Bearer sesam"]) {
    const { status, headers } = await post(line(), { authorization });
    assert.equal(status, 401, authorization);
    assert.match(headers.get("www-authenticate") ?? "", /Bearer/);
  }
  assert.equal((await fetch(url)).status, 405);
  assert.equal((await fetch(`${url}/x`, { method: "POST" })).status, 404);
  assert.equal(kafka.sent.length, 0);
});

test("with no tokens configured nobody may send", async () => {
  const tokens = new Tokens([], log);
  const { post } = await serve(undefined, { tokens });
  assert.equal((await post(line())).status, 401);
  tokens.close();
});

test("a body over the limit is answered with 413, announced or not", async () => {
  const { post, url } = await serve();
  assert.equal((await post("x".repeat(10_001))).status, 413);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request(url, { method: "POST", headers: { authorization: "Bearer sesame" } }, (response) =>
      resolve(response.resume().statusCode),
    );
    sending.on("error", reject);
    sending.write("x".repeat(9_000));
    sending.write("x".repeat(9_000));
    sending.end();
  });
  assert.equal(status, 413);
  assert.equal((await post("{}", { "content-encoding": "gzip" })).status, 415);
});

test("more requests than the rate are answered with 429 and Retry-After", async () => {
  const { post } = await serve(undefined, { requestsPerSecond: 2 });
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(line())));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 3);
  assert.equal(refused[0]?.headers.get("retry-after"), "1");
});

test("2xx is said only after the acknowledgement", async () => {
  const gate = Promise.withResolvers<undefined>();
  const { post } = await serve(() => gate.promise);
  let answered = false;
  const answer = post(line()).finally(() => {
    answered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(answered, false);
  gate.resolve(undefined);
  assert.equal((await answer).status, 200);
});

test("503 with Retry-After when the buffer is full, and when Kafka does not acknowledge", async () => {
  const gate = Promise.withResolvers<Error | undefined>();
  const { post } = await serve(() => gate.promise, { bufferRecords: 2 });
  const first = post(`${line()}\n${line("2")}`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const full = await post(line("3"));
  assert.deepEqual([full.status, full.headers.get("retry-after")], [503, "1"]);
  assert.equal((await post(`${line()}\n${line()}\n${line()}`)).status, 413, "more than the buffer ever holds");
  const late = await first;
  assert.deepEqual([late.status, late.headers.get("retry-after"), late.body.failed], [503, "5", 2]);
  assert.deepEqual(
    late.body.results.map(({ status }: any) => status),
    ["failed", "failed"],
  );
  gate.resolve(undefined);
});

test("an Idempotency-Key is answered again without being done again", async () => {
  const { kafka, post } = await serve();
  const key = { "idempotency-key": "k-1" };
  const first = await post(`${line()}\n{}`, key);
  const second = await post(`${line()}\n{}`, key);
  assert.deepEqual([second.status, second.body], [first.status, first.body]);
  assert.deepEqual(
    [first.headers.get("idempotency-replayed"), second.headers.get("idempotency-replayed")],
    [null, "true"],
  );
  assert.equal(kafka.sent.length, 1);
  assert.equal((await post(line("other"), key)).status, 422);
  assert.equal((await post(line(), { "idempotency-key": "x".repeat(256) })).status, 400);
});

test("the same key at work is answered with 409; after a 503 it may be tried again", async () => {
  const gate = Promise.withResolvers<Error | undefined>();
  const { post } = await serve((_sent, nth) => (nth === 1 ? gate.promise : undefined));
  const key = { "idempotency-key": "k-1" };
  const first = post(line(), key);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await post(line(), key)).status, 409);
  assert.equal((await post(line("other"), key)).status, 422);
  assert.equal((await first).status, 503);
  gate.resolve(undefined);
  const again = await post(line(), key);
  assert.deepEqual([again.status, again.headers.get("idempotency-replayed")], [200, null]);
});

test("the sender's correlation id is told back when it is harmless", async () => {
  const { post } = await serve();
  assert.equal((await post(line(), { "x-correlation-id": "abc-1" })).headers.get("x-correlation-id"), "abc-1");
  assert.match(
    (await post(line(), { "x-correlation-id": "a b" })).headers.get("x-correlation-id") ?? "",
    /^[0-9a-f-]{36}$/,
  );
});
