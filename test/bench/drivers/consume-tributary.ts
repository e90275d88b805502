/** The application's source, as the processor uses it: batches to a handler, offsets committed after it. Time from the join on. */
import { AtLeastOnce } from "../../../app/src/kafka/at-least-once/delivery.ts";
import { createKafka } from "../../../app/src/kafka/client.ts";
import type { RecordColumns } from "../../../app/src/kafka/port.ts";
import { openProducer } from "../../../app/src/kafka/producer.ts";
import { Sink } from "../../../app/src/kafka/sink/sink.ts";
import { Source } from "../../../app/src/kafka/source/source.ts";
import { createLog } from "../../../app/src/log.ts";
import { answer, task } from "./task.ts";
import { Touch } from "./touch.ts";

const { connection, topic, records } = task();
const log = createLog("error", {});
const touch = new Touch();
const all = Promise.withResolvers<void>();
let began = 0;

/** Every record's parts where they lie, as the processor looks at them; of a header also its name has to be passed. */
function look(run: RecordColumns): void {
  const { bytes } = run;
  for (let index = run.first; index < run.count; index += 1) {
    touch.records += 1;
    touch.part(bytes, run.keyStart(index), run.keyLength(index));
    touch.part(bytes, run.valueStart(index), run.valueLength(index));
    const count = bytes[run.headersStart(index)]!;
    if (count === 0) continue;
    // One header with a name and a value of fewer than 64 bytes, as the row writes them: lengths are one byte, twice the number.
    const nameAt = run.headersStart(index) + 1;
    const valueAt = nameAt + 1 + (bytes[nameAt]! >> 1);
    touch.part(bytes, valueAt + 1, bytes[valueAt]! >> 1);
  }
}
const kafka = createKafka(connection, "bench", log);
/** Never written to. */
const sink = new Sink({ open: () => openProducer(kafka), maxMessageBytes: 1_048_576, log });
const source = new Source({
  kafka,
  group: `bench-${process.pid}-${Date.now()}`,
  topic,
  delivery: (membership) => new AtLeastOnce({ sink, membership, log }),
  log,
  handler: async (batch) => {
    for (const run of batch.columns) look(run);
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
await sink.close();
answer({ records: touch.records, seconds, bytes: touch.bytes, sum: touch.sum });
