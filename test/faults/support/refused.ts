/** Writes that brokers refuse, as fewer replicas are in sync than the topic wants: that they are refused, and not only slow. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import { timesSaid } from "./said.ts";
import type { Scene } from "./scene.ts";

/** What kafkajs makes of NOT_ENOUGH_REPLICAS, before and after a leader has appended. */
const REFUSED = "fewer in-sync replicas than required";
/** Longer than all pauses between two tries. */
const STRETCH_MS = 6_000;
/** A leader learns of it a moment after the controller tells. */
const SETTLING_MS = 1_000;

/**
 * Waits until none of these partitions has all its replicas in sync; then nothing comes to them for a stretch, and a process says why.
 * @param partitions topic-partition of each
 */
export async function assertRefused(scene: Scene, partitions: readonly string[]): Promise<void> {
  const { operations } = scene.cluster;
  await until("too few replicas in sync", 30, async () => {
    const short = new Set(await operations.short(scene.topics));
    return partitions.every((partition) => short.has(partition));
  });
  await sleep(SETTLING_MS);
  const ends = await endsOf(scene, partitions);
  const told = timesSaid(scene, REFUSED);
  const acked = scene.fronts.acked.length;
  await sleep(STRETCH_MS);
  assert.deepEqual(await endsOf(scene, partitions), ends, "written to although too few replicas are in sync");
  assert.ok(timesSaid(scene, REFUSED) > told, `no process was told that there are ${REFUSED}`);
  // The keys of a request go to every partition of the source.
  if (partitions.some((partition) => partition.startsWith(`${scene.input}-`)))
    assert.equal(scene.fronts.acked.length, acked, "ingest acknowledged what no broker took");
}

/** As who reads sees them: a leader that is new among too few does not tell its last offset otherwise. */
async function endsOf(scene: Scene, partitions: readonly string[]): Promise<string[]> {
  await until("the topics can be read", 20, () => scene.look().then(() => true));
  const readers = [scene.reader, ...scene.sides.flatMap(({ results }) => [results.output, results.dead])];
  return readers
    .flatMap(({ topic, partitions: own }) => [...own].map(([index, { end }]) => [`${topic}-${index}`, end] as const))
    .filter(([name]) => partitions.includes(name))
    .map(([name, end]) => `${name}: ${end}`);
}
