/** What holds data is protected, and stays the same resource. */
import type { Context, PlannedStep, ResourceRule, StepRule } from "../rule.ts";

/** Types that hold data, or without which data cannot be read. Whatever else can be made anew from the settings. */
export const dataTypes: ReadonlySet<string> = new Set([
  "aws:acmpca/certificateAuthority:CertificateAuthority",
  "aws:dynamodb/table:Table",
  "aws:ebs/volume:Volume",
  "aws:ecr/repository:Repository",
  "aws:efs/fileSystem:FileSystem",
  "aws:eks/cluster:Cluster",
  "aws:glue/catalogDatabase:CatalogDatabase",
  "aws:kms/key:Key",
  "aws:msk/cluster:Cluster",
  "aws:msk/serverlessCluster:ServerlessCluster",
  "aws:msk/topic:Topic",
  "aws:s3/bucket:Bucket",
  "aws:s3tables/tableBucket:TableBucket",
  "confluentcloud:index/environment:Environment",
  "confluentcloud:index/kafkaCluster:KafkaCluster",
  "confluentcloud:index/kafkaTopic:KafkaTopic",
  "confluentcloud:index/schema:Schema",
  "kafka:index/topic:Topic",
  "kubernetes:kafka.strimzi.io/v1:Kafka",
  "kubernetes:kafka.strimzi.io/v1:KafkaNodePool",
  "kubernetes:kafka.strimzi.io/v1:KafkaTopic",
  "tributary:kafka:Topic",
  "tributary:local:Broker",
  "tributary:local:Cluster",
]);

const topicTypes: ReadonlySet<string> = new Set([...dataTypes].filter((type) => /[tT]opic$/.test(type)));

/** Whether the settings let a topic go on purpose; its resource is named after its key. */
function allows(
  what: ("delete" | "shrink" | "replace")[],
  { type, name }: { type: string; name: string },
  { settings }: Context,
): boolean {
  if (!topicTypes.has(type)) return false;
  // From the first -topic- on, as keys may hold it, too.
  const [, key = ""] = /-topic-(.+)$/.exec(name) ?? [];
  return settings.kafka.topics[key]?.allow?.some((allowed) => what.includes(allowed)) ?? false;
}

/** A topic that has left the settings has no `allow` there any more: the former `up`, which had it, took the protection away. */
const mayBeDeleted = (planned: PlannedStep, context: Context): boolean =>
  allows(["delete"], planned, context) || (topicTypes.has(planned.type) && planned.letGo === true);

/** Under another name it is another topic, and the former one goes. */
const mayBeReplaced = (planned: PlannedStep, context: Context): boolean => {
  const renamed = planned.changed.some((property) => property === "name" || property === "topicName");
  return allows(renamed ? ["delete", "shrink", "replace"] : ["shrink", "replace"], planned, context);
};

export const protectedData: ResourceRule = {
  name: "protected-data",
  level: "mandatory",
  severity: "critical",
  about: "In production what holds data, or the keys to it, cannot be deleted: Pulumi's `protect` is on.",
  mend: "Pass `protection` on to the component, or `protect` to the resource; environment: production does so everywhere.",
  check(resource, context) {
    if (context.settings.environment !== "production" || resource.protect || !dataTypes.has(resource.type)) return [];
    if (allows(["delete", "shrink", "replace"], resource, context)) return [];
    return [{ path: "protect", given: "false", allowed: "true in production" }];
  },
};

export const keptData: StepRule = {
  name: "kept-data",
  level: "mandatory",
  severity: "critical",
  about: "No step of a preview replaces what holds data, and none deletes it in production.",
  mend: "Take the change of that property back; moving data to a new resource is a second stack, or an alias where only the name has changed.",
  checkStep(planned, context) {
    const { type, step, changed } = planned;
    if (!dataTypes.has(type)) return [];
    if (step === "replace" && !mayBeReplaced(planned, context)) {
      const given = `${changed.length === 0 ? "a change" : changed.join(", ")} that makes another resource, and an empty one`;
      const unless = topicTypes.has(type) ? ", unless the topic's allow holds replace" : "";
      return [{ path: changed[0] ?? "urn", given, allowed: `changes in place${unless}` }];
    }
    if (step === "delete" && context.settings.environment === "production" && !mayBeDeleted(planned, context))
      return [{ path: "urn", given: "a resource that would be deleted", allowed: "resources that stay" }];
    return [];
  },
};
