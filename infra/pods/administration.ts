/** What only pods can set on a cluster, by a Job: topics, rights and quotas for which a cloud has no API that is reached from outside. */
import type { Resource } from "@pulumi/pulumi";
import { TributaryError } from "../../components/errors.ts";
import type { KafkaCluster } from "../../components/kafka/cluster.ts";
import { names } from "../naming.ts";
import { tagsOf } from "../tags.ts";
import type { Place, PodSettings } from "./place.ts";

/** @returns what waits for the cluster depends on: all that it calls ready, and the Job */
export async function administer(
  cluster: KafkaCluster,
  settings: PodSettings,
  stack: string,
  place: Place,
): Promise<Resource[]> {
  const { needsAdministration: needed, identity } = cluster;
  if (needed === undefined) return cluster.ready;
  const { image, imagePullSecrets } = settings.kubernetes;
  // The settings' checks have seen that there is one.
  if (image === undefined) throw new TributaryError("TRB_INTERNAL", "kubernetes.image is needed to administer Kafka.");
  const { ClusterAdministration } = await import("../../components/kafka/administration/job.ts");
  const { ready } = new ClusterAdministration(
    names.administration,
    { ...needed, identity, image, imagePullSecrets, namespace: place.namespace, tags: tagsOf(settings, stack) },
    place.opts,
  );
  return [...cluster.ready, ...ready];
}
