/** What services of AWS, other accounts and the collector of logs may do with what a stack has there: tables for the evaluator. */
import { test } from "node:test";
import type { KnownPolicy } from "../../../components/aws/policy.ts";
import { EcrRepository } from "../../../components/images/ecr.ts";
import { MskChannel, type MskChannelArgs } from "../../../components/kafka/msk/channel.ts";
import { collectorRights } from "../../../components/logging/aws/access.ts";
import { arn } from "../../../infra/recording/answers/aws.ts";
import { awsAnswers } from "../../aws/answers.ts";
import type { Caller } from "../../support/iam/evaluate.ts";
import { assertTable } from "../../support/iam/table.ts";
import { type Recording, record } from "../../support/recording.ts";
import { ARN, made, standard } from "../kafka/msk/support.ts";

const region = "eu-central-1";
const account = "123456789012";
const stranger = "210987654321";
const role = (name: string, of = account): Caller => ({ role: `arn:aws:iam::${of}:role/${name}` });
const service = (name: string): Caller => ({ service: `${name}.amazonaws.com` });
const policyOf = ({ named }: Recording, name: string, key = "policy"): KnownPolicy =>
  JSON.parse(named(name).inputs[key]) as KnownPolicy;
const everything: KnownPolicy = {
  Version: "2012-10-17",
  Statement: [{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }],
};

test("the collector of logs reads the brokers' own, and changes and deletes none", () => {
  const collector = role("collector");
  const group = (name: string) => arn("logs", `log-group:${name}:*`);
  const stream = (name: string) => arn("logs", `log-group:${name}:log-stream:broker-1`);
  const mine = "/aws/vendedlogs/msk/mine";
  const of = (...sources: Parameters<typeof collectorRights>[0]) => ({
    identity: [collectorRights(sources, { region, account }) as KnownPolicy],
  });
  const cloudwatch = { kind: "cloudwatch", component: "kafka", logGroup: mine, region } as const;
  const s3 = { kind: "s3", component: "kafka", bucket: "logs", prefix: "mine/", region } as const;
  assertTable(of(cloudwatch), [
    [true, collector, "logs:DescribeLogGroups", arn("logs", "log-group:*")],
    [true, collector, "logs:DescribeLogStreams", group(mine)],
    [true, collector, "logs:FilterLogEvents", stream(mine)],
    [false, collector, "logs:FilterLogEvents", stream(`${mine}-too`)],
    [false, collector, "logs:FilterLogEvents", stream("/aws/eks/mine/cluster")],
    [false, collector, "logs:FilterLogEvents", stream(mine).replace(region, "eu-west-1")],
    [false, collector, "logs:PutLogEvents", stream(mine)],
    [false, collector, "logs:DeleteLogGroup", group(mine)],
    [false, collector, "logs:PutRetentionPolicy", group(mine)],
    [false, collector, "s3:GetObject", "arn:aws:s3:::logs/mine/1.gz"],
  ]);
  assertTable(of(s3), [
    [true, collector, "s3:ListBucket", "arn:aws:s3:::logs"],
    [true, collector, "s3:GetObject", "arn:aws:s3:::logs/mine/1.gz"],
    [false, collector, "s3:GetObject", "arn:aws:s3:::logs/others/1.gz"],
    [false, collector, "s3:GetObject", "arn:aws:s3:::others/mine/1.gz"],
    [false, collector, "s3:PutObject", "arn:aws:s3:::logs/mine/1.gz"],
    [false, collector, "s3:DeleteObject", "arn:aws:s3:::logs/mine/1.gz"],
    [false, collector, "logs:DescribeLogGroups", arn("logs", "log-group:*")],
  ]);
  assertTable(of(), [[false, collector, "logs:DescribeLogGroups", arn("logs", "log-group:*")]]);
});

const channel: MskChannelArgs = {
  channelName: "lake",
  clusterArn: ARN,
  topicArn: arn("kafka", "topic/mine/1/events"),
  destination: {
    type: "s3",
    bucket: "arn:aws:s3:::lake",
    prefix: "events/",
    format: "JSON",
    compression: "NONE",
    storageClass: "STANDARD",
  },
  deadLetters: { bucket: "arn:aws:s3:::failed", prefix: "lake/" },
  bucketKeys: [arn("kms", "key/1")],
  logs: { retentionDays: 30, key: arn("kms", "key/1") },
  freshnessSeconds: 300,
  tags: {},
};
const delivering = (args: MskChannelArgs) =>
  record(() => void new MskChannel("channel", args), { outputs: awsAnswers });

test("a channel of MSK writes its objects, what failed and its own lines, and reads none of them back", async () => {
  const recording = await delivering(channel);
  const it = role("channel-role");
  const key = arn("kms", "key/1");
  const via = (name: string) => ({ "kms:ViaService": `${name}.${region}.amazonaws.com` });
  const logs = arn("logs", "log-group:/aws/msk/channels/tributary-test/lake:log-stream:1");
  assertTable({ identity: [policyOf(recording, "channel-policy")] }, [
    [true, it, "s3:PutObject", "arn:aws:s3:::lake/events/2026/1"],
    [true, it, "s3:ListBucket", "arn:aws:s3:::lake"],
    [true, it, "s3:PutObject", "arn:aws:s3:::failed/lake/1"],
    [false, it, "s3:PutObject", "arn:aws:s3:::lake/others/1"],
    [false, it, "s3:PutObject", "arn:aws:s3:::failed/others/1"],
    [false, it, "s3:GetObject", "arn:aws:s3:::lake/events/2026/1"],
    [false, it, "s3:DeleteObject", "arn:aws:s3:::lake/events/2026/1"],
    [false, it, "s3:PutBucketPolicy", "arn:aws:s3:::lake"],
    [true, it, "kms:GenerateDataKey", key, via("s3")],
    [false, it, "kms:GenerateDataKey", key],
    [false, it, "kms:GenerateDataKey", key, via("secretsmanager")],
    [false, it, "kms:GenerateDataKey", arn("kms", "key/2"), via("s3")],
    [true, it, "logs:PutLogEvents", logs],
    [false, it, "logs:PutLogEvents", logs.replace("/lake:", "/other:")],
    [false, it, "kafka-cluster:ReadData", channel.topicArn as string],
    [false, it, "s3tables:PutTableData", arn("s3tables", "bucket/lake/table/1")],
  ]);
  const trust = { resource: policyOf(recording, "channel-role", "assumeRolePolicy"), resourceMustAllow: true };
  const own = `arn:aws:iam::${account}:role/channel-role`;
  const from = (of: string, at = region) => ({
    "aws:SourceAccount": of,
    "aws:SourceArn": `arn:aws:kafka:${at}:${of}:channel/lake/1`,
  });
  assertTable(trust, [
    [true, service("kafka"), "sts:AssumeRole", own, from(account)],
    // Whoever names this role in a channel of another account, the confused deputy.
    [false, service("kafka"), "sts:AssumeRole", own, from(stranger)],
    [false, service("kafka"), "sts:AssumeRole", own, from(account, "eu-west-1")],
    [false, service("kafka"), "sts:AssumeRole", own],
    [false, service("kafkaconnect"), "sts:AssumeRole", own, from(account)],
    [false, role("somebody"), "sts:AssumeRole", own, from(account)],
  ]);
});

test("a channel into a table writes tables of its bucket by its own schema, and deletes none", async () => {
  const recording = await delivering({
    ...channel,
    destination: {
      type: "iceberg",
      tableBucket: arn("s3tables", "bucket/lake"),
      database: "events",
      table: "logins",
      schema: arn("glue", "schema/mine/login-event"),
    },
  });
  const it = role("channel-role");
  const table = arn("s3tables", "bucket/lake/table/1");
  assertTable({ identity: [policyOf(recording, "channel-policy")] }, [
    [true, it, "s3tables:PutTableData", table],
    [true, it, "s3tables:UpdateTableMetadataLocation", table],
    [true, it, "s3tables:CreateTable", arn("s3tables", "bucket/lake")],
    [false, it, "s3tables:DeleteTable", table],
    [false, it, "s3tables:PutTablePolicy", table],
    [false, it, "s3tables:PutTableData", arn("s3tables", "bucket/lake-2/table/1")],
    [true, it, "glue:GetSchemaVersion", arn("glue", "schema/mine/login-event")],
    [true, it, "glue:GetRegistry", arn("glue", "registry/mine")],
    [false, it, "glue:GetSchemaVersion", arn("glue", "schema/others/login-event")],
    [false, it, "glue:RegisterSchemaVersion", arn("glue", "schema/mine/login-event")],
    [true, it, "s3:PutObject", "arn:aws:s3:::failed/lake/1"],
    [false, it, "s3:PutObject", "arn:aws:s3:::lake/events/1"],
  ]);
});

test("another account may make connections to a cluster and ask for addresses, and nothing inside the cluster", async () => {
  const reach = { mode: "multi-vpc", created: true, accounts: [stranger], connections: {} } as const;
  const { recording } = await made({ ...standard, reach: { ...reach, accounts: [stranger] } });
  const resource = policyOf(recording, "kafka-policy");
  const theirs = role("network", stranger);
  const topic = ARN.replace(":cluster/", ":topic/");
  // However much that account allows its own role.
  assertTable({ identity: [everything], resource }, [
    [true, theirs, "kafka:CreateVpcConnection", ARN],
    [true, theirs, "kafka:GetBootstrapBrokers", ARN],
    [true, theirs, "kafka:DescribeClusterV2", ARN],
    [false, theirs, "kafka:DeleteCluster", ARN],
    [false, theirs, "kafka:PutClusterPolicy", ARN],
    [false, theirs, "kafka:CreateVpcConnection", ARN.replace("tributary-test", "another")],
    [false, theirs, "kafka-cluster:Connect", ARN],
    [false, theirs, "kafka-cluster:ReadData", `${topic}/login-events`],
    [false, role("network", "333333333333"), "kafka:CreateVpcConnection", ARN],
  ]);
  // And its account must have said so, too.
  assertTable({ identity: [], resource }, [[false, theirs, "kafka:CreateVpcConnection", ARN]]);
});

test("an account that may pull pulls, and neither pushes nor deletes; others get nothing", async () => {
  const recording = await record(
    () =>
      void new EcrRepository("images", {
        repositoryName: "tributary/app",
        key: arn("kms", "key/1"),
        pullers: [`arn:aws:iam::${stranger}:root`],
        protection: true,
        tags: {},
      }),
    { outputs: awsAnswers },
  );
  const repository = arn("ecr", "repository/tributary/app");
  const theirs = role("node", stranger);
  const policies = { identity: [everything], resource: policyOf(recording, "images-pull") };
  assertTable(policies, [
    [true, theirs, "ecr:BatchGetImage", repository],
    [true, theirs, "ecr:GetDownloadUrlForLayer", repository],
    [true, theirs, "ecr:BatchCheckLayerAvailability", repository],
    [false, theirs, "ecr:PutImage", repository],
    [false, theirs, "ecr:InitiateLayerUpload", repository],
    [false, theirs, "ecr:BatchDeleteImage", repository],
    [false, theirs, "ecr:SetRepositoryPolicy", repository],
    [false, role("node", "333333333333"), "ecr:BatchGetImage", repository],
  ]);
  assertTable({ ...policies, identity: [] }, [[false, theirs, "ecr:BatchGetImage", repository]]);
});
