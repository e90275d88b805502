import assert from "node:assert/strict";
import { test } from "node:test";
import { otherValue, PartitionCounts, type WindowOptions } from "../../src/aggregate/partition-counts.ts";
import { type Count, parseRecord } from "../../src/aggregate/record.ts";
import type { OutRecord } from "../../src/kafka/port.ts";
import type { LoginEvent } from "../../src/record/login-event.ts";
import { good } from "../support/events.ts";

const options: WindowOptions = { windowSeconds: 60, graceSeconds: 30, late: "ignore", maxValues: 100 };
const at = (timestamp: number, more: Partial<LoginEvent> = {}): LoginEvent => ({ ...good(), ...more, timestamp });
const far = 4e12;

/** A compacted topic: the last record of each key. */
class Topic {
  readonly records = new Map<string, OutRecord>();
  write(records: OutRecord[]): void {
    for (const record of records) this.records.set(String(record.key), record);
  }
  counts(): Count[] {
    return [...this.records.values()].flatMap(({ value }) => {
      const found = parseRecord(value);
      return found && "count" in found ? [found.count] : [];
    });
  }
  /** "start dimension value" -> count, late ones apart */
  table(): Record<string, number> {
    const table: Record<string, number> = {};
    for (const { windowStart, dimension, value, count, late } of this.counts()) {
      const name = `${windowStart} ${dimension} ${value}${late ? " late" : ""}`;
      table[name] = (table[name] ?? 0) + count;
    }
    return table;
  }
  restore(partition = 0, given = options): PartitionCounts {
    const counts = new PartitionCounts(partition, given);
    for (const { value } of this.records.values()) counts.restore(parseRecord(value)!);
    counts.restored();
    return counts;
  }
}

test("events are counted by window and dimension; digits are seconds, and null is a value of its own", () => {
  const topic = new Topic();
  const counts = new PartitionCounts(0, options);
  counts.add(at(60, { locale: "de" }), 0n, far);
  counts.add({ ...at(0, { locale: null }), timestamp: "119" }, 1n, far);
  counts.add(at(120, { locale: "de" }), 2n, far);
  topic.write(counts.changes());
  assert.deepEqual(topic.table(), {
    "60 device_type android": 2,
    "60 locale de": 1,
    "60 locale null": 1,
    "60 app_version 2.3.0": 2,
    "120 device_type android": 1,
    "120 locale de": 1,
    "120 app_version 2.3.0": 1,
  });
  assert.equal(counts.nextOffset, 3n);
  assert.equal(counts.changes().length, 1, "only the position is left to write");
});

test("what is late is told, and counted apart only when asked for", () => {
  for (const late of ["ignore", "separate"] as const) {
    const topic = new Topic();
    const counts = new PartitionCounts(0, { ...options, late });
    assert.equal(counts.add(at(0), 0n, far), "counted");
    assert.equal(counts.add(at(89), 1n, far), "counted", "the grace is not over");
    assert.equal(counts.add(at(59), 2n, far), "counted");
    assert.equal(counts.add(at(90), 3n, far), "counted");
    assert.equal(counts.add(at(59), 4n, far), "late");
    topic.write(counts.changes());
    assert.equal(topic.table()["0 device_type android"], 2);
    assert.equal(topic.table()["0 device_type android late"], late === "separate" ? 1 : undefined);
  }
});

test("no clock of a device closes windows ahead of the record's own time", () => {
  const counts = new PartitionCounts(0, options);
  counts.add(at(9_000_000_000), 0n, 100_000);
  assert.equal(counts.add(at(60), 1n, 100_000), "counted");
});

test("closed windows are let go of, and values beyond the limit are counted together", () => {
  const topic = new Topic();
  const counts = new PartitionCounts(0, { ...options, maxValues: 2 });
  for (let index = 0; index < 5; index += 1) counts.add(at(0, { locale: `l${index}` }), BigInt(index), far);
  topic.write(counts.changes());
  assert.equal(topic.table()[`0 locale ${otherValue}`], 3);
  counts.add(at(10_000), 5n, far);
  counts.changes();
  assert.equal(counts.size, 3);
});

test("counting goes on from what was restored; another window size begins anew", () => {
  const topic = new Topic();
  const first = new PartitionCounts(0, options);
  first.add(at(60), 0n, far);
  first.pass(7n);
  topic.write(first.changes());
  const second = topic.restore();
  assert.equal(second.nextOffset, 8n);
  assert.equal(second.add(at(60), 7n, far), "seen");
  second.add(at(60), 8n, far);
  topic.write(second.changes());
  assert.equal(topic.table()["60 device_type android"], 2);
  const hours = topic.restore(0, { ...options, windowSeconds: 3600 });
  assert.deepEqual([hours.size, hours.nextOffset], [0, 9n]);
});

test("counts are exact whatever was lost of a write, repeated, or written by a former owner", () => {
  for (let round = 0; round < 200; round += 1) {
    let seed = round + 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const events = Array.from({ length: 120 }, (_, index) =>
      at(index * 3 + random(200), { locale: `l${random(4)}`, device_type: ["ios", "android"][random(2)]! }),
    );
    const oracle = new Topic();
    const all = new PartitionCounts(0, options);
    for (const [index, event] of events.entries()) all.add(event, BigInt(index), far);
    oracle.write(all.changes());

    const topic = new Topic();
    let counts = topic.restore();
    while (counts.nextOffset < events.length) {
      const from = Number(counts.nextOffset);
      // Some records again, as after a commit that failed.
      const again = Math.max(0, from - random(5));
      const to = Math.min(events.length, from + 1 + random(20));
      for (let offset = again; offset < to; offset += 1) counts.add(events[offset]!, BigInt(offset), far);
      const records = counts.changes();
      if (random(3) === 0) {
        // The process dies within the write: only its first part is there.
        topic.write(records.slice(0, random(records.length + 1)));
        counts = topic.restore();
      } else topic.write(records);
    }
    assert.deepEqual(topic.table(), oracle.table(), `round ${round}`);
  }
});
