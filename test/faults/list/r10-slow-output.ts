import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { onlyOutputsOn, SILENT } from "../support/silent-broker.ts";

/** More than the session timeout of 10 s, and than the 15 s after which a request is given up. */
const SILENT_MS = 25_000;

/** What a batch waits for takes longer than the session: the members go on beating, and stay. Who makes no progress is R27's. */
export const slowOutput: Fault = {
  id: "R10",
  name: "the broker of an output partition silent for 25 s, longer than the session timeout: no member is put out",
  rounds: 1,
  async round(scene) {
    const { cluster, sides } = scene;
    await onlyOutputsOn(scene, SILENT);
    await scene.recovered(30);
    const members = (): Promise<string[][]> =>
      Promise.all(sides.map(async ({ group }) => (await cluster.operations.members(group)).map(({ id }) => id)));
    const before = await members();
    const joins = (): number[] => sides.map(({ processors }) => processors.joins(0));
    const joined = joins();
    cluster.proxies.get(SILENT)!.halfOpen(true);
    await sleep(SILENT_MS);
    for (const { results, semantics } of sides)
      assert.notEqual(results.firstWithout(0), undefined, `${semantics}: the output of partition 0 was not silent`);
    assert.deepEqual([await members(), joins()], [before, joined], "members were put out although they worked");
    cluster.heal();
  },
  settle: async ({ cluster, topics }) => {
    for (const topic of topics) await cluster.operations.moveLeader(topic, 0, 1);
  },
};
