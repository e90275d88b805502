/** R33: three brokers are upgraded release by release under traffic, then the features' levels are raised. */
import { test } from "node:test";
import { Cluster } from "../faults/support/cluster.ts";
import { runFault } from "../faults/support/fault.ts";
import { allSemantics, releases } from "./support/cells.ts";
import { results } from "./support/table.ts";
import { upgrade } from "./support/upgrade.ts";

for (const semantics of allSemantics)
  test(`${upgrade.name}, ${semantics}`, { timeout: 300_000 }, async () => {
    const began = performance.now();
    const cluster = new Cluster(25_000, `kafka-${releases[0]}`);
    try {
      await cluster.up();
      const { in: read, out, dead, lost, duplicated } = await runFault(cluster, { ...upgrade, semantics }, 25_020, 1);
      const seconds = Math.round((performance.now() - began) / 1_000);
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
