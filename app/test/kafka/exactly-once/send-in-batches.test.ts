import assert from "node:assert/strict";
import { test } from "node:test";
import { sendInBatches } from "../../../src/kafka/exactly-once/send-in-batches.ts";
import { PackedRecords } from "../../../src/kafka/packed/records.ts";
import { sizeOf } from "../../../src/kafka/sink/size.ts";
import { protocolError } from "../../support/stub-producer.ts";

const record = (text: string) => ({ key: null, value: Buffer.from(text) });
const records = ["a", "b", "c", "d", "e"].map(record);
const one = sizeOf(records[0]!);
const upTo = (maxBytes: number, maxRecords = 100) => ({ maxBytes, maxRecords });

/** A topic that takes batches of so many records, and no "e" at all. */
function topic(most: number) {
  const taken: string[] = [];
  const send = async (batch: readonly { value: Buffer | null }[] | PackedRecords): Promise<void> => {
    const text = batch instanceof PackedRecords ? "packed" : batch.map(({ value }) => String(value)).join("");
    if (batch.length > most || text.includes("!")) throw protocolError("MESSAGE_TOO_LARGE");
    taken.push(text);
  };
  return { taken, send };
}

test("batches hold what fits, at least one record, in order", async () => {
  const { taken, send } = topic(9);
  await sendInBatches(records, upTo(2 * one), send);
  assert.deepEqual(taken, ["ab", "cd", "e"]);
  await sendInBatches(records.slice(0, 2), upTo(1), send);
  assert.deepEqual(taken.splice(0).slice(3), ["a", "b"]);
  await sendInBatches(records, upTo(9 * one, 2), send);
  assert.deepEqual(taken, ["ab", "cd", "e"]);
});

test("what is refused for its size is halved; a single record and a packed batch cannot be", async () => {
  const { taken, send } = topic(2);
  await sendInBatches(records, upTo(9 * one), send);
  assert.equal(taken.join(""), "abcde");
  await assert.rejects(sendInBatches([record("x"), record("!")], upTo(9 * one), send), { name: "RecordTooLargeError" });
  assert.equal(taken.at(-1), "x");
  const packed = new PackedRecords({ partition: 0, count: 3, buffer: Buffer.alloc(2_000), end: 1_100, timestamp: 0 });
  await assert.rejects(sendInBatches(packed, upTo(9 * one), send), { name: "RecordTooLargeError" });
});

test("any other failure is passed on", async () => {
  const send = async (): Promise<void> => {
    throw protocolError("INVALID_PRODUCER_EPOCH");
  };
  await assert.rejects(sendInBatches(records, upTo(one), send), { type: "INVALID_PRODUCER_EPOCH" });
});
