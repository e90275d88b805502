/** A broker of three is killed, twice, while events come in by file and by HTTP: none is lost. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accountForAll } from "../support/account.ts";
import { assertCounts } from "../support/counts.ts";
import { loginEvents } from "../support/events.ts";
import { Platform } from "../support/platform.ts";
import { until } from "../support/reader.ts";
import { sendAsFile, sendByHttp } from "../support/traffic.ts";

const platform = new Platform({ stack: "fault-broker", basePort: 23000, nodes: 3, replication: 3, aggregates: true });

before(() => platform.up(), { timeout: 300_000 });
after(() => platform.dispose(), { timeout: 120_000 });

interface Status {
  processes: { name: string; pid: number; ready: boolean; restarts: number }[];
}
const status = async (): Promise<Status> => JSON.parse((await platform.cli("status", ["--json"])).stdout);

async function killAndAwaitReturn(name: string): Promise<void> {
  const victim = (await status()).processes.find((process) => process.name === name);
  assert.ok(victim?.pid, `${name} does not run`);
  process.kill(victim.pid, "SIGKILL");
  await until(`${name} back`, 60, async () => {
    const now = (await status()).processes.find((process) => process.name === name);
    return now?.ready && now.pid !== victim.pid && now.restarts > victim.restarts;
  });
}

test("10,000 events from a file and 1,000 by HTTP while a broker dies by SIGKILL and comes back, twice", {
  timeout: 420_000,
}, async () => {
  const fromFile = loginEvents("file", 10_000);
  const fromHttp = loginEvents("http", 1_000);
  const traffic = Promise.all([sendAsFile(platform, fromFile, 25), sendByHttp(platform, fromHttp, 25)]);
  // A failure of the traffic is told after the kills, not as an unhandled rejection between them.
  traffic.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await killAndAwaitReturn("kafka-2");
  await killAndAwaitReturn("kafka-1");
  const [counted] = await traffic;
  assert.deepEqual([counted.accepted, counted.rejected], [10_000, 0]);
  const result = await accountForAll(
    platform,
    [...fromFile, ...fromHttp].map(({ id }) => id),
    120,
  );
  await assertCounts(platform);
  console.log(
    `all 11,000 events are in the output; ${result.duplicates} stand there twice (at least once is the promise)`,
  );
});
