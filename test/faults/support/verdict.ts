/** The end of a scene: what must hold, whatever the fault was. RELIABILITY.md names the criteria. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { until } from "../../../app/test/integration/processes.ts";
import { countsIn, oracleCounts } from "../../support/counts.ts";
import { judge, loadIdOf, type Verdict } from "./oracle.ts";
import type { Scene } from "./scene.ts";
import type { Side } from "./side.ts";
import { type SideWatch, STILL_MS } from "./watch.ts";

/** Seconds until all has its result, and until transactions that were left behind are decided and all is committed. */
const LIMIT_SECONDS = 60;
const COUNTS_SECONDS = 20;

/** Ends the load, waits for the results of everything, and fails on whatever must not be. One verdict a side. */
export async function verdictOf(scene: Scene): Promise<Verdict[]> {
  scene.cluster.heal();
  await scene.fronts.end("SIGTERM");
  await scene.recovered(LIMIT_SECONDS).catch(() => undefined);
  const verdicts = scene.sides.map(({ semantics, results: { output, dead, excused } }) => {
    const { input: name, reader, fronts } = scene;
    const evidence = { acked: fronts.acked, name, input: reader.seen, output: output.seen, dead: dead.seen, excused };
    const verdict = judge(evidence);
    const { lost, foreign, disordered, repeated } = verdict;
    assert.deepEqual(lost.slice(0, 10), [], `${semantics}: ${lost.length} events are lost (C1)`);
    assert.deepEqual(foreign.slice(0, 10), [], `${semantics}: ${foreign.length} results of what is not in the source`);
    assert.deepEqual(disordered, [], `${semantics}: keys out of order (C4)`);
    if (semantics === "exactly-once")
      assert.deepEqual(repeated.slice(0, 10), [], `${repeated.length} source records have results twice (C3)`);
    return verdict;
  });
  await scene.each(async (side, watch) => {
    await decided(scene, side, watch);
    if (scene.options.aggregates !== false) await counted(scene, side);
    assert.deepEqual(watch.findings, [], side.semantics);
    const still = watch.longestReadyStill;
    assert.ok(still <= STILL_MS, `${side.semantics}: ready for ${still} ms without progress (C8)`);
  });
  return verdicts;
}

/** Nothing stays behind: no open transaction, no offset that is not committed. */
async function decided(scene: Scene, { semantics, results }: Side, watch: SideWatch): Promise<void> {
  await until(`${semantics}: every transaction decided, every offset committed`, LIMIT_SECONDS, async () => {
    await scene.look();
    return results.output.complete && results.dead.complete && watch.isCommitted(scene.reader);
  });
}

/** The counts are those of the records in the source topic. */
async function counted(scene: Scene, { semantics, results, counts }: Side): Promise<void> {
  const { events } = scene.fronts;
  const records = scene.reader.seen.filter(
    ({ partition, offset }) => !results.excused.has(`${scene.input}-${partition}-${offset}`),
  );
  const expected = oracleCounts(records.flatMap((record) => events.get(loadIdOf(record) ?? "") ?? []));
  let found: Record<string, number> = {};
  await until("the counts", COUNTS_SECONDS, async () => {
    await scene.cluster.operations.admin((admin) => counts.update(admin));
    found = countsIn(counts.seen);
    return isDeepStrictEqual(found, expected);
  }).catch(() => assert.deepEqual(found, expected, `${semantics}: counts`));
}
