/** Kafka 3.9 with a real ZooKeeper, for those who have not moved to KRaft. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Producer } from "@platformatic/kafka";
import { accountForAll } from "../support/account.ts";
import { loginEvents } from "../support/events.ts";
import { Platform } from "../support/platform.ts";
import { clientOptions, readAll, until } from "../support/reader.ts";
import { sendAsFile } from "../support/traffic.ts";

const platform = new Platform({ stack: "e2e-zookeeper", basePort: 23400, metadata: "zookeeper" });
const events = loginEvents("zookeeper", 500);
const status = async () => JSON.parse((await platform.cli("status", ["--json"])).stdout);

before(() => platform.up(), { timeout: 300_000 });
after(() => platform.dispose(), { timeout: 120_000 });

test("events flow over TLS with SCRAM, and a stranger is refused", async () => {
  const { processes } = await status();
  assert.ok(processes.some(({ kind }: { kind: string }) => kind === "zookeeper"));
  assert.equal((await sendAsFile(platform, events, 1)).accepted, 500);
  const { duplicates } = await accountForAll(
    platform,
    events.map(({ id }) => id),
  );
  assert.equal(duplicates, 0);
  const stranger = new Producer({ ...clientOptions(platform, { user: "stranger" }), acks: -1 });
  await assert.rejects(
    stranger.send({ messages: [{ topic: "login-events", key: Buffer.from("k"), value: Buffer.from("v") }] }),
  );
  await stranger.close();
});

test("ZooKeeper and the broker are killed, come back, and have lost nothing", { timeout: 180_000 }, async () => {
  const { processes } = await status();
  for (const { kind, pid } of processes) if (["zookeeper", "broker"].includes(kind)) process.kill(pid, "SIGKILL");
  await until("everything ready again", 90, async () => {
    const now = await status();
    return now.up && now.processes.every(({ pid }: { pid: number }) => pid > 0);
  });
  const more = loginEvents("again", 200);
  assert.equal((await sendAsFile(platform, more, 1)).accepted, 200);
  await accountForAll(
    platform,
    [...events, ...more].map(({ id }) => id),
  );
});

test("down and the next up find the data", async () => {
  assert.equal((await platform.cli("down")).code, 0);
  await platform.up();
  assert.ok((await readAll(platform, "login-events-processed")).length >= 700);
});
