/** The short form of the fault tests: a round each of those that tell most. `npm run test:faults` runs all, with more rounds. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { leaderKilled } from "../faults/list/r01-leader-killed.ts";
import { processorKilled } from "../faults/list/r04-processor-killed.ts";
import { drained } from "../faults/list/r25-drained.ts";
import { Cluster } from "../faults/support/cluster.ts";
import { runFault } from "../faults/support/fault.ts";
import { runPoison } from "../faults/support/poison.ts";

const cluster = new Cluster(22550);
before(() => cluster.up(), { timeout: 120_000 });
after(() => cluster.dispose(), { timeout: 60_000 });

test("R11: every kind of bad event is a dead letter with its bytes", { timeout: 120_000 }, async () => {
  const row = await runPoison(cluster, 22570);
  assert.deepEqual([row.lost, row.duplicated], [0, 0]);
});

for (const fault of [processorKilled, drained, leaderKilled])
  test(`${fault.id}: ${fault.name}`, { timeout: 120_000 }, async () => {
    assert.equal((await runFault(cluster, fault, 22570, 1)).lost, 0);
  });
