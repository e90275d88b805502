/** Spans as an OTLP/HTTP receiver gets them. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { columnsOf } from "../../src/kafka/batch.ts";
import type { Batch, InRecord } from "../../src/kafka/port.ts";
import { openTracing, parseTraceParent } from "../../src/ops/tracing.ts";
import { outputOver } from "../support/output.ts";

const spans: any[] = [];
const receiver = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
  });
  request.on("end", () => {
    assert.equal(request.url, "/v1/traces");
    for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans)
      for (const { spans: some } of scopeSpans) spans.push(...some.map((span: object) => ({ ...span, resource })));
    response.setHeader("content-type", "application/json").end("{}");
  });
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
after(() => receiver.close());
const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;

const record = (offset: number, traceparent?: string): InRecord => ({
  offset: BigInt(offset),
  timestamp: "0",
  key: null,
  value: null,
  headers: traceparent === undefined ? {} : { traceparent: Buffer.from(traceparent) },
});

test("a batch is linked to the requests that its records came by", async () => {
  const tracing = (await openTracing({ endpoint, ratio: 1 }, "processor-0"))!;
  const sender = "00-11111111111111111111111111111111-2222222222222222-01";
  const parents = await Promise.all(
    [0, 1].map(() => tracing.request(parseTraceParent(sender), async (traceParent) => traceParent)),
  );
  const batch: Batch = {
    topic: "in",
    partition: 3,
    columns: columnsOf([
      record(7, parents[0]),
      record(8, parents[0]),
      record(9),
      record(10, parents[1]),
      record(11, "nonsense"),
    ]),
    nextOffset: 12n,
    highWatermark: 12n,
  };
  let handled = 0;
  const signal = new AbortController().signal;
  const output = outputOver(async () => undefined);
  await tracing.batches("group", async () => {
    handled += 1;
  })(batch, output, signal);
  await assert.rejects(
    tracing.batches("group", async () => {
      throw new TypeError("user-17 is not known");
    })(batch, output, signal),
    TypeError,
  );
  await tracing.close();

  assert.equal(handled, 1);
  assert.deepEqual(spans.map(({ name }) => name).sort(), ["ingest", "ingest", "process in", "process in"]);
  const [request] = spans.filter(({ name }) => name === "ingest");
  assert.equal(request.links[0].traceId, "1".repeat(32));
  const [good, bad] = spans.filter(({ name }) => name === "process in");
  const ids = (links: { traceId: string; spanId: string }[]) =>
    links.map(({ traceId, spanId }) => `${traceId}-${spanId}`);
  assert.deepEqual(
    ids(good.links),
    parents.map((parent) => parent.slice(3, -3)),
  );
  const attributes = Object.fromEntries(good.attributes.map(({ key, value }: any) => [key, Object.values(value)[0]]));
  assert.equal(attributes["messaging.batch.message_count"], 5);
  assert.equal(attributes["messaging.destination.partition.id"], "3");
  assert.equal(attributes["messaging.kafka.offset"], 7);
  assert.equal(bad.status.code, 2);
  assert.doesNotMatch(JSON.stringify(spans), /user-17/, "what an error says may be personal");
  assert.match(JSON.stringify(good.resource), /processor-0/);
});

test("without an endpoint there is nothing, and a receiver that is away stops nobody", async () => {
  assert.equal(await openTracing(undefined, "x"), undefined);
  const tracing = (await openTracing({ endpoint: "http://127.0.0.1:1", ratio: 1 }, "x"))!;
  assert.match(
    await tracing.request(undefined, async (traceParent) => traceParent),
    /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/,
  );
  await tracing.close();
});

test("what is no traceparent is not followed", () => {
  for (const text of [
    "",
    "00-1-2-3",
    `00-${"0".repeat(32)}-${"1".repeat(16)}-01`,
    `01-${"1".repeat(32)}-${"1".repeat(16)}-01`,
  ])
    assert.equal(parseTraceParent(text), undefined);
  assert.equal(parseTraceParent(undefined), undefined);
});
