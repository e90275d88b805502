/** @platformatic/kafka's producer with what makes it fastest: buffers as they are, its checks off, several requests in flight. */
import { ProduceAcks, Producer } from "@platformatic/kafka";
import { feed } from "./feed.ts";
import { answer, readPayloads, task } from "./task.ts";

const { connection, topic, payloads, ...options } = task();
const values = readPayloads(payloads);
const producer = new Producer({
  clientId: "bench",
  bootstrapBrokers: connection.bootstrapServers,
  acks: ProduceAcks.ALL,
  idempotent: false,
  strict: false,
  autocreateTopics: false,
});
const began = performance.now();
await feed(options, (partition, first, count) => {
  const messages = new Array(count);
  for (let index = 0; index < count; index += 1)
    messages[index] = { topic, partition, value: values[(first + index) % values.length]! };
  return producer.send({ messages, acks: ProduceAcks.ALL });
});
const seconds = (performance.now() - began) / 1_000;
await producer.close();
answer({ records: options.records, seconds });
