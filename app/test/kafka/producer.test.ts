import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProducerRecord, RecordMetadata } from "kafkajs";
import { AckMissingError, auditAck, wrapProducer } from "../../src/kafka/producer.ts";

const ack = (topicName: string, partition: number, errorCode = 0, baseOffset = "7"): RecordMetadata => ({
  topicName,
  partition,
  errorCode,
  baseOffset,
});

test("an answer with exactly the partition that was sent passes the audit", () => {
  assert.deepEqual(auditAck([ack("t", 1)], "t", 1), { topic: "t", partition: 1, baseOffset: 7n });
  assert.equal(
    auditAck([ack("t", 1, 0, "-1")], "t", 1).baseOffset,
    undefined,
    "a broker that no longer knows the offset",
  );
});

test("anything else is not an acknowledgement", () => {
  for (const answer of [
    [],
    [ack("t", 2)],
    [ack("other", 1)],
    [ack("t", 1, 5)],
    [ack("t", 1), ack("t", 2)],
    [ack("t", 1), ack("t", 1)],
  ]) {
    assert.throws(() => auditAck(answer, "t", 1), AckMissingError, JSON.stringify(answer));
  }
});

test("a send that kafkajs resolves without the partition rejects", async () => {
  const sent: ProducerRecord[] = [];
  const producer = wrapProducer({
    send: async (record) => {
      sent.push(record);
      return [];
    },
    disconnect: async () => {},
  });
  await assert.rejects(producer.send("t", 3, [{ key: null, value: Buffer.from("x") }]), AckMissingError);
  assert.equal(sent[0]?.acks, -1, "acknowledged by all in-sync replicas");
  assert.deepEqual(
    sent[0]?.messages.map(({ partition }) => partition),
    [3],
    "the partition is explicit",
  );
});
