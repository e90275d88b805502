/**
 * Who may do what with a key. Nobody decrypts with it directly: only through the services that it is for, and with rights of their own.
 * Source: AWS KMS Developer Guide, "Key policies", "kms:ViaService" and "kms:GrantIsForAWSResource"; Amazon CloudWatch Logs User Guide,
 * "Encrypt log data"; Amazon EKS User Guide, "Encrypt Kubernetes secrets with KMS"; 2026-11-27.
 */
import type * as pulumi from "@pulumi/pulumi";
import { interpolate } from "@pulumi/pulumi";
import { type PolicyDocument, policyOf } from "../../aws/policy.ts";
import { partitionOf } from "../../aws/regions.ts";

export interface KeyUse {
  /** Services of AWS that use it for who asks them, such as secretsmanager: first parts of <service>.<region>.amazonaws.com. */
  via: string[];
  /** CloudWatch encrypts log groups of the account with it. Default: it does not. */
  logs?: boolean;
  /** Secrets of Kubernetes: EKS gets its grant in a way that the condition on grants does not know, and would be refused. Default: none. */
  kubernetes?: boolean;
  /** Volumes of nodes: EC2 Auto Scaling asks with a role of its own, whose rights nobody else can extend. Default: none. */
  volumes?: boolean;
  /** S3 Tables keeps tables of Iceberg in order with it (Amazon S3 User Guide, "Permission requirements for S3 Tables SSE-KMS encryption"). Default: not. */
  tables?: boolean;
}

/** Whatever does not use the key to encrypt or decrypt. RetireGrant: who deletes a repository of ECR ends its grants (ECR's guide, encryption-at-rest). */
const administration = [
  "Describe*",
  "Enable*",
  "List*",
  "Put*",
  "Update*",
  "Revoke*",
  "Disable*",
  "Get*",
  "Delete*",
  "CreateAlias",
  "TagResource",
  "UntagResource",
  "ScheduleKeyDeletion",
  "CancelKeyDeletion",
  "RotateKeyOnDemand",
  "RetireGrant",
].map((action) => `kms:${action}`);

const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];

/** @param account and its users' own policies: they give rights, this policy bounds them */
export function keyPolicy(
  region: string,
  account: pulumi.Input<string>,
  { via, logs, kubernetes, volumes, tables }: KeyUse,
): PolicyDocument {
  const partition = partitionOf(region);
  const own = { AWS: interpolate`arn:${partition}:iam::${account}:root` };
  const through = (services: string[]) => ({
    "kms:CallerAccount": account,
    "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`),
  });
  const forResources = { Bool: { "kms:GrantIsForAWSResource": "true" } };
  return policyOf<object>(
    { Sid: "Administration", Effect: "Allow", Principal: own, Action: administration, Resource: "*" },
    {
      Sid: "UseThroughServices",
      Effect: "Allow",
      Principal: own,
      Action: use,
      Resource: "*",
      Condition: { StringEquals: through(via) },
    },
    // EKS, MSK, ECR and EBS work with grants, which they get in the name of who makes a resource.
    {
      Sid: "GrantsForResources",
      Effect: "Allow",
      Principal: own,
      Action: ["kms:CreateGrant"],
      Resource: "*",
      Condition: kubernetes ? { StringEquals: { "kms:CallerAccount": account } } : forResources,
    },
    ...(logs
      ? [
          {
            Sid: "LogGroupsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Action: use,
            Resource: "*",
            Condition: {
              ArnLike: {
                "kms:EncryptionContext:aws:logs:arn": interpolate`arn:${partition}:logs:${region}:${account}:log-group:*`,
              },
            },
          },
        ]
      : []),
    ...(tables
      ? [
          {
            Sid: "TablesOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "maintenance.s3tables.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: "*",
            Condition: {
              StringLike: {
                "kms:EncryptionContext:aws:s3:arn": interpolate`arn:${partition}:s3tables:${region}:${account}:bucket/*`,
              },
            },
          },
        ]
      : []),
    // As AWS' own key of volumes has it: service-linked roles get rights from here alone, and may not be there to be named.
    ...(volumes
      ? [
          {
            Sid: "VolumesOfThisAccount",
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: use,
            Resource: "*",
            Condition: { StringEquals: through(["ec2"]) },
          },
          {
            Sid: "GrantsForVolumesOfThisAccount",
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: ["kms:CreateGrant"],
            Resource: "*",
            Condition: { StringEquals: through(["ec2"]), ...forResources },
          },
        ]
      : []),
  );
}
