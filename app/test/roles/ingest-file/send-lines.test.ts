import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { Sink } from "../../../src/kafka/sink/sink.ts";
import { exitStatus } from "../../../src/roles/ingest-file/index.ts";
import { splitLines } from "../../../src/roles/ingest-file/lines.ts";
import { type Summary, sendLines } from "../../../src/roles/ingest-file/send-lines.ts";
import { good } from "../../support/events.ts";
import { type Behaviour, StubKafka } from "../../support/stub-producer.ts";

async function* chunks(text: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function send(
  text: string,
  behaviour?: Behaviour,
  ackTimeoutMs = 5_000,
): Promise<{ summary: Summary; kafka: StubKafka }> {
  const kafka = new StubKafka(behaviour);
  const sink = new Sink({ open: kafka.open, maxMessageBytes: 1_000_000, log: pino({ enabled: false }) });
  const summary: Summary = { read: 0, accepted: 0, rejected: 0, failed: 0, rejectedLines: [] };
  await sendLines(
    chunks(text, 1_000),
    { sink, topics: { partitions: () => 3 }, topic: "in", bufferRecords: 500, ackTimeoutMs },
    summary,
  );
  await sink.close();
  return { summary, kafka };
}

test("lines are the same however the stream is cut", async () => {
  for (const size of [1, 2, 3, 100]) {
    const lines = [];
    for await (const { number, bytes, tooLong } of splitLines(chunks("ab\n\nc\r\n😀x", size), 10))
      lines.push([number, String(bytes), tooLong]);
    assert.deepEqual(lines, [
      [1, "ab", false],
      [2, "", false],
      [3, "c\r", false],
      [4, "😀x", false],
    ]);
  }
});

test("of a line that is too long only the beginning is kept", async () => {
  const lines = [];
  for await (const line of splitLines(chunks(`${"x".repeat(1_000)}\nok`, 64), 10))
    lines.push([line.bytes.length, line.tooLong]);
  assert.deepEqual(lines, [
    [11, true],
    [2, false],
  ]);
});

test("every line is accepted once, or rejected with its number and reason", async () => {
  const events = Array.from({ length: 5_000 }, (_, index) => JSON.stringify(good(String(index))));
  const { summary, kafka } = await send(`${events.join("\n")}\n\n{"a":1}\n${"x".repeat(70_000)}\n`);
  assert.deepEqual([summary.read, summary.accepted, summary.rejected, summary.failed], [5_002, 5_000, 2, 0]);
  assert.deepEqual(
    summary.rejectedLines.map(({ line, reason }) => [line, reason]),
    [
      [5_002, "missing_field"],
      [5_003, "too_large"],
    ],
  );
  assert.deepEqual(kafka.sent.flatMap(({ values }) => values).sort(), events.sort());
  assert.equal(exitStatus(summary), 1);
});

test("only the first hundred rejected lines are listed", async () => {
  const { summary } = await send("x\n".repeat(150));
  assert.deepEqual([summary.rejected, summary.rejectedLines.length], [150, 100]);
});

test("it survives failures, and says what was never acknowledged", async () => {
  const once = await send(JSON.stringify(good()), (_sent, nth) => (nth < 3 ? new Error("leader moved") : undefined));
  assert.deepEqual([once.summary.accepted, exitStatus(once.summary)], [1, 0]);
  const never = await send(JSON.stringify(good()), () => new Error("away"), 300);
  assert.deepEqual([never.summary.failed, exitStatus(never.summary)], [1, 3]);
});
