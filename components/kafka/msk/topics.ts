/** Topics by AWS' own API, so that nobody has to reach the brokers for them. */
import { Topic } from "@pulumi/aws/msk/topic.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import { mapValues } from "../administered.ts";
import type { TopicSpec } from "../cluster.ts";
import { heldTopic } from "../topic-config.ts";
import { compileMskTopic } from "./topic-config.ts";
import type { ProvisionedTier } from "./versions.ts";

/**
 * Another name, cluster or number of copies would delete a topic and make it anew, and AWS does not refuse fewer partitions before it is asked
 * (terraform-provider-aws, service/kafka/topic.go): so it is protected, the settings' checks say no first, and one whose `allow` is empty is
 * left where it is. The new one has the name of the former, which goes first.
 * @param cluster what holds them: they go with it
 */
export function topicsOf(
  child: MakeChild,
  args: { tier: ProvisionedTier; nodes: number; topics: Record<string, TopicSpec>; protection: boolean },
  cluster: pulumi.CustomResource & { arn: pulumi.Output<string> },
  transform?: Transform<ArgsOf<typeof Topic>>,
): Record<string, Topic> {
  return mapValues(args.topics, (spec, key) => {
    const { topic, partitions, replication, config } = compileMskTopic(args.tier, key, spec, args.nodes);
    return child(
      Topic,
      `topic-${key}`,
      {
        clusterArn: cluster.arn,
        name: topic,
        partitionCount: partitions,
        replicationFactor: replication,
        configs: configsText(config),
      },
      { ...heldTopic(spec, args.protection), deletedWith: cluster },
      transform,
    );
  });
}

/** The same text for the same configuration. */
export function configsText(config: Record<string, string>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))));
}
