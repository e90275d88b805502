import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { loadEvent } from "../support/load.ts";
import { loadIdOf } from "../support/oracle.ts";
import { TopicReader } from "../support/topic-reader.ts";
import { writeTransactions } from "../support/write.ts";

const EVENTS = 30;
const TRANSACTIONS = 12;
/** What is written until something is compacted away: so many at once, from this number on. */
const MORE = 6;
const FIRST = 5_000;

/** Committed and aborted by turns, keys that come again and are compacted away, and at the end nothing but aborted ones. */
export const transactionalInput: Fault = {
  id: "R24",
  name: "a compacted source with aborted transactions, at its end only such and their marks",
  rounds: 2,
  load: false,
  options: {
    configs: {
      input: {
        "cleanup.policy": "compact",
        "min.cleanable.dirty.ratio": "0.01",
        "segment.ms": "1500",
        "max.compaction.lag.ms": "1500",
      },
    },
  },
  async round(scene, round) {
    const { cluster, input, sides } = scene;
    if (round === 0) for (const { processors } of sides) await processors.end(0, "SIGTERM");
    const aborted = new Set<string>();
    let number = round * 10_000;
    const transactions = Array.from({ length: TRANSACTIONS }, (_, index) => {
      const commit = index % 3 === 0 && index < TRANSACTIONS - 3;
      const events = Array.from({ length: EVENTS }, () => loadEvent("r24", number++));
      for (const event of events) {
        if (commit) scene.fronts.add(event);
        else aborted.add(event.device_id!);
      }
      return { commit, events };
    });
    await writeTransactions(cluster, input, transactions);
    if (round === 0) {
      await compacted(scene, (TRANSACTIONS / 3 - 1) * EVENTS);
      // From here on nothing more goes away, so that results can be held against what is there.
      await cluster.operations.configureTopic(input, "cleanup.policy", "delete");
      scene.readAnew();
      for (const { processors } of sides) await processors.start(0);
    }
    const ends = await cluster.operations.ends(input);
    await scene.each((side, { committed }) =>
      until("committed to the very end", 20, async () => {
        await scene.look();
        return isDeepStrictEqual(new Map([...committed].sort()), new Map([...ends].sort()));
      }).catch(() =>
        assert.deepEqual(committed, ends, `${side.semantics}: committed to the end, where only marks are`),
      ),
    );
    for (const { results, semantics } of sides) {
      const seen = [...results.output.seen, ...results.dead.seen].map((record) => loadIdOf(record) ?? "");
      assert.deepEqual(
        seen.filter((id) => aborted.has(id)),
        [],
        `${semantics}: results of aborted events`,
      );
    }
  },
};

/** Waits until some of so many committed records were compacted away; what is written to a partition after a while makes it so. */
async function compacted(scene: Parameters<Fault["round"]>[0], records: number): Promise<void> {
  const { cluster, input } = scene;
  let number = FIRST;
  await until("records were compacted away", 60, async () => {
    await sleep(2_000);
    const events = Array.from({ length: MORE }, () => loadEvent("r24", number++));
    for (const event of events) scene.fronts.add(event);
    await writeTransactions(cluster, input, [{ commit: true, events }]);
    const reader = new TopicReader(input);
    await cluster.operations.admin((admin) => reader.update(admin));
    return reader.seen.length < records + number - FIRST;
  });
}
