/** R33: three brokers are upgraded release by release under traffic, then the features' levels are raised. */
import { test } from "node:test";
import { Cluster } from "../faults/support/cluster.ts";
import { runFault } from "../faults/support/fault.ts";
import { releases } from "./support/cells.ts";
import { results } from "./support/table.ts";
import { upgrade } from "./support/upgrade.ts";

test(`${upgrade.name}, with each semantics`, { timeout: 400_000 }, async () => {
  const began = performance.now();
  const cluster = new Cluster(25_000, `kafka-${releases[0]}`);
  try {
    await cluster.up();
    const rows = await runFault(cluster, upgrade, 25_020, 1);
    const seconds = Math.round((performance.now() - began) / 1_000);
    for (const { semantics, in: read, out, dead, lost, duplicated } of rows)
      results.keep(`upgrade-${semantics}`, {
        broker: `${releases.join(", then ")}`,
        login: "PLAINTEXT",
        semantics,
        in: read,
        out,
        dead,
        lost,
        duplicated,
        seconds,
        apis: [],
      });
  } finally {
    await cluster.dispose();
  }
});
