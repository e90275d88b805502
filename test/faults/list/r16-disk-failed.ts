import assert from "node:assert/strict";
import { readdirSync, renameSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import { TWO_DISKS } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";

/** Milliseconds that the disk stays away after the broker has noticed. */
const AWAY_MS = 5_000;

/** One of a broker's two folders of logs goes away: its replicas are offline, and three must be in sync. */
export const diskFailed: Fault = {
  id: "R16",
  name: "one of a broker's two log folders fails, with min.insync.replicas at all of them, until the broker starts anew",
  rounds: 1,
  options: { configs: { all: { "min.insync.replicas": "3" } } },
  async round({ cluster, topics }) {
    const disk = cluster.secondDisk;
    const there = readdirSync(disk).filter((name) => topics.some((topic) => name.startsWith(`${topic}-`)));
    assert.ok(there.length > 0, "none of the fault's partitions is on this disk");
    renameSync(disk, `${disk}.away`);
    await until("the broker notices", 30, async () => !(await cluster.operations.inSync(topics)));
    await sleep(AWAY_MS);
    await cluster.stop(TWO_DISKS, "SIGKILL");
    renameSync(`${disk}.away`, disk);
    await cluster.start(TWO_DISKS);
  },
  settle: replicasInSync,
};
