/** `kafka.backend: existing` on AWS: roles for the pods of principals that are identities of IAM. */

import { mapValues } from "../../../components/kafka/administered.ts";
import type { AccessSpec, CloudIdentity } from "../../../components/kafka/cluster.ts";
import type { HostedCluster } from "../../../components/kubernetes/hosted.ts";
import { names } from "../../naming.ts";
import type { Place } from "../../pods/place.ts";
import { withRegistry } from "../../pods/registry.ts";
import { kafkaForScaling } from "../../pods/scaling.ts";
import type { ExistingPodsKafka } from "../../settings/kafka/existing-pods.ts";
import { tagsOf } from "../../tags.ts";
import type { AwsSettings } from "./index.ts";

/** @returns undefined when `kafka.clusterArn` names no cluster: then nobody logs in by a role */
export async function existingIdentity(
  settings: AwsSettings,
  kafka: ExistingPodsKafka,
  stack: string,
  pods: HostedCluster,
  { opts }: Place,
): Promise<CloudIdentity | undefined> {
  const { clusterArn } = kafka;
  if (clusterArn === undefined) return undefined;
  const { MskPodRoles } = await import("../../../components/kafka/msk/pod-roles.ts");
  const args = { clusterArn, pods, access: accessOf(settings, kafka), tags: tagsOf(settings, stack) };
  return new MskPodRoles(names.kafkaRoles, args, opts);
}

/** Also of whom `kafka.access` does not name: KEDA, and the administrator, who makes topics and sets others' rights and quotas. */
function accessOf(settings: AwsSettings, { principals, admin }: ExistingPodsKafka): Record<string, AccessSpec> {
  const { access } = kafkaForScaling(settings, withRegistry(settings));
  const byRole = mapValues(
    access,
    (spec, key): AccessSpec => (principals[key]?.mechanism === "aws-iam" ? { ...spec, auth: "iam" } : spec),
  );
  if (admin === undefined) return byRole;
  const auth = admin.mechanism === "aws-iam" ? "iam" : "scram";
  return { ...byRole, admin: { auth, admin: ["topics", "access", "cluster"] } };
}
