/** The application's sink, as its roles use it: idempotent, acks from all in-sync replicas, one send a partition at a time. */
import { Registry } from "prom-client";
import { createOutlet } from "../../../app/src/kafka/outlet.ts";
import { createLog } from "../../../app/src/log.ts";
import { processorMetrics } from "../../../app/src/ops/metrics.ts";
import { feed } from "./feed.ts";
import { answer, readPayloads, task } from "./task.ts";

const { connection, topic, payloads, ...options } = task();
const values = readPayloads(payloads);
const outlet = createOutlet({
  connection,
  clientId: "bench",
  topics: [topic],
  log: createLog("error", {}),
  metrics: processorMetrics(new Registry()),
});
const began = performance.now();
await feed(options, (partition, first, count) => {
  const records = new Array(count);
  for (let index = 0; index < count; index += 1)
    records[index] = { key: null, value: values[(first + index) % values.length]! };
  return outlet.sink.send(topic, partition, records);
});
const seconds = (performance.now() - began) / 1_000;
await outlet.sink.close();
answer({ records: options.records, seconds });
