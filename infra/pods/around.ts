/** What stands around a cluster, whichever it is: the registry, the application, and who scales it. Joined by the contract alone. */
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { type Made, type StackOutputs, stackOutputs } from "../outputs.ts";
import { administer } from "./administration.ts";
import { type CloudLogs, logsOf } from "./logging.ts";
import { monitor } from "./monitoring.ts";
import type { Place, PodSettings } from "./place.ts";
import { registryOf } from "./registry.ts";
import { scale } from "./scaling.ts";
import { smokeOf } from "./smoke.ts";
import { workloadOf } from "./workload.ts";

/**
 * @param beside what the cloud's program has made besides. Default: nothing
 * @param cloudLogs how what reads the brokers' own logs is known to the cloud. Default: it is not
 */
export async function around(
  cluster: KafkaCluster,
  settings: PodSettings,
  stack: string,
  place: Place,
  source: SecretSource,
  beside: Pick<Made, "lake" | "images"> = {},
  cloudLogs?: CloudLogs,
): Promise<StackOutputs> {
  const ready = await administer(cluster, settings, stack, place);
  const registry = await registryOf(settings, stack, cluster, ready, place);
  const workload = await workloadOf(settings, stack, cluster, ready, registry, place, source);
  const scaler = workload ? await scale(settings, stack, cluster, ready, workload, place) : [];
  const smoke = workload ? await smokeOf(settings, stack, cluster, workload, place) : undefined;
  const ofWorkload = [...(workload?.logs ?? []), ...(smoke?.logs ?? [])];
  const lines = [...cluster.logs, ...(registry?.logs ?? []), ...ofWorkload];
  const logging = await logsOf(settings, stack, lines, [...ready, ...scaler], place, source, cloudLogs);
  await monitor(settings, stack, [...cluster.metrics, ...(workload?.metrics ?? [])], place);
  return stackOutputs(settings, stack, {
    ...beside,
    cluster,
    registry,
    logging,
    workload: workload && {
      ingest: { urls: workload.ingestUrl ? [workload.ingestUrl] : [], token: workload.token ?? null },
      processes: Object.keys(workload.nodes.roles),
      metrics: workload.metrics,
      logs: ofWorkload,
    },
  });
}
