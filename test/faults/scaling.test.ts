/** Under traffic, processors go from 1 to 3 to 1 and the topics from 6 to 12 partitions by changed settings and `up`. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accountForAll } from "../support/account.ts";
import { assertCounts } from "../support/counts.ts";
import { loginEvents } from "../support/events.ts";
import { Platform } from "../support/platform.ts";
import { endOffsets, readAll } from "../support/reader.ts";
import { sendAsFile } from "../support/traffic.ts";

const platform = new Platform({ stack: "fault-scaling", basePort: 23200, aggregates: true });

before(() => platform.up(), { timeout: 300_000 });
after(() => platform.dispose(), { timeout: 120_000 });

const processors = async () =>
  JSON.parse((await platform.cli("status", ["--json"])).stdout).processes.filter(
    (process: { kind: string }) => process.kind === "processor",
  ).length;

test("every event is accounted for", { timeout: 420_000 }, async () => {
  const events = loginEvents("scale", 6_000);
  const traffic = sendAsFile(platform, events, 60);
  traffic.catch(() => undefined);

  platform.change({ processors: 3 });
  await platform.up();
  assert.equal(await processors(), 3);
  platform.change({ partitions: 12 });
  await platform.up();
  assert.equal((await endOffsets(platform, "reader", "login-events-processed")).size, 12);
  platform.change({ processors: 1 });
  await platform.up();
  assert.equal(await processors(), 1);

  assert.equal((await traffic).accepted, events.length);
  const late = loginEvents("late", 500);
  await sendAsFile(platform, late, 1);
  await accountForAll(
    platform,
    [...events, ...late].map(({ id }) => id),
    120,
  );
  await assertCounts(platform);
  const used = new Set((await readAll(platform, "login-events-processed")).map(({ partition }) => partition));
  assert.ok(
    [...used].some((partition) => partition >= 6),
    "the new partitions carry events",
  );
});

test("fewer partitions than now are refused, and nothing changes", async () => {
  platform.change({ partitions: 6 });
  const refused = await platform.cli("up");
  assert.equal(refused.code, 5, refused.stdout + refused.stderr);
  assert.match(refused.stdout + refused.stderr, /login-events.*12.*6|12 partitions/s);
  assert.equal((await endOffsets(platform, "reader", "login-events-processed")).size, 12);
});
