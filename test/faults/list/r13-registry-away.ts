import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { toAvro } from "../../../app/src/codec/avro.ts";
import { frame } from "../../../app/src/codec/wire.ts";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { loadEvent } from "../support/load.ts";
import type { Results } from "../support/results.ts";
import type { Scene } from "../support/scene.ts";
import { Schemas, withField } from "../support/schemas.ts";
import { write } from "../support/write.ts";

/** Longer than any request to the registry may take. */
const SLOW_MS = 30_000;
let schemas: Schemas;

/** What is known flows on, from memory and from disk; what is not known waits, and is no dead letter. */
export const registryAway: Fault = {
  id: "R13",
  name: "the schema registry away at the start, then away under load, then silent for 30 s",
  rounds: 1,
  load: false,
  async setUp(cluster) {
    schemas = await Schemas.start(cluster, "r13-in");
    schemas.proxy.partition(true);
    return schemas;
  },
  async round(scene) {
    // The processors are ready although nobody could tell them a schema.
    await unknown(scene, 0);
    schemas.proxy.heal();
    await scene.recovered(30);

    await scene.fronts.start();
    await scene.moreAcked(200);
    await scene.recovered(15);
    schemas.proxy.partition(true);
    const waiting = await unknown(scene, 1);
    await goesOn(scene, waiting);
    // After a start, too: what is known stands on disk.
    await scene.each(async ({ processors }) => {
      assert.equal((await processors.end(0, "SIGTERM")).code, 0);
      await processors.start(0);
    });
    await goesOn(scene, waiting);
    schemas.proxy.heal();
    await scene.recovered(30);

    schemas.proxy.halfOpen(true);
    const slow = sleep(SLOW_MS);
    await goesOn(scene, await unknown(scene, 2));
    await slow;
    schemas.proxy.heal();
  },
};

/** Events of the other partitions get their results, while one waits at its position in partition 0. */
async function goesOn(scene: Scene, position: bigint): Promise<void> {
  await scene.moreAcked(300);
  const ends = await scene.cluster.operations.ends(scene.input);
  await until("results in the other partitions", 20, async () => {
    await scene.look();
    return scene.sides.every(({ results }) =>
      [...ends].every(([partition, end]) => partition === 0 || (results.firstWithout(partition) ?? end) >= end),
    );
  });
  for (const { results, semantics } of scene.sides) assert.ok(waits(results, position), semantics);
}

/**
 * Writes an event of a schema that nobody has seen.
 * @returns its offset in partition 0, where it waits
 */
async function unknown(scene: Scene, number: number): Promise<bigint> {
  const event = loadEvent("r13-unknown", number);
  scene.fronts.add(event);
  const id = await schemas.register(withField(`later_${number}`));
  const value = frame(id, Buffer.concat([toAvro(event), Buffer.from([0])]));
  const before = (await scene.cluster.operations.ends(scene.input)).get(0) ?? 0n;
  await write(scene.cluster, [[{ topic: scene.input, partition: 0, key: Buffer.from(event.user_id), value }]]);
  let found = -1n;
  await until("the event waits", 20, async () => {
    await scene.look();
    const own = scene.reader.seen.find(
      ({ partition, offset, value: seen }) => partition === 0 && offset >= before && seen?.equals(value),
    );
    found = own?.offset ?? -1n;
    return found >= 0n && scene.sides.every(({ results }) => waits(results, found));
  });
  return found;
}

/** What came with it in one fetch waits, too. */
function waits(results: Results, position: bigint): boolean {
  return (results.firstWithout(0) ?? position + 1n) <= position;
}
