/** Brokers' logs: in CloudWatch, and where else they are wanted. Express brokers have them, too (developer guide, msk-logging, 2026-11-27). */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import type { ClusterArgs } from "@pulumi/aws/msk/cluster.js";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import type { LogSource } from "../cluster.ts";
import type { MskLogs } from "./args.ts";

export interface BrokerLogs {
  group: LogGroup;
  info: ClusterArgs["loggingInfo"];
  sources: LogSource[];
}

/**
 * @param name of the cluster; below /aws/vendedlogs AWS needs no line for it in the account's one policy for logs, which has room for few
 */
export function brokerLogs(
  child: MakeChild,
  name: string,
  { retentionDays, s3, firehose }: MskLogs,
  key: pulumi.Input<string>,
  tags: Record<string, string>,
  transform?: Transform<ArgsOf<typeof LogGroup>>,
): BrokerLogs {
  const group = child(
    LogGroup,
    "logs",
    { name: `/aws/vendedlogs/msk/${name}`, kmsKeyId: key, retentionInDays: retentionDays, tags },
    {},
    transform,
  );
  const prefix = s3?.prefix ?? `msk/${name}`;
  const info = {
    brokerLogs: {
      cloudwatchLogs: { enabled: true, logGroup: group.name },
      ...(s3 === undefined ? {} : { s3: { enabled: true, bucket: s3.bucket, prefix } }),
      ...(firehose === undefined ? {} : { firehose: { enabled: true, deliveryStream: firehose } }),
    },
  };
  const sources: LogSource[] = [
    { kind: "cloudwatch", component: "kafka", logGroup: group.name },
    ...(s3 === undefined
      ? []
      : [{ kind: "s3", component: "kafka", bucket: pulumi.output(s3.bucket), prefix } as const]),
  ];
  return { group, info, sources };
}
