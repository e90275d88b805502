/** Who talks to whom in a network on AWS, written to CloudWatch. */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { FlowLog } from "@pulumi/aws/ec2/flowLog.js";
import type { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { policyOf, trustOf } from "../aws/policy.ts";
import { partitionOf } from "../aws/regions.ts";
import type { MakeChild } from "../component.ts";
import type { AwsNetworkArgs, TagsOf } from "./aws.ts";

/** Source: Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs"; 2026-11-27. */
export function writeFlowLogs(
  child: MakeChild,
  vpc: Vpc,
  { flowLogs, region }: Pick<AwsNetworkArgs, "flowLogs" | "region">,
  tagsOf: TagsOf,
): void {
  if (flowLogs === undefined) return;
  const { retention: retentionInDays, key: kmsKeyId, account } = flowLogs;
  const logs = child(LogGroup, "flow-logs", { retentionInDays, kmsKeyId, tags: tagsOf("flow-logs") });
  const source = pulumi.interpolate`arn:${partitionOf(region)}:ec2:${region}:${account}:vpc-flow-log/*`;
  const role = child(Role, "flow-logs-role", {
    assumeRolePolicy: pulumi.jsonStringify(trustOf("vpc-flow-logs.amazonaws.com", account, source)),
    tags: tagsOf("flow-logs"),
  });
  const policy = child(RolePolicy, "flow-logs-policy", {
    role: role.name,
    policy: pulumi.jsonStringify(
      policyOf({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: [logs.arn, pulumi.interpolate`${logs.arn}:*`],
      }),
    ),
  });
  child(
    FlowLog,
    "flow-log",
    {
      vpcId: vpc.id,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.arn,
      iamRoleArn: role.arn,
      tags: tagsOf("flow-log"),
    },
    { dependsOn: [policy] },
  );
}
