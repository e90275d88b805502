/** The short form of the fault tests: a round each of the two that tell most. `npm run test:faults` runs all, with more rounds. */
import { after, before, test } from "node:test";
import { leaderKilled } from "../faults/list/r01-leader-killed.ts";
import { processorKilled } from "../faults/list/r04-processor-killed.ts";
import { Cluster } from "../faults/support/cluster.ts";
import { runFault } from "../faults/support/fault.ts";

const cluster = new Cluster(25400);
before(() => cluster.up(), { timeout: 120_000 });
after(() => cluster.dispose(), { timeout: 60_000 });

// Each fails by itself when a criterion of RELIABILITY.md does not hold.
for (const fault of [processorKilled, leaderKilled])
  test(`${fault.id}: ${fault.name}`, { timeout: 120_000 }, async () => {
    await runFault(cluster, fault, 25420, 1);
  });
