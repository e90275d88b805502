/** What of a stack is at AWS already, before anything is declared: a cluster or a topic that would be made anew loses its data. */
import { compileMskTopic } from "../../../components/kafka/msk/topic-config.ts";
import type { MskTier } from "../../../components/kafka/msk/versions.ts";
import { type MskShape, mskChangeProblems } from "../../settings/checks/msk/changes.ts";
import type { MskKafka } from "../../settings/kafka/msk.ts";
import { mskNodes, mskParts, mskVersion, mskZones } from "../../settings/kafka/msk-defaults.ts";
import { type Problem, settingsError } from "../../settings/problem.ts";
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

/** How AWS is asked for a cluster; tests ask nobody. */
export type AskCluster = (region: string, name: string) => Promise<SeenCluster | undefined>;

/** What may not be read is not judged: Pulumi's own plan is the next to say it. */
export const askCluster: AskCluster = async (region, name) => {
  const answer = await aws(region, "kafka", "list-clusters-v2", "--cluster-name-filter", name).catch(() => undefined);
  const found = answer?.ClusterInfoList?.find(({ ClusterName }: any) => ClusterName === name);
  if (found === undefined) return undefined;
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
export async function lookAtMsk(settings: AwsSettings, stack: string, ask: AskCluster = askCluster): Promise<void> {
  const { kafka, aws: at } = settings;
  if (kafka.backend !== "msk") return;
  const name = mskClusterName(kafka, stack);
  const seen = await ask(at.region, name);
  if (seen === undefined) return;
  const problems = [...mskChangeProblems(seen.shape, wantedShape(kafka, name)), ...topicProblems(kafka, seen.topics)];
  if (problems.length > 0) throw settingsError(problems, `The settings for cluster ${name}`, "TRB_CLUSTER_UNFIT");
}

function wantedShape(kafka: MskKafka, name: string): MskShape {
  const { tier, storage = mskParts.storage } = kafka;
  if (tier === "serverless") return { tier, name };
  const shape = { tier, name, version: mskVersion(tier, kafka), nodes: mskNodes(tier, kafka), zones: mskZones(kafka) };
  return tier === "express" ? shape : { ...shape, sizeGi: storage.sizeGi, scaled: storage.scaling !== undefined };
}

/** AWS' own Topic is made anew for fewer partitions or other copies, and nobody asks before. */
function topicProblems(kafka: MskKafka, seen: SeenTopic[] = []): Problem[] {
  const there = new Map(seen.map((topic) => [topic.name, topic]));
  return Object.entries(kafka.topics).flatMap(([key, spec]): Problem[] => {
    const { topic, partitions, replication, allow } = compileMskTopic(
      kafka.tier,
      key,
      spec,
      mskNodes(kafka.tier, kafka),
    );
    const now = there.get(topic);
    if (now === undefined) return [];
    const path = `kafka.topics.${key}`;
    return [
      ...(partitions < now.partitions
        ? [
            {
              path: `${path}.partitions`,
              given: String(partitions),
              allowed: `at least ${now.partitions}, which it has: partitions are never lowered`,
            },
          ]
        : []),
      ...(replication !== now.replication && !allow.includes("replace")
        ? [
            {
              path: `${path}.replication`,
              given: String(replication),
              allowed: `${now.replication}, which it has, unless allow holds replace: the topic would be made anew, with no records in it`,
            },
          ]
        : []),
    ];
  });
}
