/** What AWS tells of nodes that it is about to take: a queue that Karpenter reads, so that their pods move first. */
import { EventRule } from "@pulumi/aws/cloudwatch/eventRule.js";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget.js";
import { Queue } from "@pulumi/aws/sqs/queue.js";
import { QueuePolicy } from "@pulumi/aws/sqs/queuePolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { policyOf } from "../../../aws/policy.ts";
import type { MakeChild } from "../../../component.ts";

/** By key, which is part of logical names. Source: Karpenter 1.14 documentation, "CloudFormation"; 2026-11-27. */
export const events = {
  health: { source: "aws.health", detailType: "AWS Health Event" },
  spot: { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  state: { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
  reservation: { source: "aws.ec2", detailType: "EC2 Capacity Reservation Instance Interruption Warning" },
} as const;

/** Seconds: what nobody has read by then is of nodes that are gone. */
const KEPT = 300;

export function interruptions(
  child: MakeChild,
  tags: Record<string, string>,
): { queue: Queue; ready: pulumi.Resource[] } {
  const queue = child(Queue, "interruptions", { messageRetentionSeconds: KEPT, sqsManagedSseEnabled: true, tags });
  const rules = Object.entries(events).map(([key, { source, detailType }]) => {
    const eventPattern = JSON.stringify({ source: [source], "detail-type": [detailType] });
    return [key, child(EventRule, `on-${key}`, { eventPattern, tags })] as const;
  });
  const policy = child(QueuePolicy, "interruptions-policy", {
    queueUrl: queue.url,
    policy: pulumi.jsonStringify(
      policyOf(
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queue.arn,
          Condition: { ArnEquals: { "aws:SourceArn": rules.map(([, { arn }]) => arn) } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: queue.arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
    ),
  });
  const targets = rules.map(([key, rule]) =>
    child(EventTarget, `on-${key}-target`, { rule: rule.name, arn: queue.arn }, { dependsOn: [policy] }),
  );
  return { queue, ready: [policy, ...targets] };
}
