/** Each fault under load on three real brokers: nothing lost, order kept, offsets never back. TRIBUTARY_FAULTS=R1,R4 takes some. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faults } from "./list/index.ts";
import { Cluster } from "./support/cluster.ts";
import { record, roundsOf, runFault } from "./support/fault.ts";
import { runPoison } from "./support/poison.ts";

const cluster = new Cluster(22500);
before(() => cluster.up(), { timeout: 120_000 });
after(() => cluster.dispose(), { timeout: 60_000 });

const asked = process.env["TRIBUTARY_FAULTS"]?.split(",").filter(Boolean) ?? [];
const known = ["R11", ...faults.map(({ id }) => id)];
const unknown = asked.filter((id) => !known.includes(id));
assert.deepEqual(unknown, [], `TRIBUTARY_FAULTS names ${unknown}; choose from ${known.join(", ")}`);
const taken = (id: string): boolean => asked.length === 0 || asked.includes(id);

if (taken("R11"))
  test("R11: every kind of bad event is a dead letter with its bytes", { timeout: 120_000 }, async () => {
    const row = await runPoison(cluster, 22520);
    assert.deepEqual([row.lost, row.duplicated], [0, 0]);
    record(row);
  });

for (const fault of faults.filter(({ id }) => taken(id)))
  test(`${fault.id}, ${fault.semantics ?? "at-least-once"}: ${fault.name}`, {
    timeout: 90_000 + roundsOf(fault.rounds) * 120_000,
  }, async () => {
    const row = await runFault(cluster, fault, 22520);
    assert.equal(row.lost, 0);
    record(row);
  });
