/**
 * A role of AWS for the pods of one service account, by EKS Pod Identity: nothing stands in the pods, and nobody else becomes the role.
 * Source: Amazon EKS User Guide, "EKS Pod Identity": pod-id-role, pod-id-abac and pod-id-association.
 */
import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policyOf } from "../../aws/policy.ts";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import type { HostedCluster, ServiceIdentity } from "../hosted.ts";
import type { Reached } from "../policy-rules.ts";

export type { PolicyDocument };

export interface PodRoleArgs extends ServiceIdentity {
  /** The cluster whose pods they are. */
  cluster: Pick<HostedCluster, "name" | "arn">;
  /** What the pods may do, of this role alone. Default: nothing. */
  policy?: pulumi.Input<PolicyDocument>;
  /** Policies that are there, such as AWS' own, by a key that becomes part of logical names. Default: none. */
  policyArns?: Record<string, pulumi.Input<string>>;
  /** ARN of a policy that the role's rights never exceed. Default: none. */
  boundary?: pulumi.Input<string>;
  tags: Record<string, string>;
  transform?: {
    role?: Transform<ArgsOf<typeof Role>>;
    association?: Transform<ArgsOf<typeof PodIdentityAssociation>>;
  };
}

export interface PodRole {
  role: Role;
  /** Rights, by `policy` and the keys of `policyArns`. */
  policies: Record<string, RolePolicy | RolePolicyAttachment>;
  /** Depends on the rights: pods that depend on it have all of them from their start, as it reaches only pods that start later. */
  association: PodIdentityAssociation;
}

/** The agent that pods ask for credentials: on each node, at an address of its own (pod-id-how-it-works). */
export const podIdentityAgent: Reached = { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [80] };

/**
 * @param child how the component makes its children
 * @param name first part of the children's logical names: <name>-role, <name>-policy, <name>-policy-<key>, <name>-pods
 */
export function podRole(child: MakeChild, name: string, args: PodRoleArgs): PodRole {
  const { cluster, namespace, serviceAccount, policy, policyArns = {}, boundary, tags, transform } = args;
  const role = child(
    Role,
    `${name}-role`,
    {
      assumeRolePolicy: pulumi.jsonStringify(podTrust(args)),
      ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
      tags,
    },
    {},
    transform?.role,
  );
  const attached = Object.entries(policyArns).map(
    ([key, policyArn]) =>
      [key, child(RolePolicyAttachment, `${name}-policy-${key}`, { role: role.name, policyArn })] as const,
  );
  const policies: PodRole["policies"] = {
    ...(policy === undefined
      ? {}
      : { policy: child(RolePolicy, `${name}-policy`, { role: role.name, policy: pulumi.jsonStringify(policy) }) }),
    ...Object.fromEntries(attached),
  };
  const association = child(
    PodIdentityAssociation,
    `${name}-pods`,
    { clusterName: cluster.name, namespace, serviceAccount, roleArn: role.arn, tags },
    { dependsOn: Object.values(policies) },
    transform?.association,
  );
  return { role, policies, association };
}

/** Tags that EKS itself puts on each session say whose pods they are (pod-id-abac); a session without them is refused. */
function podTrust({ cluster, namespace, serviceAccount }: PodRoleArgs): PolicyDocument {
  const StringEquals = {
    "aws:SourceAccount": cluster.arn.apply(accountOf),
    "aws:RequestTag/eks-cluster-arn": cluster.arn,
    "aws:RequestTag/kubernetes-namespace": namespace,
    "aws:RequestTag/kubernetes-service-account": serviceAccount,
  };
  return policyOf({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: { StringEquals },
  });
}

/** arn:aws:eks:eu-central-1:123456789012:cluster/mine -> 123456789012 */
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";
