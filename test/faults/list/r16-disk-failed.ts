import assert from "node:assert/strict";
import { readdirSync, renameSync } from "node:fs";
import { TWO_DISKS } from "../support/cluster.ts";
import type { Fault } from "../support/fault.ts";
import { replicasInSync } from "../support/in-sync.ts";
import { assertRefused } from "../support/refused.ts";

/** One of a broker's two folders of logs goes away: its replicas are offline, and three must be in sync. */
export const diskFailed: Fault = {
  id: "R16",
  name: "one of a broker's two log folders fails, with min.insync.replicas at all of them, until the broker starts anew",
  rounds: 1,
  options: { configs: { all: { "min.insync.replicas": "3" } } },
  async round(scene) {
    const { cluster, topics } = scene;
    const disk = cluster.secondDisk;
    const there = readdirSync(disk).filter((name) => topics.some((topic) => name.startsWith(`${topic}-`)));
    assert.ok(there.length > 0, "none of the fault's partitions is on this disk");
    renameSync(disk, `${disk}.away`);
    await assertRefused(scene, there);
    await cluster.stop(TWO_DISKS, "SIGKILL");
    renameSync(`${disk}.away`, disk);
    await cluster.start(TWO_DISKS);
  },
  settle: replicasInSync,
};
