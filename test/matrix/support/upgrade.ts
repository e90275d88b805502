/** R33: brokers go from release to release, one after the other, on the data that they have, while events come in. */
import assert from "node:assert/strict";
import { until } from "../../../app/test/integration/processes.ts";
import { KafkaAdmin } from "../../../components/local/kafka/admin.ts";
import { releaseOf } from "../../../components/local/kafka/releases.ts";
import { type Cluster, NODES } from "../../faults/support/cluster.ts";
import type { Fault } from "../../faults/support/fault.ts";
import { type Release, releases } from "./cells.ts";
import { featureLevels, finalise } from "./features.ts";

const METADATA = "metadata.version";

export const upgrade: Fault = {
  id: "R33",
  name: `brokers upgraded from ${releases.join(" to ")}`,
  rounds: 1,
  failures: (releases.length - 1) * NODES.length,
  async round(scene) {
    const { cluster } = scene;
    const [first, ...next] = releases;
    await assertFinalised(cluster, first);
    for (const release of next) {
      await cluster.use(`kafka-${release}`);
      for (const node of NODES) {
        await cluster.stop(node, "SIGTERM");
        await cluster.start(node);
        await asking(cluster, (admin) => admin.caughtUp(90_000));
        await scene.moreAcked(100);
      }
      assert.equal(await asking(cluster, (admin) => admin.release()), shortOf(release));
    }
    // Until here the cluster works as the first release does, and could go back to it.
    await assertFinalised(cluster, first);
    await finalise(cluster.bootstrap);
    await assertFinalised(cluster, next.at(-1)!);
  },
};

const shortOf = (release: Release): string => release.split(".").slice(0, 2).join(".");

/** The platform's own client, which sees Kafka's internal topics: a restart must not make those unavailable either. */
async function asking<T>({ bootstrap }: Cluster, use: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  const patience = { connectTimeout: 3_000, timeout: 10_000, retries: 5, retryDelay: 500 };
  const admin = new KafkaAdmin({ clientId: "matrix", bootstrapBrokers: bootstrap, ...patience });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}

/** The metadata's level is that of a release; printed with the other features'. */
async function assertFinalised(cluster: Cluster, release: Release): Promise<void> {
  const expected = shortOf(release);
  const finalised = await until(`level of ${expected}`, 20, async () => {
    const levels = (await featureLevels(cluster.bootstrap)).finalised;
    return releaseOf(levels.get(METADATA)) === expected && levels;
  });
  console.log(`features as of ${expected}: ${[...finalised].map((entry) => entry.join(" ")).join(", ")}`);
  assert.ok(finalised.size > 0);
}
