import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";

/** Of Debian's package libfaketime; other systems have it elsewhere, or not. */
const [library] = globSync("/usr/{lib,lib64}/{*/,}faketime/libfaketimeMT.so.1");
/** Milliseconds for each time on the clock; it is read anew each second. */
const EACH_MS = 6_000;

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
    for (const time of ["-10m", "-15m", "+0"]) {
      await scene.moreAcked(200);
      writeFileSync(clockOf(scene.cluster), `${time}\n`);
      await sleep(EACH_MS);
      await scene.recovered(15);
    }
  },
};
