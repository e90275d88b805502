/** Each fault under load on three real brokers, judged by the criteria of RELIABILITY.md. TRIBUTARY_FAULTS=R1,R8a takes some. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { faults } from "./list/index.ts";
import { Cluster } from "./support/cluster.ts";
import { roundsOf, runFault } from "./support/fault.ts";
import { results } from "./support/table.ts";

const asked = process.env["TRIBUTARY_FAULTS"]?.split(",").filter(Boolean) ?? [];
/** R8 names R8a and R8b. */
const names = (part: string, id: string): boolean => id === part || id.replace(/[a-z]$/, "") === part;
const unknown = asked.filter((part) => !faults.some(({ id }) => names(part, id)));
assert.deepEqual(
  unknown,
  [],
  `TRIBUTARY_FAULTS names ${unknown}; choose from ${faults.map(({ id }) => id).join(", ")}`,
);
const chosen = faults.filter(({ id }) => asked.length === 0 || asked.some((part) => names(part, id)));

// Brokers that ask something of clients come after those that do not, on the same ports.
for (const [security, ofIt] of Map.groupBy(chosen, (fault) => fault.security))
  describe(`brokers with ${security?.name ?? "no logins"}`, () => {
    const cluster = new Cluster(22500, undefined, security);
    before(() => cluster.up(), { timeout: 120_000 });
    after(() => cluster.dispose(), { timeout: 60_000 });

    for (const fault of ofIt) {
      const limits = { skip: fault.missing ?? false, timeout: 120_000 + roundsOf(fault.rounds) * 120_000 };
      test(`${fault.id}: ${fault.name}`, limits, async () => {
        for (const row of await runFault(cluster, fault, 22520)) {
          // Only here: the short form of the tests cannot replace a row of the long one.
          results.keep(`${row.id}-${row.semantics}`, row);
          console.log(JSON.stringify(row));
        }
      });
    }
  });
