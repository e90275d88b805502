/** The application's source, as the processor uses it: batches to a handler, offsets committed after it. Time from the join on. */
import { createKafka } from "../../../app/src/kafka/client.ts";
import type { Headers } from "../../../app/src/kafka/port.ts";
import { Source } from "../../../app/src/kafka/source/source.ts";
import { createLog } from "../../../app/src/log.ts";
import { answer, task } from "./task.ts";
import { Touch } from "./touch.ts";

const { connection, topic, records } = task();
const log = createLog("error", {});
const touch = new Touch();
const all = Promise.withResolvers<void>();
let began = 0;
const first = (headers: Headers): Buffer | undefined => {
  for (const name in headers) return headers[name] as Buffer;
  return undefined;
};
const source = new Source({
  kafka: createKafka(connection, "bench", log),
  group: `bench-${process.pid}-${Date.now()}`,
  topic,
  handlerIdleMs: () => 0,
  log,
  handler: async (batch) => {
    for (const record of batch.records) touch.add(record.key, record.value, first(record.headers));
    if (touch.records >= records) all.resolve();
  },
  onState: (state) => {
    if (state === "consuming" && began === 0) began = performance.now();
  },
});
await source.start();
await Promise.race([all.promise, source.ended]);
const seconds = (performance.now() - began) / 1_000;
await source.stop();
answer({ records: touch.records, seconds, bytes: touch.bytes, sum: touch.sum });
