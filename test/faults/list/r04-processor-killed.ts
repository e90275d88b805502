import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Fault } from "../support/fault.ts";
import { END_TXN, OFFSET_COMMIT, PRODUCE, TXN_OFFSET_COMMIT } from "../support/frames.ts";
import type { Scene } from "../support/scene.ts";
import type { Semantics, Side } from "../support/side.ts";

type Moment = "random" | number;

/** By rounds in turn: the request that is under way when the processor dies. */
const moments: Record<Semantics, Moment[]> = {
  "at-least-once": ["random", PRODUCE, OFFSET_COMMIT, "random"],
  "exactly-once": ["random", PRODUCE, TXN_OFFSET_COMMIT, END_TXN],
};
/** After its sender's death, and before or after another begins: the broker acts on what nobody waits for any more. */
const LATE_MS = [1_000, 5_000];

/** The only processor dies: before it sends, before it is answered, before or while it commits. */
export const processorKilled: Fault = {
  id: "R4",
  name: "SIGKILL of the processor at random, and while its records, its offsets or a transaction's end are on their way",
  rounds: 6,
  async round(scene, round) {
    await scene.each(async (side, watch) => {
      const { processors, semantics } = side;
      const moment = moments[semantics][round % moments[semantics].length]!;
      if (moment === "random") await sleep(Math.random() * 1_500);
      const letGo = moment === "random" ? undefined : await onItsWay(scene, side, moment, round);
      await processors.end(0, "SIGKILL");
      letGo?.();
      await scene.committedIsProcessed(watch);
      await processors.start(0, false);
    });
  },
};

/**
 * Resolves when a side's request of this kind has left its process, and has not reached the broker.
 * @returns what has no more requests held, of whoever is started next
 */
async function onItsWay({ cluster }: Scene, { processors }: Side, apiKey: number, round: number): Promise<() => void> {
  const cycle = Math.floor(round / moments["exactly-once"].length);
  const options = { apiKey, ms: LATE_MS[cycle % LATE_MS.length]!, client: processors.name };
  const holds = [...cluster.proxies.values()].map((proxy) => proxy.hold(options));
  await until(`a request ${apiKey} of ${processors.name} is held`, 10, async () =>
    holds.some(({ count }) => count > 0),
  );
  return () => {
    for (const hold of holds) hold.letGo();
  };
}
