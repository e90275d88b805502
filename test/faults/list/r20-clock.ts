import assert from "node:assert/strict";
import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";
import { cpuSecondsOf } from "../support/footprint.ts";
import type { Scene } from "../support/scene.ts";

/** Of Debian's package libfaketime; other systems have it elsewhere, or not. */
const [library] = globSync("/usr/{lib,lib64}/{*/,}faketime/libfaketimeMT.so.1");
/** Milliseconds for each time on the clock; it is read anew each second. */
const EACH_MS = 6_000;
/** Seconds that a clock may be from where it was set to. */
const TOLERANCE = 5;
/** Share of a core that a processor may use; timers that fire over and over would take all of one. */
const CPU_SHARE = 0.5;

const clockOf = (cluster: Cluster): string => join(cluster.folder, "clock");

/** All processes of the application have a clock of their own, which the brokers do not share. */
export const clock: Fault = {
  id: "R20",
  name: "the processes' clock 10 minutes ahead, set back by 20 minutes, then by another 5, then right",
  rounds: 1,
  failures: 3,
  missing: library === undefined && "libfaketime is not there (Debian's package libfaketime)",
  async setUp(cluster) {
    writeFileSync(clockOf(cluster), "+10m\n");
    const env = {
      LD_PRELOAD: library!,
      FAKETIME_TIMESTAMP_FILE: clockOf(cluster),
      FAKETIME_CACHE_DURATION: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    return { options: { env }, tearDown: async () => {} };
  },
  async round(scene) {
    await assertAhead(scene, 10);
    for (const minutes of [-10, -15, 0]) {
      await scene.moreAcked(200);
      writeFileSync(clockOf(scene.cluster), `${minutes < 0 ? "" : "+"}${minutes}m\n`);
      const cpu = cpuOf(scene);
      const began = performance.now();
      await sleep(EACH_MS);
      await assertAhead(scene, minutes);
      await scene.recovered(15);
      const seconds = (performance.now() - began) / 1_000;
      for (const [index, now] of cpuOf(scene).entries()) {
        const share = (now - cpu[index]!) / seconds;
        assert.ok(share < CPU_SHARE, `${scene.sides[index]!.semantics}: ${share} of a core`);
      }
    }
  },
};

/** Every process' clock is so many minutes ahead of the tests' own: what its answers are dated by. */
async function assertAhead({ sides, fronts }: Scene, minutes: number): Promise<void> {
  for (const port of [...fronts.ports, ...sides.flatMap(({ processors }) => processors.ports)]) {
    const { headers } = await fetch(`http://127.0.0.1:${port}/live`);
    const seconds = (Date.parse(headers.get("date")!) - Date.now()) / 1_000;
    assert.ok(Math.abs(seconds - minutes * 60) < TOLERANCE, `${port}: ${seconds} s ahead, not ${minutes} min`);
  }
}

const cpuOf = ({ sides }: Scene): number[] => sides.map(({ processors }) => cpuSecondsOf(processors.get(0).child.pid!));
