/** @platformatic/kafka's consumer with what makes it fastest: buffers as they are, large fetches, a deep stream read by events. */
import { Consumer } from "@platformatic/kafka";
import { answer, task } from "./task.ts";
import { Touch } from "./touch.ts";

const { connection, topic, records } = task();
const touch = new Touch();
const consumer = new Consumer({
  clientId: "bench",
  groupId: `bench-${process.pid}-${Date.now()}`,
  bootstrapBrokers: connection.bootstrapServers,
  strict: false,
  minBytes: 1,
  maxBytes: 16_777_216,
  maxBytesPerPartition: 524_288,
  maxWaitTime: 250,
  highWaterMark: 8_192,
  autocommit: 1_000,
});
let began = 0;
consumer.once("consumer:group:join", () => {
  began = performance.now();
});
const stream = await consumer.consume({ topics: [topic], mode: "earliest" });
const all = Promise.withResolvers<void>();
stream.on("error", all.reject);
stream.on("data", (message) => {
  touch.add(message.key, message.value, message.headerEntries[0]?.[1]);
  if (touch.records === records) all.resolve();
});
await all.promise;
const seconds = (performance.now() - began) / 1_000;
await consumer.close(true);
answer({ records: touch.records, seconds, bytes: touch.bytes, sum: touch.sum });
