/** What the figures of the bench rest on: its events, its sums, its way of feeding, its call. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { crc32 } from "node:zlib";
import { checkBytes } from "../../app/src/record/validate.ts";
import { feed } from "./drivers/feed.ts";
import { readPayloads } from "./drivers/task.ts";
import { parseOptions, UsageError } from "./options.ts";
import { benchmarks } from "./report/markdown.ts";
import { ownTimes } from "./report/profile.ts";
import { picture } from "./report/svg.ts";
import type { Row, Sample, Target } from "./rows/row.ts";
import { summarizeRow } from "./rows/summary.ts";
import { checksum, EVENT_BYTES, writePayloads } from "./support/payloads.ts";
import { median } from "./support/stats.ts";

const folder = mkdtempSync(join(tmpdir(), "bench-parts-"));
after(() => rmSync(folder, { recursive: true }));

test("every good event has 182 bytes, passes the application's own check and differs from the others", () => {
  const { values, file, broken } = writePayloads(folder, "good", 0);
  assert.equal(broken, 0);
  for (const value of values) {
    assert.equal(value.length, EVENT_BYTES);
    assert.equal(checkBytes(value).rejection, undefined);
  }
  assert.equal(new Set(values.map(String)).size, values.length);
  assert.deepEqual(readPayloads(file), values);
});

test("as many mixed events are refused by the application as are said to be broken, for eight reasons", () => {
  const { values, broken, file } = writePayloads(folder, "mixed", 50);
  const codes = values.flatMap((value) => checkBytes(value).rejection?.code ?? []);
  assert.equal(codes.length, broken);
  assert.ok(broken > values.length / 60, `${broken}`);
  assert.deepEqual([...new Set(codes)].sort(), [
    "empty",
    "invalid_json",
    "invalid_utf8",
    "invalid_value",
    "missing_field",
    "not_an_object",
    "unknown_field",
    "wrong_type",
  ]);
  assert.deepEqual(readPayloads(file), values);
});

test("the checksum is that of the values taken in turn", () => {
  const values = ["a", "bb", "ccc"].map((text) => Buffer.from(text));
  let sum = 0n;
  for (let index = 0; index < 8; index += 1) sum += BigInt(crc32(values[index % 3]!));
  assert.equal(checksum(values, 8), String(sum));
  assert.notEqual(checksum(values, 9), String(sum));
});

test("the feed hands over each record once, in calls no larger than asked, no more of them at a time than asked", async () => {
  const seen = new Array<number>(1_003).fill(0);
  const outstanding = new Map<number, number>();
  await feed({ partitions: 3, records: 1_003, chunk: 10, outstanding: 2 }, async (partition, first, count) => {
    assert.ok(count <= 10);
    outstanding.set(partition, (outstanding.get(partition) ?? 0) + 1);
    assert.ok(outstanding.get(partition)! <= 2);
    for (let index = first; index < first + count; index += 1) seen[index]! += 1;
    await new Promise((resolve) => setImmediate(resolve));
    outstanding.set(partition, outstanding.get(partition)! - 1);
  });
  assert.equal(
    seen.every((times) => times === 1),
    true,
  );
  assert.equal(outstanding.size, 3);
});

test("the median of an even number of values is between the two in the middle", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 6]), 5.5);
  assert.ok(Number.isNaN(median([])));
});

test("the call: defaults, --quick, times, and one sentence for what is wrong", () => {
  assert.deepEqual([parseOptions([]).rounds, parseOptions([]).records], [5, 2_000_000]);
  assert.deepEqual([parseOptions(["--quick"]).rounds, parseOptions(["--quick"]).records], [2, 200_000]);
  assert.deepEqual(parseOptions(["--rows", "produce"]).rows, ["produce"]);
  assert.equal(parseOptions(["--soak", "30m"]).soakSeconds, 1_800);
  for (const args of [["--rows", "cook"], ["--rounds", "0"], ["--soak", "long"], ["--fast"]])
    assert.throws(() => parseOptions(args), UsageError);
});

test("a row's target is judged by its rate or, where it is asked for, by its p99; without a figure it is not reached", () => {
  const sample = (rate: number, p99: number): Sample => ({
    records: rate,
    seconds: 1,
    cpuSeconds: 2,
    brokerCpuSeconds: 1,
    peakBytes: 5,
    latency: { p50: 1, p90: 2, p99, p999: 9, max: 9 },
  });
  const contender = (id: string) => ({ id, name: id, settings: "", run: () => Promise.reject(new Error("not run")) });
  const row = (targets: Target[]): Row => ({
    id: "row",
    title: "row",
    how: [],
    contenders: [contender("own"), contender("rival"), { ...contender("away"), missing: "not there" }],
    targets,
    startUp: false,
  });
  const samples = new Map([
    ["own", [sample(100, 30), sample(300, 10), sample(200, 20)]],
    ["rival", [sample(100, 40), sample(100, 40), sample(100, 40)]],
  ]);
  const { targets, contenders } = summarizeRow(
    row([
      { rival: "rival", atLeast: 2 },
      { rival: "rival", atLeast: 2.1 },
      { rival: "rival", atMost: 1 },
      { rival: "away", atLeast: 1 },
    ]),
    samples,
    new Map([["own", 1]]),
  );
  assert.deepEqual(
    targets.map(({ ratio, reached }) => [ratio, reached]),
    [
      [2, true],
      [2, false],
      [0.5, true],
      [null, false],
    ],
  );
  assert.equal(contenders[0]!.cpuPerMillion, 5_000);
  const text = benchmarks({
    at: "2026-01-01T00:00:00Z",
    machine: "m",
    versions: "v",
    rounds: 3,
    records: 9,
    rows: [{ id: "row", title: "row", how: ["so"], contenders, targets }],
  });
  for (const part of ["missed", "reached", "no figure: not there"]) assert.ok(text.includes(part), part);
  const drawn = picture({
    at: "",
    machine: "a < b",
    versions: "",
    rounds: 3,
    records: 9,
    rows: [{ id: "row", title: "row & row", how: [], contenders, targets }],
  });
  assert.match(drawn, /row &amp; row/);
  assert.doesNotMatch(drawn, /NaN|undefined|Infinity/);
});

test("own times of a profile are those of its samples", () => {
  const callFrame = { functionName: "f", url: "file:///x/a.js", lineNumber: 4 };
  const idle = { functionName: "(idle)", url: "", lineNumber: -1 };
  const profile = {
    nodes: [
      { id: 1, callFrame },
      { id: 2, callFrame: idle },
    ],
    samples: [1, 2, 1],
    timeDeltas: [3, 50, 4],
  };
  assert.deepEqual(
    [...ownTimes(profile)],
    [
      ["f /x/a.js:5", 7],
      ["(idle)", 50],
    ],
  );
});
