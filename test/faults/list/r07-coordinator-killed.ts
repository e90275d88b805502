import assert from "node:assert/strict";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";
import type { Operations } from "../support/operations.ts";
import type { Side } from "../support/side.ts";

/** Until brokers notice the death, and another one has taken over; then until clients have found that one. */
const MOVED_SECONDS = 20;
const FOUND_SECONDS = 30;

/** Of the group and, where there are transactions, of one of them in turn; it comes back when work goes on without it. */
export const coordinatorKilled: Fault = {
  id: "R7",
  name: "SIGKILL of the group's coordinator, and of a transaction's",
  rounds: 2,
  async round({ cluster, sides }, round) {
    const { operations } = cluster;
    const side = sides[round % sides.length]!;
    const { group, semantics } = side;
    const [transaction] = [...(await operations.transactions()).keys()].filter((id) => id.includes(group));
    assert.equal(transaction !== undefined, semantics === "exactly-once", `${semantics}: transactions`);
    const of = round % 2 === 1 && transaction !== undefined ? { transaction } : { group };
    const victim = await operations.coordinator(of);
    await cluster.stop(victim, "SIGKILL");
    await until(
      `another coordinator than broker ${victim}`,
      MOVED_SECONDS,
      async () => (await operations.coordinator(of)) !== victim,
    );
    await commitsGoOn(operations, side);
    await cluster.start(victim);
  },
  settle: replicasInSync,
};

/** In every partition: nobody commits, alone or at a transaction's end, who has not found the coordinator that there is now. */
async function commitsGoOn(operations: Operations, { group, semantics }: Side): Promise<void> {
  const committed = () => operations.committed(group);
  const before = await until("what is committed can be read", FOUND_SECONDS, committed);
  await until(`${semantics}: commits by the other coordinator`, FOUND_SECONDS, async () => {
    const now = await committed();
    return [...before].every(([partition, offset]) => (now.get(partition) ?? 0n) > offset);
  });
}
