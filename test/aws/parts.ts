/** The components on AWS, each with arguments of a production stack, recorded with what AWS would answer. */
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import type * as pulumi from "@pulumi/pulumi";
import { EcrRepository } from "../../components/images/ecr.ts";
import { MskCluster } from "../../components/kafka/msk/cluster.ts";
import { EksCluster } from "../../components/kubernetes/eks/cluster.ts";
import { AwsLake } from "../../components/lake/aws/lake.ts";
import { AwsNetwork } from "../../components/network/aws.ts";
import { existingNetwork } from "../../components/network/existing.ts";
import { AwsKeys } from "../../components/secrets/aws/keys.ts";
import { express, serverless, standard } from "../components/kafka/msk/support.ts";
import { type OutputsOf, type Recording, record } from "../support/recording.ts";
import { ACCOUNT, awsAnswers, REGION } from "./answers.ts";

const zones = ["a", "b", "c"].map((letter) => `${REGION}${letter}`);
const key = (id: number) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const common = { region: REGION, protection: true, tags: { project: "tributary", stack: "test" } };
const network = () =>
  existingNetwork({
    id: "vpc-1",
    privateSubnets: zones.map((zone, index) => ({ id: `subnet-${index}`, zone, cidr: `10.0.${index}.0/24` })),
  });
const authority = `arn:aws:acm-pca:${REGION}:${ACCOUNT}:certificate-authority/11111111-2222-3333-4444-555555555555`;

const outputs: OutputsOf = {
  ...awsAnswers,
  "random:index/randomPassword:RandomPassword": () => ({ result: "a password" }),
};
const part = (make: () => void) => (preview: boolean) => record(make, { preview, outputs });

/** Somebody's bucket, which S3 may write a line for each request to; known when it may. */
function auditBucket(): pulumi.Output<string> {
  const audit = new Bucket("audit", { bucket: "tributary-test-audit" });
  const Statement = [
    {
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::tributary-test-audit/*",
    },
  ];
  const policy = JSON.stringify({ Version: "2012-10-17", Statement });
  return new BucketPolicy("audit-policy", { bucket: audit.bucket, policy }).bucket;
}

/** All of them together, joined as a stack joins them. */
export const wholePlatform = part(() => {
  const flowLogs = { retention: 30, key: key(1), account: ACCOUNT };
  const keys = new AwsKeys("keys", { ...common, account: ACCOUNT, prefix: "tributary-test" });
  const network = new AwsNetwork("network", {
    ...common,
    zones,
    cidr: "10.60.0.0/16",
    nat: "zone",
    clusterName: "tributary-test",
    flowLogs: { ...flowLogs, key: keys.data },
  });
  const eks = new EksCluster("eks", {
    ...common,
    clusterName: "tributary-test",
    version: "1.35",
    network,
    keys: { data: keys.data, secrets: keys.secrets },
    access: { deployer: { principal: role("deployer"), policy: "clusterAdmin" } },
    support: "extended",
    logRetention: 30,
    nodes: { main: { instanceTypes: ["m7g.large"], min: 3, max: 9, desired: 3, diskGb: 50 } },
  });
  new MskCluster("kafka", {
    ...standard,
    network,
    keys: { data: keys.data, secrets: keys.secrets },
    pods: { cluster: eks, namespace: "tributary" },
    clients: { nodes: eks.securityGroup },
  });
  new AwsLake("lake", {
    ...common,
    prefix: "tributary-test",
    key: keys.data,
    topics: { events: { topic: "login-events", retentionDays: 14, personalData: true } },
    readers: { analysts: { principals: [role("analysts")], topics: ["events"] } },
    noncurrentDays: 30,
    resultDays: 7,
    bytesCutoff: 107_374_182_400,
    accessLogs: { bucket: auditBucket(), prefix: "lake/" },
  });
  new EcrRepository("images", {
    ...common,
    repositoryName: "tributary-test/app",
    key: keys.data,
    pullers: [`arn:aws:iam::${ACCOUNT}:root`],
  });
});

export const AWS_PARTS: Record<string, (preview: boolean) => Promise<Recording>> = {
  "the platform": wholePlatform,
  "the network": part(() => {
    const flowLogs = { retention: 30, key: key(1), account: ACCOUNT };
    new AwsNetwork("network", { ...common, zones, cidr: "10.60.0.0/16", nat: "zone", clusterName: "mine", flowLogs });
  }),
  "the keys": part(() => {
    new AwsKeys("keys", { ...common, account: ACCOUNT, prefix: "tributary-test" });
  }),
  Kubernetes: part(() => {
    new EksCluster("eks", {
      ...common,
      clusterName: "tributary-test",
      version: "1.35",
      network: network(),
      keys: { data: key(1), secrets: key(2) },
      access: {
        deployer: { principal: role("deployer"), policy: "clusterAdmin" },
        reader: { principal: role("reader"), policy: "view", namespaces: ["tributary"] },
      },
      support: "extended",
      logRetention: 30,
      nodes: { main: { instanceTypes: ["m7g.large"], min: 3, max: 9, desired: 3, diskGb: 50 } },
    });
  }),
  "standard brokers": part(() => void new MskCluster("kafka", standard)),
  "Express brokers": part(() => {
    if (express.authority?.mode !== "existing") throw new Error("another authority than expected");
    new MskCluster("kafka", { ...express, authority: { ...express.authority, arn: authority } });
  }),
  "serverless brokers": part(() => void new MskCluster("kafka", serverless)),
  "the lake": part(() => {
    new AwsLake("lake", {
      ...common,
      prefix: "tributary-test",
      key: key(1),
      topics: {
        events: { topic: "login-events", retentionDays: 14, personalData: true },
        processed: { topic: "login-events-processed", retentionDays: 365, personalData: false },
      },
      readers: { analysts: { principals: [role("analysts")], topics: ["processed"] } },
      noncurrentDays: 30,
      resultDays: 7,
      bytesCutoff: 107_374_182_400,
    });
  }),
};
