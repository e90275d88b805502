/** What most faults wait for before the next round: nothing is broken any more. */
import { until } from "../../../app/test/integration/processes.ts";
import type { Scene } from "./scene.ts";

const SECONDS = 60;

export async function replicasInSync({ cluster, topics }: Scene): Promise<void> {
  await until("replicas in sync", SECONDS, () => cluster.operations.inSync(topics));
}
