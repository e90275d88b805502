/** A stack whose settings ask for exactly-once and compression: the rights that it gets are enough, and the guarantee can be changed. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { counterIn } from "../../infra/automation/traffic.ts";
import { accountForAll } from "../support/account.ts";
import { assertCounts } from "../support/counts.ts";
import { loginEvents } from "../support/events.ts";
import { Platform } from "../support/platform.ts";
import { sendAsFile } from "../support/traffic.ts";

const platform = new Platform({
  stack: "e2e-exactly",
  basePort: 25_700,
  partitions: 3,
  aggregates: true,
  semantics: "exactly-once",
  compression: "zstd",
});
/** Of the processor's ops address; see components/workload/layout.ts. */
const metrics = async (): Promise<string> => (await fetch(`http://127.0.0.1:${25_740 + 30}/metrics`)).text();
const committed = (page: string): number =>
  Number(/^tributary_transactions_total\{result="committed"\} (\d+)$/m.exec(page)?.[1]);

before(() => platform.up(), { timeout: 300_000 });
after(() => platform.dispose(), { timeout: 120_000 });

test("each event has one result, in transactions", { timeout: 120_000 }, async () => {
  const events = loginEvents("exactly", 2_000);
  const { accepted } = await sendAsFile(platform, events, 2);
  assert.equal(accepted, events.length);
  const { duplicates, processed } = await accountForAll(
    platform,
    events.map(({ id }) => id),
  );
  assert.deepEqual([duplicates, processed], [0, events.length]);
  await assertCounts(platform);
  const page = await metrics();
  assert.ok(committed(page) > 0, page);
  assert.equal(counterIn(page, "tributary_events_processed_total"), events.length);
});

test("the guarantee is a setting: a change restarts the processor, which goes on where it was", {
  timeout: 180_000,
}, async () => {
  platform.change({ semantics: "at-least-once" });
  const { stdout } = await platform.up();
  assert.match(stdout, /app-processor-0 .*updated/);
  assert.doesNotMatch(stdout, /app-ingest-0 .*updated/);
  const events = loginEvents("at-least", 500);
  await sendAsFile(platform, events, 1);
  const { duplicates } = await accountForAll(
    platform,
    events.map(({ id }) => id),
  );
  assert.equal(duplicates, 0, "nothing failed, so nothing is repeated");
  assert.equal(committed(await metrics()), 0);
  await assertCounts(platform);
});
