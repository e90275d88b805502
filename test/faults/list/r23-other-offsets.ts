import assert from "node:assert/strict";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";

/** Milliseconds after which kafkajs looks for new partitions, and then some for the join. */
const NEW_PARTITIONS_SECONDS = 45;
const RESETS = "tributary_consumer_offset_resets_total";

const PARTITIONS_MORE = 3;
const BROKERS = 3;

/** The topics that results go to have theirs first, as `up` does it. */
export const partitionsRaised: Fault = {
  id: "R23a",
  name: "partitions raised from 3 to 6 under load: the new ones are read from their start",
  rounds: 1,
  recoverySeconds: NEW_PARTITIONS_SECONDS,
  // Exactly once, each partition has a producer of its own, with a connection to each broker.
  socketsMore: PARTITIONS_MORE * BROKERS,
  async round({ cluster: { operations }, input, sides }, round) {
    const count = 3 + PARTITIONS_MORE * (round + 1);
    for (const { topics } of sides) await operations.raisePartitions(Object.values(topics), count);
    await operations.raisePartitions([input], count);
    await until("events in each new partition", 40, async () =>
      [...(await operations.ends(input))].every(([partition, end]) => partition < count - PARTITIONS_MORE || end > 0n),
    );
  },
};

/** Retention has overtaken a group that was away: what is gone is gone, the metric tells, and nothing that is there is passed over. */
export const recordsDeleted: Fault = {
  id: "R23b",
  name: "committed offsets below the first record: told by the metric, and reading begins at that record",
  rounds: 1,
  options: { resets: true },
  async round(scene) {
    await scene.each(async ({ processors }) => {
      assert.equal((await processors.end(0, "SIGTERM")).code, 0);
    });
    await scene.moreAcked(1_000);
    await scene.look();
    const { operations } = scene.cluster;
    const firsts = new Map([...(await operations.ends(scene.input))].map(([partition, end]) => [partition, end - 60n]));
    await operations.deleteRecords(scene.input, firsts);
    await scene.each(async (side, watch) => {
      for (const [partition, first] of firsts)
        assert.ok((watch.committed.get(partition) ?? 0n) < first, `${side.semantics}: nothing was taken from it`);
      side.results.excuse((record) => record.offset < firsts.get(record.partition)!);
      await side.processors.start(0, false);
    });
  },
  async check(scene) {
    await scene.each(async ({ processors, semantics }) => {
      assert.ok((await processors.metric(0, RESETS)) > 0, `${semantics}: no reset was told`);
    });
  },
};

/** Its offsets begin anew, and so do its records. */
export const topicReplaced: Fault = {
  id: "R23c",
  name: "the source topic deleted and made anew while processors run",
  rounds: 1,
  recoverySeconds: 60,
  // Counts are kept by the source's offsets, which now stand for other records.
  options: { aggregates: false, resets: true, broken: false },
  async round(scene) {
    await scene.fronts.stop();
    await scene.recovered(30);
    await scene.replaceInput();
    scene.fronts.resume();
    await scene.moreAcked(400, 90);
  },
};
