/** What of a stack is at AWS already, before anything is declared: a cluster or a topic that would be made anew loses its data. */
import { compileMskTopic } from "../../../components/kafka/msk/topic-config.ts";
import type { MskTier } from "../../../components/kafka/msk/versions.ts";
import { mayGo } from "../../../components/kafka/topic-config.ts";
import { type MskShape, mskChangeProblems } from "../../settings/checks/msk/changes.ts";
import type { MskKafka } from "../../settings/kafka/msk.ts";
import { mskNodes, mskParts, mskVersion, mskZones } from "../../settings/kafka/msk-defaults.ts";
import { type Problem, settingsError } from "../../settings/problem.ts";
import { keptTopics, MADE_ANEW, mayBeMadeAnew, notYetAnew, renamedTopics, shrunkTopics } from "../kept-topics.ts";
import { type AskLast, askLast, type LastCluster, ofBackend } from "../last-up.ts";
import { aws } from "./command.ts";
import type { AwsSettings } from "./index.ts";
import { mskClusterName } from "./msk.ts";

export interface SeenTopic {
  name: string;
  partitions: number;
  replication: number;
}

/** A cluster of this name; undefined: there is none. `topics` undefined: they may not be read, or this AWS command line is older than they are. */
export interface SeenCluster {
  shape: MskShape;
  topics: SeenTopic[] | undefined;
}

/**
 * How AWS is asked for a cluster; tests ask nobody. `none`: there is no cluster of this name; `unknown`: whether there is one may not be read,
 * or was not answered.
 */
export type AskCluster = (region: string, name: string) => Promise<SeenCluster | "none" | "unknown">;

/** What may not be read is not judged, unless the stack's last outputs tell it: Pulumi's own plan is the next to say it. */
export const askCluster: AskCluster = async (region, name) => {
  const answer = await aws(region, "kafka", "list-clusters-v2", "--cluster-name-filter", name).catch(() => undefined);
  if (answer === undefined) return "unknown";
  const found = answer.ClusterInfoList?.find(({ ClusterName }: any) => ClusterName === name);
  if (found === undefined) return "none";
  const listed = await aws(region, "kafka", "list-topics", "--cluster-arn", found.ClusterArn).catch(() => undefined);
  return { shape: shapeOf(found), topics: listed?.Topics?.map(topicOf) };
};

export function shapeOf({ ClusterName, Provisioned }: any): MskShape {
  if (Provisioned === undefined) return { name: ClusterName, tier: "serverless" };
  const { BrokerNodeGroupInfo: brokers, CurrentBrokerSoftwareInfo: software, NumberOfBrokerNodes: nodes } = Provisioned;
  const tier: MskTier = brokers.InstanceType.startsWith("express.") ? "express" : "standard";
  const sizeGi = brokers.StorageInfo?.EbsStorageInfo?.VolumeSize;
  return {
    name: ClusterName,
    tier,
    version: software?.KafkaVersion,
    nodes,
    zones: brokers.ClientSubnets.length,
    ...(tier === "standard" && sizeGi !== undefined ? { sizeGi } : {}),
  };
}

const topicOf = ({ TopicName, PartitionCount, ReplicationFactor }: any): SeenTopic => ({
  name: TopicName,
  partitions: PartitionCount,
  replication: ReplicationFactor,
});

/** @throws TributaryError TRB_CLUSTER_UNFIT with `details.problems` */
export async function lookAtMsk(
  settings: AwsSettings,
  stack: string,
  ask: AskCluster = askCluster,
  recall: AskLast = askLast,
): Promise<void> {
  const { kafka, aws: at } = settings;
  if (kafka.backend !== "msk") return;
  const name = mskClusterName(kafka, stack);
  const [answer, told] = await Promise.all([ask(at.region, name), recall(stack)]);
  const last = ofBackend(told, "msk");
  const seen = typeof answer === "string" ? undefined : answer;
  const problems = [
    ...mskChangeProblems(shapeBefore(answer, last), wantedShape(kafka, name)),
    ...reachProblems(kafka, name, answer, last),
    ...topicProblems(kafka, seen?.topics, last),
  ];
  if (problems.length > 0) throw settingsError(problems, `The settings for cluster ${name}`, "TRB_CLUSTER_UNFIT");
}

/** AWS is asked by the name of the settings: only the stack knows which cluster it has, when that is another. */
function shapeBefore(answer: SeenCluster | "none" | "unknown", last: LastCluster | undefined): MskShape {
  const named = last?.metrics?.find(({ kind }) => kind === "cloudwatch")?.dimensions?.["Cluster Name"];
  const seen = typeof answer === "string" ? {} : answer.shape;
  const told = answer === "unknown" ? versionOf(last) : {};
  return { ...told, ...seen, ...(named === undefined ? {} : { name: named }) };
}

/** A serverless cluster calls its version so. */
function versionOf(last: LastCluster | undefined): MskShape {
  const { kafkaVersion: version } = last ?? {};
  if (version === undefined) return {};
  return version === "serverless" ? { tier: "serverless" } : { version };
}

/** AWS makes no cluster but private ones: the way in is a second step. */
function reachProblems(
  { reach }: MskKafka,
  name: string,
  answer: SeenCluster | "none" | "unknown",
  last: LastCluster | undefined,
): Problem[] {
  if (reach === undefined || reach.mode === "private" || typeof answer !== "string") return [];
  if (answer === "unknown" && last !== undefined) return [];
  const why =
    answer === "none"
      ? `there is no cluster ${name} yet`
      : `AWS did not say whether there is a cluster ${name}, and this stack has made none that it knows of`;
  return [
    {
      path: "kafka.reach.mode",
      given: JSON.stringify(reach.mode),
      allowed: `private, as ${why}: AWS makes none but private ones. It takes two steps: an up without kafka.reach, which makes it, then one with kafka.reach and created: true, which opens it`,
    },
  ];
}

function wantedShape(kafka: MskKafka, name: string): MskShape {
  const { tier, storage = mskParts.storage } = kafka;
  if (tier === "serverless") return { tier, name };
  const shape = { tier, name, version: mskVersion(tier, kafka), nodes: mskNodes(tier, kafka), zones: mskZones(kafka) };
  return tier === "express" ? shape : { ...shape, sizeGi: storage.sizeGi, scaled: storage.scaling !== undefined };
}

/** AWS' own Topic is made anew for another name or other copies, and nobody asks before; it takes no fewer partitions at all. */
function topicProblems(kafka: MskKafka, seen: SeenTopic[] | undefined, last: LastCluster | undefined): Problem[] {
  const { tier, topics } = kafka;
  const known = seen ? byKey(topics, seen) : (last?.topics ?? {});
  return [
    ...renamedTopics(keptTopics(topics, mayGo), last?.topics ?? {}, "MSK"),
    // Of a serverless cluster a Job administers topics.
    ...(tier === "serverless"
      ? shrunkTopics(keptTopics(topics, mayBeMadeAnew), known, MADE_ANEW)
      : shrunkTopics(topics, known)),
    ...copiesProblems(kafka, seen, last),
  ];
}

function byKey(topics: MskKafka["topics"], seen: SeenTopic[]): Record<string, SeenTopic> {
  const there = new Map(seen.map((topic) => [topic.name, topic]));
  return Object.fromEntries(
    Object.entries(topics).flatMap(([key, { name = key }]) => {
      const now = there.get(name);
      return now === undefined ? [] : [[key, now]];
    }),
  );
}

function copiesProblems(kafka: MskKafka, seen: SeenTopic[] = [], last?: LastCluster): Problem[] {
  const there = byKey(kafka.topics, seen);
  return Object.entries(kafka.topics).flatMap(([key, spec]): Problem[] => {
    const { replication, allow } = compileMskTopic(kafka.tier, key, spec, mskNodes(kafka.tier, kafka));
    const now = there[key];
    if (now === undefined || replication === now.replication) return [];
    const why = allow.includes("replace")
      ? notYetAnew(last?.topics[key])
      : ", which it has, unless allow holds replace: the topic would be made anew, with no records in it";
    if (why === undefined) return [];
    const given = String(replication);
    return [{ path: `kafka.topics.${key}.replication`, given, allowed: `${now.replication}${why}` }];
  });
}
