/** `kafka.channels`: topics that Express brokers deliver by themselves, to buckets and tables of others or to the stack's own lake. */
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster } from "../../../components/kafka/cluster.ts";
import type { MskKeys } from "../../../components/kafka/msk/args.ts";
import type { Delivery } from "../../../components/kafka/msk/channel-policy.ts";
import type { AwsLake } from "../../../components/lake/aws/lake.ts";
import { channelKeyTemplate } from "../../../components/lake/aws/layout.ts";
import type { LakeTables } from "../../../components/lake/aws/tables.ts";
import { names } from "../../naming.ts";
import type { MskKafka } from "../../settings/kafka/msk.ts";
import type { SettingsOf } from "../../settings.ts";
import { tagsOf } from "../../tags.ts";

type Settings = SettingsOf<"aws">;
type ChannelSettings = MskKafka["channels"][string];

/** What the stack's lake has, if it has one. */
export interface LakeOfStack {
  lake: AwsLake | undefined;
  tables: LakeTables | undefined;
}

/** Nothing on clusters without Express brokers. The settings' checks have seen that topics and the lake have what it asks for. */
export async function deliver(
  settings: Settings,
  kafka: MskKafka,
  stack: string,
  cluster: KafkaCluster,
  keys: MskKeys,
  { lake, tables }: LakeOfStack,
  opts: pulumi.ComponentResourceOptions,
): Promise<void> {
  const { MskCluster } = await import("../../../components/kafka/msk/cluster.ts");
  if (!(cluster instanceof MskCluster) || Object.keys(kafka.channels).length === 0) return;
  const { MskChannel } = await import("../../../components/kafka/msk/channel.ts");
  const after = [...(lake?.ready ?? []), ...(tables?.ready ?? [])];
  for (const [key, channel] of Object.entries(kafka.channels))
    new MskChannel(
      `${names.kafka}-channel-${key}`,
      {
        channelName: key,
        clusterArn: cluster.arn,
        topicArn: cluster.nodes.topics[channel.topic]!.arn,
        freshnessSeconds: channel.freshnessSeconds,
        destination: destinationOf(channel, { lake, tables }),
        deadLetters: channel.deadLetters ?? { bucket: lake!.bucket.arn, prefix: `${lake!.errorPrefix}${key}/` },
        bucketKeys: [keys.data],
        after,
        tags: tagsOf(settings, stack),
      },
      opts,
    );
}

function destinationOf(
  { topic, destination }: ChannelSettings,
  { lake, tables }: LakeOfStack,
): Delivery["destination"] {
  if (destination.type === "lake")
    return {
      type: "s3",
      bucket: lake!.bucket.arn,
      prefix: lake!.topics[topic]!.prefix,
      keyTemplate: channelKeyTemplate,
      format: "JSON",
      // Athena knows compression by the end of a name, which a channel makes itself; objects move to cheaper classes as they grow old.
      compression: "NONE",
      storageClass: "STANDARD",
    };
  if (destination.type !== "lake-table") return destination;
  const { table, schema } = tables!.topics[topic]!;
  const { partitionBy } = destination;
  return {
    type: "iceberg",
    tableBucket: tables!.bucket,
    database: tables!.namespace,
    table,
    schema,
    ...(partitionBy === undefined ? {} : { partitionBy }),
  };
}
