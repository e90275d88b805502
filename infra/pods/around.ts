/** What stands around a cluster, whichever it is: the registry, the application, and who scales it. Joined by the contract alone. */
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { type Made, type StackOutputs, stackOutputs } from "../outputs.ts";
import { administer } from "./administration.ts";
import { monitor } from "./monitoring.ts";
import type { Place, PodSettings } from "./place.ts";
import { registryOf } from "./registry.ts";
import { scale } from "./scaling.ts";
import { workloadOf } from "./workload.ts";

/** @param beside what the cloud's program has made besides. Default: nothing */
export async function around(
  cluster: KafkaCluster,
  settings: PodSettings,
  stack: string,
  place: Place,
  source: SecretSource,
  beside: Pick<Made, "lake" | "images"> = {},
): Promise<StackOutputs> {
  const ready = await administer(cluster, settings, stack, place);
  const registry = await registryOf(settings, stack, cluster, ready, place);
  const workload = await workloadOf(settings, stack, cluster, ready, registry, place, source);
  if (workload) await scale(settings, stack, cluster, ready, workload, place);
  await monitor(settings, stack, [...cluster.metrics, ...(workload?.metrics ?? [])], place);
  return stackOutputs(settings, stack, {
    ...beside,
    cluster,
    registry,
    workload: workload && {
      ingest: { urls: workload.ingestUrl ? [workload.ingestUrl] : [], token: workload.token ?? null },
      processes: Object.keys(workload.nodes.roles),
      metrics: workload.metrics,
      logs: workload.logs,
    },
  });
}
