/** Which of two processors has the partitions: both of them, or the second one, as the first stands still. */
import assert from "node:assert/strict";
import { until } from "../../../app/test/integration/processes.ts";
import type { Scene } from "./scene.ts";
import type { Side } from "./side.ts";

/** A member that was killed keeps its place until its session is over. */
const SHARED_SECONDS = 20;
const ALL = [0, 1, 2];

/** Waits until each of a side's two processors holds partitions. */
export async function bothHold({ cluster, input }: Scene, { group, semantics }: Side): Promise<void> {
  await until(`${semantics}: both processors hold partitions`, SHARED_SECONDS, async () => {
    const held = [...(await cluster.operations.held(group, input)).values()];
    return held.length === 2 && held.every((partitions) => partitions.length > 0);
  });
}

/** The second one is the only member of each group, and holds every partition. */
export async function assertTakenOver({ cluster, input, each }: Scene): Promise<void> {
  await each(async ({ group, processors: { name }, semantics }) => {
    const held = await cluster.operations.held(group, input);
    assert.deepEqual(held, new Map([[`${name}-1-0`, ALL]]), `${semantics}: who holds which partitions meanwhile`);
  });
}
