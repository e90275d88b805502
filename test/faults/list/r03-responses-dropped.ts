import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { loadIdOf } from "../support/oracle.ts";
import type { Scene } from "../support/scene.ts";

const DROPPED_MS = 2_000;
/** Milliseconds in which what was answered before comes to whoever waits for it. */
const SETTLING_MS = 500;

/** Brokers append, and nobody learns of it: at least once, what is sent again stands there twice, and nothing is missing. */
export const responsesDropped: Fault = {
  id: "R3",
  name: "responses of every broker lost for 2 s, then connections cut",
  rounds: 3,
  async round(scene) {
    const { cluster, fronts } = scene;
    for (const proxy of cluster.proxies.values()) proxy.dropResponses(true);
    await sleep(SETTLING_MS);
    const acked = fronts.acked.length;
    await sleep(DROPPED_MS - SETTLING_MS);
    for (const [node, { dropped }] of cluster.proxies) assert.ok(dropped > 0, `no answer of broker ${node} was lost`);
    assert.equal(fronts.acked.length, acked, "ingest acknowledged what no broker had answered");
    await assertAppended(scene);
    cluster.heal();
  },
};

/** Some of what nobody was told of stands in the source: requests have come to the brokers. */
async function assertAppended(scene: Scene): Promise<void> {
  await scene.look();
  const acked = new Set(scene.fronts.acked);
  const unacked = scene.reader.seen.filter((record) => {
    const id = loadIdOf(record);
    return id !== undefined && !acked.has(id);
  });
  assert.ok(unacked.length > 0, "brokers have appended nothing that they did not acknowledge");
}
