/** What stands around a cluster, whichever it is: the registry, the application, and who scales it. Joined by the contract alone. */
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { type Made, type StackOutputs, stackOutputs } from "../outputs.ts";
import { administer } from "./administration.ts";
import { type CloudLogs, logsOf } from "./logging.ts";
import { type CloudMetrics, monitor } from "./monitoring.ts";
import type { Place, PodSettings } from "./place.ts";
import { registryOf } from "./registry.ts";
import { scale } from "./scaling.ts";
import { smokeOf } from "./smoke.ts";
import { traced } from "./tracing.ts";
import { workloadOf } from "./workload.ts";

/** How what reads a cloud's own logs and metrics is known to it. */
export interface CloudReaders {
  logs: CloudLogs;
  metrics: CloudMetrics;
}

/**
 * @param beside what the cloud's program has made besides. Default: nothing
 * @param readers of what the cloud keeps of the brokers itself. Default: nothing is read of it
 */
export async function around(
  cluster: KafkaCluster,
  settings: PodSettings,
  stack: string,
  place: Place,
  source: SecretSource,
  beside: Pick<Made, "lake" | "images"> = {},
  readers?: CloudReaders,
): Promise<StackOutputs> {
  const ready = await administer(cluster, settings, stack, place);
  const registry = await registryOf(settings, stack, cluster, ready, place);
  const traces = await traced(settings, stack, place);
  const workload = await workloadOf(settings, stack, cluster, ready, registry, place, source, traces);
  const scaler = workload ? await scale(settings, stack, cluster, ready, workload, place) : [];
  const smoke = workload ? await smokeOf(settings, stack, cluster, workload, place) : undefined;
  const ofWorkload = [...(workload?.logs ?? []), ...(smoke?.logs ?? [])];
  const lines = [...cluster.logs, ...(registry?.logs ?? []), ...ofWorkload, ...(traces?.logs ?? [])];
  const logging = await logsOf(settings, stack, lines, [...ready, ...scaler], place, source, readers?.logs);
  const others = [registry, workload, traces].flatMap((part) => part?.metrics ?? []);
  const pages = [...cluster.metrics, ...others];
  await monitor(settings, stack, pages, place, readers?.metrics);
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
