/**
 * What the controller may do: make load balancers and change those that carry the tag of this cluster. Without what it could do with web
 * firewalls, Shield and Cognito, which nothing here asks for.
 * Source: github.com/kubernetes-sigs/aws-load-balancer-controller, v3.5.0: docs/install/iam_policy.json; 2026-11-27.
 */
import { type PolicyDocument, policyOf } from "../../../aws/policy.ts";

export interface LoadBalancerPolicyArgs {
  partition: string;
  region: string;
  clusterName: string;
}

const TAG = "elbv2.k8s.aws/cluster";
const elb = (...actions: string[]) => actions.map((action) => `elasticloadbalancing:${action}`);
const ec2 = (...actions: string[]) => actions.map((action) => `ec2:${action}`);

export function loadBalancerPolicy({ partition, region, clusterName }: LoadBalancerPolicyArgs): PolicyDocument {
  const arn = (service: string, kind: string) => `arn:${partition}:${service}:${region}:*:${kind}`;
  const balancers = ["targetgroup/*/*", "loadbalancer/net/*/*", "loadbalancer/app/*/*"].map((kind) =>
    arn("elasticloadbalancing", kind),
  );
  const parts = ["listener/net", "listener/app", "listener-rule/net", "listener-rule/app"].map((kind) =>
    arn("elasticloadbalancing", `${kind}/*/*/*`),
  );
  const groups = [arn("ec2", "security-group/*")];
  const asked = { [`aws:RequestTag/${TAG}`]: clusterName };
  const ours = { [`aws:ResourceTag/${TAG}`]: clusterName };
  const here = { "aws:RequestedRegion": region };
  const allow = (Sid: string, Action: string[], Resource: string[], Condition: object) => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    Condition,
  });
  return policyOf(
    allow("OwnServiceRole", ["iam:CreateServiceLinkedRole"], ["*"], {
      StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" },
    }),
    allow("LookUp", lookUps, ["*"], { StringEquals: here }),
    allow("MakeGroups", ec2("CreateSecurityGroup"), ["*"], { StringEquals: here }),
    allow("TagNewGroups", ec2("CreateTags"), groups, {
      StringEquals: { "ec2:CreateAction": "CreateSecurityGroup", ...asked },
    }),
    allow("TagOwnGroups", ec2("CreateTags", "DeleteTags"), groups, {
      StringEquals: ours,
      Null: { [`aws:RequestTag/${TAG}`]: "true" },
    }),
    // Also the nodes' group, which is not its own: load balancers reach pods through it.
    allow("OpenGroups", ec2("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"), ["*"], {
      StringEquals: here,
    }),
    allow("DeleteOwnGroups", ec2("DeleteSecurityGroup"), ["*"], { StringEquals: ours }),
    allow("Make", elb("CreateLoadBalancer", "CreateTargetGroup"), ["*"], { StringEquals: asked }),
    allow("TagNew", elb("AddTags"), balancers, {
      StringEquals: { "elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"], ...asked },
    }),
    allow("TagOwn", elb("AddTags", "RemoveTags"), balancers, {
      StringEquals: ours,
      Null: { [`aws:RequestTag/${TAG}`]: "true" },
    }),
    allow("TagParts", elb("AddTags", "RemoveTags"), parts, { StringEquals: here }),
    allow("ChangeOwn", elb(...ownActions), ["*"], { StringEquals: ours }),
    allow("ChangeParts", elb(...partActions), ["*"], { StringEquals: here }),
    allow("FillTargets", elb("RegisterTargets", "DeregisterTargets"), balancers.slice(0, 1), { StringEquals: ours }),
  );
}

const lookUps = [
  ...ec2(
    ...["AccountAttributes", "Addresses", "AvailabilityZones", "InternetGateways", "Vpcs", "VpcPeeringConnections"].map(
      (what) => `Describe${what}`,
    ),
    ...["Subnets", "SecurityGroups", "Instances", "NetworkInterfaces", "Tags", "RouteTables", "IpamPools"].map(
      (what) => `Describe${what}`,
    ),
    "GetSecurityGroupsForVpc",
  ),
  ...elb("Describe*"),
  "acm:ListCertificates",
  "acm:DescribeCertificate",
];

const ownActions = [
  "ModifyLoadBalancerAttributes",
  "SetIpAddressType",
  "SetSecurityGroups",
  "SetSubnets",
  "DeleteLoadBalancer",
  "ModifyTargetGroup",
  "ModifyTargetGroupAttributes",
  "DeleteTargetGroup",
  "ModifyListenerAttributes",
  "ModifyCapacityReservation",
];

const partActions = [
  "CreateListener",
  "DeleteListener",
  "ModifyListener",
  "AddListenerCertificates",
  "RemoveListenerCertificates",
  "CreateRule",
  "DeleteRule",
  "ModifyRule",
  "SetRulePriorities",
];
