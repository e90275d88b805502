/** The watch of a side finds offsets that go back, or pass what has no result, and readiness that is not true; and nothing else. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import type { Side } from "./side.ts";
import type { TopicReader } from "./topic-reader.ts";
import { SideWatch } from "./watch.ts";

/** A side whose partition 0 has results up to an offset, of ten records. */
function sideWith(semantics: Side["semantics"], state: { upTo: bigint; hides?: boolean; ports?: number[] }): Side {
  return {
    semantics,
    processors: { ports: state.ports ?? [] },
    results: {
      get count() {
        return Number(state.upTo);
      },
      get complete() {
        return state.upTo === 10n;
      },
      firstWithout: () => (state.upTo === 10n ? undefined : state.upTo),
      output: {
        get hides() {
          return state.hides ?? false;
        },
      },
      dead: { hides: false },
    },
  } as unknown as Side;
}
const input = { partitions: new Map([[0, { position: 10n, stable: 10n, end: 10n }]]) } as TopicReader;
const committed = (offset: bigint) => new Map([[0, offset]]);

test("an offset that goes back is found; one that is lost on purpose is not", () => {
  for (const [mayReset, found] of [
    [false, ["C5: committed 7 of partition 0, then 5", "C5: committed 5 of partition 0, then -2"]],
    [true, ["C5: committed 7 of partition 0, then 5"]],
  ] as const) {
    const watch = new SideWatch(sideWith("at-least-once", { upTo: 10n }), mayReset);
    for (const offset of [7n, 5n, -2n]) watch.offsets(committed(offset));
    assert.deepEqual(watch.findings, found);
  }
});

test("an offset beyond a record without a result is found at the next look, unless a broker hides results", () => {
  const state = { upTo: 4n, hides: false };
  const watch = new SideWatch(sideWith("at-least-once", state), false);
  const look = () => {
    watch.offsets(committed(6n));
    watch.looked(input);
    return watch.findings.length;
  };
  assert.equal(look(), 0);
  state.hides = true;
  assert.equal(look(), 0);
  state.hides = false;
  assert.deepEqual([look(), look()], [0, 1]);
  assert.match(watch.findings[0]!, /6 of partition 0 is committed, and 4 has no result/);
  const transactional = new SideWatch(sideWith("exactly-once", { upTo: 4n }), false);
  for (let looks = 0; looks < 3; looks += 1) {
    transactional.offsets(committed(6n));
    transactional.looked(input);
  }
  assert.deepEqual(transactional.findings, []);
});

test("records beyond the committed offset are the window", () => {
  const watch = new SideWatch(sideWith("at-least-once", { upTo: 10n }), false);
  watch.looked(input);
  assert.equal(watch.window, 10);
  watch.offsets(committed(9n));
  watch.looked(input);
  assert.equal(watch.window, 10);
  watch.window = 0;
  watch.looked(input);
  assert.equal(watch.window, 1);
});

test("ready without progress is counted from the last progress on, and only with work to do", async (t) => {
  let status = 200;
  const server = createServer((_, response) => void response.writeHead(status).end()).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const state = { upTo: 4n, ports: [(server.address() as { port: number }).port] };
  const watch = new SideWatch(sideWith("at-least-once", state), false);
  const later = async (ms: number) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await watch.sample();
    watch.looked(input);
  };
  await later(0);
  await later(300);
  assert.ok(watch.longestReadyStill >= 290, String(watch.longestReadyStill));
  const longest = watch.longestReadyStill;
  status = 503;
  await later(300);
  assert.equal(watch.longestReadyStill, longest);
  // Only what comes after it was unready is added, but nothing is forgotten.
  status = 200;
  await later(0);
  await later(100);
  assert.ok(watch.longestReadyStill >= longest + 90, String(watch.longestReadyStill));
  assert.ok(watch.longestReadyStill < longest + 300, String(watch.longestReadyStill));
  const summed = watch.longestReadyStill;
  state.upTo = 10n;
  await later(300);
  await later(300);
  assert.equal(watch.longestReadyStill, summed);
});
