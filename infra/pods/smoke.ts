/** `workload.smoke` of pods. */
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { podLabels } from "../../components/workload/kubernetes/pod.ts";
import type { SmokeTest } from "../../components/workload/kubernetes/smoke-test.ts";
import type { KubernetesWorkload } from "../../components/workload/kubernetes/workload.ts";
import { names } from "../naming.ts";
import { tagsOf } from "../tags.ts";
import { workloadTopics } from "../workload-topics.ts";
import type { Place, PodSettings } from "./place.ts";

/** @returns undefined when nobody tests the stack */
export async function smokeOf(
  settings: PodSettings,
  stack: string,
  cluster: KafkaCluster,
  workload: KubernetesWorkload,
  place: Place,
): Promise<SmokeTest | undefined> {
  const { kubernetes, logging } = settings;
  const { enabled, principal, deadlineSeconds, schedule } = settings.workload!.smoke;
  const { ingestUrl, token, nodes } = workload;
  if (!enabled || ingestUrl === undefined || token === undefined) return undefined;
  const { SmokeTest } = await import("../../components/workload/kubernetes/smoke-test.ts");
  const { input, output, deadLetter } = workloadTopics(settings);
  const deployments = Object.values(nodes.roles).map(({ deployment }) => deployment);
  return new SmokeTest(
    names.smoke,
    {
      principal,
      connection: cluster.connectionFor(principal),
      identity: cluster.identity,
      brokers: cluster.reachedBy!(principal),
      topics: { input, output, deadLetter },
      ingest: { url: ingestUrl, token },
      pods: { ingest: podLabels(names.workload, "ingest"), processor: podLabels(names.workload, "processor") },
      deadlineSeconds,
      schedule,
      image: kubernetes.image!,
      imagePullSecrets: kubernetes.imagePullSecrets,
      logLevel: logging.level,
      namespace: place.namespace,
      tags: tagsOf(settings, stack),
      after: [...deployments, ...Object.values(nodes.service)],
    },
    place.opts,
  );
}
