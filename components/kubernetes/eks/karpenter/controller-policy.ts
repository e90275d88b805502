/**
 * What Karpenter's controller may do: make and end instances that carry the tags of this cluster, give them the node role and no other, and
 * look things up. Narrower than its documentation's policy: the instance profile is ours, so that it makes none.
 * Source: Karpenter 1.14 documentation, "CloudFormation", KarpenterController policies; 2026-11-27.
 */
import { type PolicyDocument, policyOf } from "../../../aws/policy.ts";

export interface ControllerPolicyArgs {
  partition: string;
  region: string;
  clusterName: string;
  clusterArn: string;
  nodeRoleArn: string;
  queueArn: string;
}

/** What is made together with an instance. */
const made = ["fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"];
/** What an instance is made of, whoever has made that. */
const used = ["security-group", "subnet", "capacity-reservation", "placement-group"];
const launch = ["ec2:RunInstances", "ec2:CreateFleet"];

export function controllerPolicy(args: ControllerPolicyArgs): PolicyDocument {
  const { partition, region, clusterName, clusterArn, nodeRoleArn, queueArn } = args;
  const ec2 = (kind: string, account = "*") => `arn:${partition}:ec2:${region}:${account}:${kind}/*`;
  const owned = (of: "RequestTag" | "ResourceTag") => ({ [`aws:${of}/kubernetes.io/cluster/${clusterName}`]: "owned" });
  const pooled = (of: "RequestTag" | "ResourceTag") => ({ [`aws:${of}/karpenter.sh/nodepool`]: "*" });
  const told = { "aws:RequestTag/eks:eks-cluster-name": clusterName };
  const allow = (Sid: string, Action: string[], Resource: string[], Condition?: object) => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  });
  const tagged = (more: object = {}) => ({
    StringEquals: { ...owned("RequestTag"), ...told, ...more },
    StringLike: pooled("RequestTag"),
  });
  const ours = { StringEquals: owned("ResourceTag"), StringLike: pooled("ResourceTag") };
  return policyOf(
    allow("LaunchFrom", launch, [ec2("image", ""), ec2("snapshot", ""), ...used.map((kind) => ec2(kind))]),
    allow("LaunchByOwnTemplates", launch, [ec2("launch-template")], ours),
    allow(
      "LaunchWithTags",
      [...launch, "ec2:CreateLaunchTemplate"],
      made.map((kind) => ec2(kind)),
      tagged(),
    ),
    allow(
      "TagWhatIsLaunched",
      ["ec2:CreateTags"],
      made.map((kind) => ec2(kind)),
      tagged({ "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"] }),
    ),
    allow("NameOwnInstances", ["ec2:CreateTags"], [ec2("instance")], {
      ...ours,
      StringEqualsIfExists: told,
      "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
    }),
    allow(
      "EndOwn",
      ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      [ec2("instance"), ec2("launch-template")],
      ours,
    ),
    allow("GiveNodeRole", ["iam:PassRole"], [nodeRoleArn], {
      StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
    }),
    allow("FindProfiles", ["iam:GetInstanceProfile", "iam:ListInstanceProfiles"], ["*"]),
    allow("FindCluster", ["eks:DescribeCluster"], [clusterArn]),
    allow("HearOfInterruptions", ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], [queueArn]),
    allow("LookUp", lookUps, ["*"], { StringEquals: { "aws:RequestedRegion": region } }),
    allow("FindImages", ["ssm:GetParameter"], [`arn:${partition}:ssm:${region}::parameter/aws/service/*`]),
    allow("FindPrices", ["pricing:GetProducts"], ["*"]),
  );
}

const lookUps = [
  "CapacityReservations",
  "Images",
  "InstanceStatus",
  "InstanceTypeOfferings",
  "InstanceTypes",
  "Instances",
  "LaunchTemplates",
  "PlacementGroups",
  "SecurityGroups",
  "SpotPriceHistory",
  "Subnets",
].map((what) => `ec2:Describe${what}`);
