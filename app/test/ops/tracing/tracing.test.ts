/** Spans as an OTLP/HTTP receiver gets them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { pino } from "pino";
import { Registry } from "prom-client";
import { columnsOf } from "../../../src/kafka/batch.ts";
import { PackedRecords } from "../../../src/kafka/packed/records.ts";
import { unpack } from "../../../src/kafka/packed/unpack.ts";
import type { Batch, Headers, Output, OutRecord } from "../../../src/kafka/port.ts";
import { RecordTooLargeError } from "../../../src/kafka/sink/errors.ts";
import { processorMetrics } from "../../../src/ops/metrics.ts";
import { openTracing, type Tracing } from "../../../src/ops/tracing/open.ts";
import { TRACED_RECORDS } from "../../../src/ops/tracing/options.ts";
import { parseTraceParent } from "../../../src/record/trace-parent.ts";
import { deliver } from "../../../src/roles/ingest/deliver.ts";
import { parseBody } from "../../../src/roles/ingest/parse.ts";
import { batchProcessor } from "../../../src/roles/processor/process-batch.ts";
import { good } from "../../support/events.ts";
import { outputOver } from "../../support/output.ts";
import { KIND, type ReceivedSpan, startReceiver } from "./receiver.ts";

const receiver = await startReceiver();
after(() => receiver.close());
const silent = pino({ enabled: false });
const log = silent;

/** Runs work with a tracing of its own, and returns what the receiver got of it. */
async function spansOfWork(
  by: { role: string; ratio?: number; perSecond?: number },
  work: (tracing: Tracing) => Promise<unknown>,
): Promise<ReceivedSpan[]> {
  const { role, ratio = 1, perSecond = 100 } = by;
  const options = { endpoint: receiver.endpoint, ratio, perSecond };
  const tracing = (await openTracing(options, { role, instance: `${role}-0`, log }))!;
  await work(tracing);
  await tracing.close();
  return receiver.spans.splice(0);
}

/** What a request of events becomes: the headers of its records, by partition, and its answer. */
async function request(tracing: Tracing, body: string, parent?: string, failing?: Error) {
  const sent: Headers[] = [];
  const sink = {
    send: async (_topic: string, _partition: number, records: OutRecord[]) => {
      sent.push(...records.map(({ headers }) => headers!));
      if (failing) throw failing;
      return { offsets: records.map((_, index) => BigInt(40 + index)) };
    },
  };
  let traceId: string | undefined;
  const answer = await tracing.requests.request(
    parseTraceParent(parent),
    { route: "/v1/events", correlationId: "request-1" },
    async ({ traceId: seen, trace }) => {
      traceId = seen;
      const origin = { correlationId: "request-1", traceId, trace };
      const lines = parseBody(Buffer.from(body), undefined);
      const { failed } = await deliver(sink as never, { partitions: () => 1 }, "in", lines, origin, 1e12);
      return { status: failed > 0 ? 503 : 200 };
    },
    () => 418,
  );
  return { sent, traceId, answer };
}

const event = (id = "1"): string => JSON.stringify(good(id));
const sender = { traceId: "1".repeat(32), spanId: "2".repeat(16) };
const fromSender = (flags: string): string => `00-${sender.traceId}-${sender.spanId}-${flags}`;
const by = (spans: ReceivedSpan[], name: string): ReceivedSpan[] => spans.filter((span) => span.name === name);

test("a request is a span of its sender's trace, its send a child of it, and records carry the send's", async () => {
  let sent: Headers[] = [];
  const spans = await spansOfWork({ role: "ingest", ratio: 0 }, async (tracing) => {
    ({ sent } = await request(tracing, event(), fromSender("01")));
  });
  const [server] = by(spans, "POST /v1/events");
  const [send] = by(spans, "send in");
  assert.equal(spans.length, 2);
  assert.deepEqual([server!.traceId, server!.parentSpanId, server!.kind], [sender.traceId, sender.spanId, KIND.server]);
  assert.deepEqual([send!.traceId, send!.parentSpanId, send!.kind], [sender.traceId, server!.spanId, KIND.producer]);
  assert.equal(sent[0]!["traceparent"], `00-${send!.traceId}-${send!.spanId}-01`);
  assert.equal(server!.attributes["tributary.correlation_id"], "request-1");
  assert.equal(server!.attributes["http.response.status_code"], 200);
  assert.equal(send!.attributes["messaging.kafka.offset"], 40);
  assert.equal(send!.attributes["messaging.batch.message_count"], 1);
  assert.equal(server!.resource["service.name"], "ingest");
  assert.equal(server!.resource["service.instance.id"], "ingest-0");
  assert.deepEqual([...receiver.paths], ["/v1/traces"]);
  assert.doesNotMatch(JSON.stringify(spans), /user-1|203\.0\.113|device-1/, "nothing of the event is in a span");
});

test("nothing is made of what is not sampled: no span, no header; and its sender's trace is still known to the log", async () => {
  const spans = await spansOfWork({ role: "ingest", ratio: 1 }, async (tracing) => {
    const { sent, traceId } = await request(tracing, event(), fromSender("00"));
    assert.equal(sent[0]!["traceparent"], undefined);
    assert.equal(traceId, sender.traceId);
  });
  assert.deepEqual(spans, []);
  const none = await spansOfWork({ role: "ingest", ratio: 0 }, async (tracing) => {
    const { sent, traceId } = await request(tracing, event());
    assert.deepEqual([sent[0]!["traceparent"], traceId], [undefined, undefined]);
    assert.equal(tracing.requests.send("in", 0), undefined);
  });
  assert.deepEqual(none, []);
});

test("the setting's share is recorded, and never more than so many traces a second, whoever asks for them", async () => {
  const count = async (options: object, parent?: string): Promise<number> => {
    const spans = await spansOfWork({ role: "ingest", perSecond: 10_000, ...options }, async (tracing) => {
      for (let index = 0; index < 1_000; index += 1) await request(tracing, event(), parent);
    });
    return by(spans, "POST /v1/events").length;
  };
  const quarter = await count({ ratio: 0.25 });
  // 4,5 standard deviations around 250 of 1,000.
  assert.ok(quarter > 188 && quarter < 312, `${quarter}`);
  const began = performance.now();
  const bounded = await count({ ratio: 1, perSecond: 7 }, fromSender("01"));
  const seconds = Math.ceil((performance.now() - began) / 1_000) + 1;
  assert.ok(bounded >= 7 && bounded <= 7 * seconds, `${bounded} in ${seconds} s`);
});

test("a body of many events is no trace of as many spans", async () => {
  const lines = Array.from({ length: 50 }, (_, index) => event(`${index}`)).join("\n");
  await spansOfWork({ role: "ingest" }, async (tracing) => {
    const { sent } = await request(tracing, lines);
    assert.equal(sent.length, 50);
    assert.equal(sent.filter((headers) => headers["traceparent"] !== undefined).length, TRACED_RECORDS);
  });
});

test("what goes wrong is told by its kind, and never by what it says", async () => {
  const spans = await spansOfWork({ role: "ingest" }, async (tracing) => {
    await request(tracing, event(), undefined, new TypeError("user-17 is not known"));
    const broken = tracing.requests.request(
      undefined,
      { route: "/v1/events", correlationId: "request-2" },
      async () => {
        throw new RangeError("user-17 is too long");
      },
      () => 413,
    );
    await assert.rejects(broken, RangeError);
  });
  const [send] = by(spans, "send in");
  assert.deepEqual([send!.status.code, send!.attributes["error.type"]], [2, "TypeError"]);
  const [failed, refused] = by(spans, "POST /v1/events");
  assert.deepEqual([failed!.status.code, failed!.attributes["http.response.status_code"]], [2, 503]);
  assert.deepEqual([refused!.status.code ?? 0, refused!.attributes["http.response.status_code"]], [0, 413]);
  assert.equal(refused!.attributes["error.type"], "RangeError");
  assert.doesNotMatch(JSON.stringify(spans), /user-17/);
});

/** What the processor makes of records with these values and headers. */
async function processed(
  tracing: Tracing | undefined,
  records: { value: string; headers?: Headers }[],
  refuse: (topic: string, records: OutRecord[]) => Error | undefined = () => undefined,
  settle: Output["whenSettled"] = (done) => done(true),
) {
  const written: [string, OutRecord][] = [];
  const output = {
    ...outputOver(async (topic, _partition, given) => {
      const all = given instanceof PackedRecords ? (unpack(given) as OutRecord[]) : given;
      const error = refuse(topic, all);
      if (error) throw error;
      written.push(...all.map((record): [string, OutRecord] => [topic, record]));
    }),
    whenSettled: settle,
  };
  const handle = batchProcessor({
    maxBatchBytes: 900_000,
    topics: { partitions: () => 1, refresh: async () => undefined },
    names: { input: "in", output: "out", deadLetter: "dead" },
    metrics: processorMetrics(new Registry()),
    tracing: tracing?.events("group"),
  });
  const columns = columnsOf(
    records.map(({ value, headers = {} }, index) => ({
      offset: BigInt(7 + index),
      timestamp: "0",
      key: null,
      value: Buffer.from(value),
      headers,
    })),
  );
  const batch: Batch = { topic: "in", partition: 0, columns, nextOffset: 99n, highWatermark: 99n };
  await handle(batch, output, new AbortController().signal);
  return written.map(([topic, { headers }]) => ({
    topic,
    traceParent: headers?.["traceparent"] === undefined ? undefined : String(headers["traceparent"]),
    reason: headers?.["dead-letter-reason"] === undefined ? undefined : String(headers["dead-letter-reason"]),
  }));
}

const traced = (value: string, flags = "01", more: Headers = {}) => ({
  value,
  headers: { ...more, traceparent: Buffer.from(fromSender(flags)) },
});

test("each sampled event is a span, child of who sent it; its result or dead letter goes on with that span's header", async () => {
  let written: Awaited<ReturnType<typeof processed>> = [];
  const spans = await spansOfWork({ role: "processor", ratio: 0 }, async (tracing) => {
    written = await processed(tracing, [
      traced(event(), "01", { "correlation-id": Buffer.from("request-1") }),
      { value: event("2") },
      traced(event("3"), "00"),
      traced("{"),
      // The parser's way, as it is not ASCII.
      traced(JSON.stringify({ ...good(), locale: "dé" })),
      { value: event("5"), headers: { traceparent: Buffer.from("nonsense of b") } },
    ]);
  });
  assert.deepEqual(
    spans.map(({ name, kind, traceId, parentSpanId, attributes }) => [
      name,
      kind,
      traceId,
      parentSpanId,
      attributes["messaging.kafka.offset"],
      attributes["tributary.result"],
    ]),
    [
      ["process in", KIND.consumer, sender.traceId, sender.spanId, 7, "processed"],
      ["process in", KIND.consumer, sender.traceId, sender.spanId, 10, "dead-letter"],
      ["process in", KIND.consumer, sender.traceId, sender.spanId, 11, "processed"],
    ],
  );
  const [first, dead, other] = spans.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`);
  const of = (topic: string) => written.filter((one) => one.topic === topic).map(({ traceParent }) => traceParent);
  assert.deepEqual(of("out"), [first, undefined, fromSender("00"), other, "nonsense of b"]);
  assert.deepEqual(of("dead"), [dead]);
  assert.equal(spans[0]!.attributes["tributary.correlation_id"], "request-1");
  assert.equal(spans[1]!.attributes["tributary.dead_letter.reason"], "invalid_json");
  assert.doesNotMatch(JSON.stringify(spans), /user-1|203\.0\.113|device-1/);
});

test("an event that is set aside only when it is written, for its size, goes on with its span, and so does one that is cut", async () => {
  let written: Awaited<ReturnType<typeof processed>> = [];
  const long = JSON.stringify({ ...good(), more: "x".repeat(70_000) });
  const spans = await spansOfWork({ role: "processor" }, async (tracing) => {
    written = await processed(tracing, [traced(event()), traced(long)], (topic, records) => {
      const whole = ({ value, headers }: OutRecord) =>
        (value?.length ?? 0) > 60_000 && headers?.["dead-letter-truncated"] === undefined;
      return topic === "out" || records.some(whole) ? new RecordTooLargeError(topic) : undefined;
    });
  });
  assert.equal(spans.length, 2);
  const headers = new Map(spans.map((span) => [`00-${span.traceId}-${span.spanId}-01`, span]));
  assert.deepEqual(
    written.map(({ topic, traceParent, reason }) => [topic, headers.get(traceParent!)?.attributes, reason]).length,
    2,
  );
  for (const { topic, traceParent, reason } of written) {
    const span = headers.get(traceParent!);
    assert.ok(span, `${topic}: ${traceParent}`);
    assert.deepEqual(
      [topic, span.attributes["tributary.result"], span.attributes["tributary.dead_letter.reason"]],
      ["dead", "dead-letter", reason],
    );
  }
});

test("a batch that fails, or whose transaction is undone, ends its spans so", async () => {
  const failed = await spansOfWork({ role: "processor" }, async (tracing) => {
    await assert.rejects(processed(tracing, [traced(event())], () => new TypeError("user-17 is away")));
  });
  assert.deepEqual(
    failed.map(({ status }) => status),
    [{ code: 2, message: "TypeError" }],
  );
  const undone = await spansOfWork({ role: "processor" }, (tracing) =>
    processed(tracing, [traced(event())], undefined, (done) => done(false)),
  );
  assert.deepEqual(
    undone.map(({ status }) => status),
    [{ code: 2, message: "undone" }],
  );
});

test("off is off: results carry a sender's header on as it came, and no SDK is loaded", async () => {
  assert.equal(await openTracing(undefined, { role: "ingest", instance: "x", log }), undefined);
  const written = await processed(undefined, [traced(event()), traced("{")]);
  assert.deepEqual(
    written.map(({ traceParent }) => traceParent),
    [fromSender("01"), fromSender("01")],
  );
  const loaded = (tracing: string): string =>
    spawnSync(
      process.execPath,
      [
        "--input-type=module",
        "--eval",
        `import "${new URL("../../../src/roles/processor/worker.ts", import.meta.url)}";
         import "${new URL("../../../src/roles/ingest/index.ts", import.meta.url)}";
         import { openTracing } from "${new URL("../../../src/ops/tracing/open.ts", import.meta.url)}";
         await openTracing(${tracing}, { role: "ingest", instance: "x", log: console });
         const { createRequire } = await import("node:module");
         // prom-client brings the API of its own accord.
         const sdk = Object.keys(createRequire(import.meta.url).cache).filter((file) => /@opentelemetry.(sdk|otlp|exporter)/.test(file));
         console.log(sdk.length > 0);
         process.exit(0);`,
      ],
      { encoding: "utf8" },
    ).stdout.trim();
  assert.equal(loaded("undefined"), "false");
  assert.equal(loaded('{ endpoint: "http://127.0.0.1:1", ratio: 1, perSecond: 1 }'), "true");
});

test("a receiver that is away stops nobody, and is told of once", async () => {
  const told: string[] = [];
  const say = (first: object | string, text?: string) => told.push(text ?? JSON.stringify(first));
  const tracing = (await openTracing(
    { endpoint: "http://127.0.0.1:1", ratio: 1, perSecond: 100 },
    { role: "ingest", instance: "x", log: { warn: say, info: say } as never },
  ))!;
  const { sent } = await request(tracing, event());
  assert.match(String(sent[0]!["traceparent"]), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  await tracing.close();
  assert.deepEqual(told, ["spans are not taken"]);
});
