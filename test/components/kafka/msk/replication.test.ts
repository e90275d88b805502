/** What MSK Replicator is told of a cluster, and that aws.msk.Replicator takes it; under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Replicator } from "@pulumi/aws/msk/replicator.js";
import type { MskReach } from "../../../../components/kafka/msk/args.ts";
import { MskCluster } from "../../../../components/kafka/msk/cluster.ts";
import { ARN, express, made, serverless, standard, value } from "./support.ts";

const subnets = ["subnet-0", "subnet-1", "subnet-2"];

test("each tier tells its ARN, its subnets and whom brokers let in, where somebody logs in by IAM", async () => {
  for (const args of [standard, express, serverless]) {
    const { cluster } = await made(args);
    const { kind, clusterArn, ...end } = cluster.replication!;
    assert.equal(kind, "msk", args.tier);
    assert.deepEqual(await value(clusterArn), await value(cluster.arn));
    assert.deepEqual(await value(end.subnets), subnets);
    assert.deepEqual(await value(end.securityGroups), ["sg-nodes"]);
    assert.equal(end.otherRegions, args.tier === "serverless", "provisioned ones need multi-VPC for it");
  }
});

test("another region finds a way by multi-VPC; brokers in subnets of their own are found there", async () => {
  const reach: MskReach = { mode: "multi-vpc", created: true, accounts: [], connections: {} };
  const own = standard.network.privateSubnets.toReversed();
  const { cluster } = await made({ ...standard, reach, subnets: own });
  assert.equal(cluster.replication!.otherRegions, true);
  assert.deepEqual(await value(cluster.replication!.subnets), subnets.toReversed());
});

test("without a login by IAM no Replicator could come in, and there is no end of one", async () => {
  const { cluster } = await made({ ...standard, access: {} });
  assert.equal(cluster.replication, undefined);
  // Whoever sets the others' rules from inside the network is a role.
  const { ingest } = standard.access;
  const other = await made({ ...standard, access: { ingest: ingest! } });
  assert.equal(other.cluster.replication!.kind, "msk");
});

test("aws.msk.Replicator takes two such ends as they are", async () => {
  const end = ({ replication }: MskCluster) => {
    const { clusterArn: mskClusterArn, subnets: subnetIds, securityGroups } = replication!;
    return { amazonMskCluster: { mskClusterArn }, vpcConfig: { subnetIds, securityGroupsIds: securityGroups } };
  };
  const more = (cluster: MskCluster) => {
    const [from, to] = [end(cluster), end(new MskCluster("standby", express))];
    new Replicator("copy", {
      replicatorName: "copy",
      serviceExecutionRoleArn: "arn:aws:iam::123456789012:role/copy",
      kafkaClusters: [from, to],
      replicationInfoList: {
        sourceKafkaClusterArn: from.amazonMskCluster.mskClusterArn,
        targetKafkaClusterArn: to.amazonMskCluster.mskClusterArn,
        targetCompressionType: "NONE",
        topicReplications: [{ topicsToReplicates: [".*"] }],
        consumerGroupReplications: [{ consumerGroupsToReplicates: [".*"] }],
      },
    });
  };
  const { recording } = await made(standard, { more });
  const { kafkaClusters } = recording.named("copy").inputs;
  assert.equal(kafkaClusters.length, 2);
  assert.equal(kafkaClusters[0].amazonMskCluster.mskClusterArn, ARN);
  assert.deepEqual(kafkaClusters[0].vpcConfig, { subnetIds: subnets, securityGroupsIds: ["sg-nodes"] });
  assert.ok(recording.named("copy").dependencies.some((urn) => urn.endsWith("kafka-cluster")));
});
