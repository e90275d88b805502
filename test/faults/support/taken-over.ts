/** Which of two processors has the partitions: both of them, or the second one, as the first stands still. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
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

/**
 * Waits until the second one is the only member of each group and holds every partition, and then has done what waited.
 * @param seconds for both, of the slower side
 */
export async function takenOver(scene: Scene, seconds: number): Promise<void> {
  const { cluster, input } = scene;
  const deadline = Date.now() + seconds * 1_000;
  await scene.each(async ({ group, processors: { name }, semantics }) => {
    const wanted = new Map([[`${name}-1-0`, ALL]]);
    let held = new Map<string, number[]>();
    // A side that had no work left is as good as recovered before its group has noticed anything.
    await until(`${semantics}: taken over`, seconds, async () => {
      held = await cluster.operations.held(group, input);
      return isDeepStrictEqual(held, wanted);
    }).catch(() => assert.deepEqual(held, wanted, `${semantics}: who holds which partitions after ${seconds} s`));
  });
  await scene.recovered((deadline - Date.now()) / 1_000);
}
