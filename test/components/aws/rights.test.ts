/** What the ground's principals may and may not do at AWS: tables, judged by an evaluator of policies and not by reading. */
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { KnownPolicy } from "../../../components/aws/policy.ts";
import { TributaryComponent } from "../../../components/component.ts";
import { controllerPolicy } from "../../../components/kubernetes/eks/karpenter/controller-policy.ts";
import { loadBalancerPolicy } from "../../../components/kubernetes/eks/load-balancers/policy.ts";
import { podRole } from "../../../components/kubernetes/eks/pod-identity.ts";
import { AwsKeys } from "../../../components/secrets/aws/keys.ts";
import type { Caller, Policies } from "../../support/iam/evaluate.ts";
import { assertTable } from "../../support/iam/table.ts";
import { record } from "../../support/recording.ts";

const region = "eu-central-1";
const account = "123456789012";
const role = (name: string, of = account): Caller => ({ role: `arn:aws:iam::${of}:role/${name}` });
const ec2 = (kind: string, id = "1") => `arn:aws:ec2:${region}:${account}:${kind}/${id}`;
const clusterArn = (name: string) => `arn:aws:eks:${region}:${account}:cluster/${name}`;

test("pods of one service account become a role, and nobody else", async () => {
  class Holder extends TributaryComponent {
    constructor() {
      super("tributary:test:Holder", "holder", {});
      podRole(this.child.bind(this) as typeof this.child, "app", {
        cluster: { name: pulumi.output("mine"), arn: pulumi.output(clusterArn("mine")) },
        namespace: "platform",
        serviceAccount: "app",
        tags: {},
      });
      this.finish();
    }
  }
  const { named } = await record(() => void new Holder());
  const resource = JSON.parse(named("holder-app-role").inputs["assumeRolePolicy"]) as KnownPolicy;
  const pods = { service: "pods.eks.amazonaws.com" };
  const it = `arn:aws:iam::${account}:role/it`;
  const session = (more: Record<string, string> = {}) => ({
    "aws:SourceAccount": account,
    "aws:RequestTag/eks-cluster-arn": clusterArn("mine"),
    "aws:RequestTag/kubernetes-namespace": "platform",
    "aws:RequestTag/kubernetes-service-account": "app",
    ...more,
  });
  assertTable({ resource, resourceMustAllow: true }, [
    [true, pods, "sts:AssumeRole", it, session()],
    [true, pods, "sts:TagSession", it, session()],
    [false, pods, "sts:AssumeRole", it, session({ "aws:RequestTag/eks-cluster-arn": clusterArn("other") })],
    [false, pods, "sts:AssumeRole", it, session({ "aws:RequestTag/kubernetes-namespace": "default" })],
    [false, pods, "sts:AssumeRole", it, session({ "aws:RequestTag/kubernetes-service-account": "default" })],
    [false, pods, "sts:AssumeRole", it, session({ "aws:SourceAccount": "210987654321" })],
    [false, pods, "sts:AssumeRole", it, { "aws:SourceAccount": account }],
    [false, { service: "ec2.amazonaws.com" }, "sts:AssumeRole", it, session()],
    [false, role("somebody"), "sts:AssumeRole", it, session()],
  ]);
});

test("keys are used through their services, and by nobody directly, not even by who administers them", async () => {
  const keys = { region, account, prefix: "tributary-test", protection: true, tags: {} };
  const { named } = await record(() => void new AwsKeys("keys", keys));
  const everything: KnownPolicy = {
    Version: "2012-10-17",
    Statement: [{ Sid: "All", Effect: "Allow", Action: ["kms:*"], Resource: ["*"] }],
  };
  const policies = (key: string, identity: KnownPolicy[] = [everything]): Policies => ({
    identity,
    resource: JSON.parse(named(`keys-${key}`).inputs["policy"]),
    resourceMustAllow: true,
  });
  const key = `arn:aws:kms:${region}:${account}:key/1`;
  const via = (service: string, of = account) => ({
    "kms:CallerAccount": of,
    "kms:ViaService": `${service}.${region}.amazonaws.com`,
  });
  const someone = role("someone");
  const logs = { service: `logs.${region}.amazonaws.com` };
  const group = (of: string) => ({
    "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${of}:log-group:/aws/eks/a/cluster`,
  });
  assertTable(policies("data"), [
    [true, someone, "kms:Decrypt", key, via("s3")],
    [true, someone, "kms:GenerateDataKey", key, via("kafka")],
    [false, someone, "kms:Decrypt", key, { "kms:CallerAccount": account }],
    [false, someone, "kms:Decrypt", key, via("secretsmanager")],
    [false, role("someone", "210987654321"), "kms:Decrypt", key, via("s3", "210987654321")],
    [true, someone, "kms:CreateGrant", key, { "kms:CallerAccount": account, "kms:GrantIsForAWSResource": "true" }],
    [false, someone, "kms:CreateGrant", key, { "kms:CallerAccount": account }],
    [true, someone, "kms:RetireGrant", key, { "kms:CallerAccount": account }],
    [true, someone, "kms:PutKeyPolicy", key],
    [true, someone, "kms:ScheduleKeyDeletion", key],
    [true, logs, "kms:Encrypt", key, group(account)],
    [false, logs, "kms:Encrypt", key, group("210987654321")],
  ]);
  // EC2 Auto Scaling's own role has no rights beside those that the key gives it.
  assertTable(policies("data", []), [
    [
      true,
      role("aws-service-role/AWSServiceRoleForAutoScaling"),
      "kms:GenerateDataKeyWithoutPlaintext",
      key,
      via("ec2"),
    ],
    [false, role("somebody"), "kms:Decrypt", key, via("s3")],
    [false, role("somebody"), "kms:PutKeyPolicy", key],
  ]);
  assertTable(policies("secrets"), [
    [true, someone, "kms:Decrypt", key, via("secretsmanager")],
    [true, someone, "kms:CreateGrant", key, { "kms:CallerAccount": account }],
    [false, someone, "kms:Decrypt", key, via("s3")],
    [false, someone, "kms:Decrypt", key, { "kms:CallerAccount": account }],
    [false, logs, "kms:Encrypt", key, group(account)],
  ]);
});

test("Karpenter makes and ends its cluster's nodes, and no others", () => {
  const nodeRoleArn = `arn:aws:iam::${account}:role/nodes`;
  const queueArn = `arn:aws:sqs:${region}:${account}:queue`;
  const policy = controllerPolicy({
    partition: "aws",
    region,
    clusterName: "mine",
    clusterArn: clusterArn("mine"),
    nodeRoleArn,
    queueArn,
  });
  const karpenter = role("karpenter");
  const tags = (of: "RequestTag" | "ResourceTag", cluster: string) => ({
    [`aws:${of}/kubernetes.io/cluster/${cluster}`]: "owned",
    [`aws:${of}/karpenter.sh/nodepool`]: "default",
    ...(of === "RequestTag" ? { "aws:RequestTag/eks:eks-cluster-name": cluster } : {}),
  });
  const passed = (service: string) => ({ "iam:PassedToService": service });
  assertTable({ identity: [policy as KnownPolicy] }, [
    [true, karpenter, "ec2:RunInstances", ec2("instance", "*"), tags("RequestTag", "mine")],
    [true, karpenter, "ec2:RunInstances", ec2("subnet")],
    [true, karpenter, "ec2:CreateFleet", ec2("launch-template"), tags("ResourceTag", "mine")],
    [false, karpenter, "ec2:RunInstances", ec2("instance", "*"), tags("RequestTag", "other")],
    [false, karpenter, "ec2:RunInstances", ec2("instance", "*")],
    [true, karpenter, "ec2:TerminateInstances", ec2("instance"), tags("ResourceTag", "mine")],
    [false, karpenter, "ec2:TerminateInstances", ec2("instance"), tags("ResourceTag", "other")],
    [false, karpenter, "ec2:TerminateInstances", ec2("instance")],
    [false, karpenter, "ec2:CreateTags", ec2("instance"), tags("RequestTag", "mine")],
    [true, karpenter, "iam:PassRole", nodeRoleArn, passed("ec2.amazonaws.com")],
    [false, karpenter, "iam:PassRole", nodeRoleArn, passed("lambda.amazonaws.com")],
    [false, karpenter, "iam:PassRole", `arn:aws:iam::${account}:role/admin`, passed("ec2.amazonaws.com")],
    [false, karpenter, "iam:CreateInstanceProfile", `arn:aws:iam::${account}:instance-profile/mine`],
    [true, karpenter, "sqs:ReceiveMessage", queueArn],
    [false, karpenter, "sqs:SendMessage", queueArn],
    [true, karpenter, "eks:DescribeCluster", clusterArn("mine")],
    [false, karpenter, "eks:DescribeCluster", clusterArn("other")],
    [true, karpenter, "ec2:DescribeInstances", "*", { "aws:RequestedRegion": region }],
    [false, karpenter, "ec2:DescribeInstances", "*", { "aws:RequestedRegion": "us-east-1" }],
  ]);
});

test("the load balancer controller makes and changes its cluster's load balancers, and no others", () => {
  const policy = loadBalancerPolicy({ partition: "aws", region, clusterName: "mine" });
  const controller = role("controller");
  const balancer = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/net/a/1`;
  const targets = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/a/1`;
  const tag = (of: "RequestTag" | "ResourceTag", cluster: string) => ({ [`aws:${of}/elbv2.k8s.aws/cluster`]: cluster });
  const elb = (action: string) => `elasticloadbalancing:${action}`;
  assertTable({ identity: [policy as KnownPolicy] }, [
    [true, controller, elb("CreateLoadBalancer"), balancer, tag("RequestTag", "mine")],
    [false, controller, elb("CreateLoadBalancer"), balancer],
    [true, controller, elb("DeleteLoadBalancer"), balancer, tag("ResourceTag", "mine")],
    [false, controller, elb("DeleteLoadBalancer"), balancer, tag("ResourceTag", "other")],
    [true, controller, elb("RegisterTargets"), targets, tag("ResourceTag", "mine")],
    [false, controller, elb("RegisterTargets"), targets, tag("ResourceTag", "other")],
    // Whoever could tag somebody else's as its own would own it.
    [false, controller, elb("AddTags"), balancer, tag("RequestTag", "mine")],
    [false, controller, elb("AddTags"), balancer, { ...tag("RequestTag", "mine"), ...tag("ResourceTag", "other") }],
    [true, controller, elb("AddTags"), balancer, tag("ResourceTag", "mine")],
    [true, controller, "ec2:DeleteSecurityGroup", ec2("security-group"), tag("ResourceTag", "mine")],
    [false, controller, "ec2:DeleteSecurityGroup", ec2("security-group")],
    [false, controller, "ec2:CreateTags", ec2("security-group"), tag("RequestTag", "mine")],
    [false, controller, "wafv2:AssociateWebACL", "*"],
  ]);
});
