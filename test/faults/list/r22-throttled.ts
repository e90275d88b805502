import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../support/fault.ts";
import { cpuSecondsOf } from "../support/footprint.ts";

/**
 * Bytes a second and broker that a processor may write; the load's results are about one and a half times as many. While one batch
 * waits, the next one grows by that factor, and so does the silence: at several times as many it would soon last as long as the quota.
 */
const WRITE_RATE = 30_000;
const THROTTLED_SECONDS = 24;
/** Brokers judge by the last eleven seconds, so that at first nothing is slower. */
const SETTLING_SECONDS = 12;
/** Share of a core that a processor may use while it mostly waits. */
const CPU_SHARE = 0.5;
/** Records that wait when events come in faster than they are let out. */
const WAITING = 1_000;

/** The brokers tell processors to wait, which they do: slower than events come in, without a stall and without turning in circles. */
export const throttled: Fault = {
  id: "R22",
  name: "a quota of 30 kB/s a broker on what processors write, for 24 s",
  rounds: 1,
  // A batch that was too large is made up for by waiting, also when the quota is gone.
  recoverySeconds: 60,
  async round(scene) {
    const { cluster, sides, watches } = scene;
    await cluster.operations.quota("producer_byte_rate", WRITE_RATE);
    try {
      await sleep(SETTLING_SECONDS * 1_000);
      await scene.look();
      const began = Date.now();
      const before = sides.map(({ results, processors }) => ({
        done: results.count,
        cpu: cpuSecondsOf(processors.get(0).child.pid!),
      }));
      await sleep((THROTTLED_SECONDS - SETTLING_SECONDS) * 1_000);
      await scene.look();
      const seconds = (Date.now() - began) / 1_000;
      for (const [index, { results, processors, semantics }] of sides.entries()) {
        const { window } = watches[index]!;
        assert.ok(window > WAITING, `${semantics}: at most ${window} records waited: the quota was not felt`);
        assert.ok(results.count > before[index]!.done, `${semantics}: nothing in ${seconds} s`);
        const cpu = (cpuSecondsOf(processors.get(0).child.pid!) - before[index]!.cpu) / seconds;
        assert.ok(cpu < CPU_SHARE, `${semantics}: ${cpu} of a core while it was to wait`);
      }
    } finally {
      await cluster.operations.quota("producer_byte_rate", undefined);
    }
  },
};
