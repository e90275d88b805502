/** R11: every kind of bad event among good ones; each is in the dead letters with its reason, key and bytes, and nothing stops. */
import assert from "node:assert/strict";
import { assertDeadLetters, badRecords, writeBadRecords } from "./bad-records.ts";
import type { Cluster } from "./cluster.ts";
import type { Row } from "./fault.ts";
import { Scene } from "./scene.ts";

/** @param port the first of six that its processes use */
export async function runPoison(cluster: Cluster, port: number): Promise<Row> {
  const scene = new Scene(cluster, "r11", port);
  const kinds = badRecords.length;
  try {
    await scene.prepare(1);
    await writeBadRecords(cluster.bootstrap, scene.topics.input);
    const { lost, in: read, out, dead, duplicated } = await scene.verdict();
    assert.deepEqual([read, out, dead], [kinds * 2, kinds, kinds]);
    const { code, output } = await scene.end("processor-0", "SIGTERM");
    assert.equal(code, 0, output);
    assertDeadLetters(await scene.deadLetters());
    const counts = { in: read, out, dead, lost: lost.length, duplicated };
    const name = `${kinds} kinds of bad events, a good one after each`;
    return { id: "R11", name, semantics: "at-least-once", rounds: 1, ...counts };
  } finally {
    await scene.dispose();
  }
}
