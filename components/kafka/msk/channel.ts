/**
 * A topic that Express brokers deliver by themselves, as objects in S3 or as a table of Iceberg: from when the channel is there, nothing older.
 * Almost every change makes it anew. Source: Amazon MSK developer guide, msk-data-delivery; 2026-11-27.
 */
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { Channel, type ChannelArgs } from "@pulumi/aws/msk/channel.js";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, TributaryComponent } from "../../component.ts";
import { type Delivery, deliveryPolicy, deliveryTrust } from "./channel-policy.ts";

export interface MskChannelArgs extends Delivery {
  /** Unique in the cluster. */
  channelName: string;
  /** Of a cluster with Express brokers. */
  clusterArn: pulumi.Input<string>;
  topicArn: pulumi.Input<string>;
  /** Seconds that records wait at most, 300 to 900. In place. */
  freshnessSeconds: number;
  /** Key of one's own for what waits. Default: AWS' own. */
  kmsKeyArn?: pulumi.Input<string>;
  /** Default: nothing. */
  after?: pulumi.Resource[];
  tags: Record<string, string>;
  transform?: { channel?: Transform<ChannelArgs> };
}

export class MskChannel extends TributaryComponent {
  static readonly token = "tributary:kafka:MskChannel";
  readonly arn: pulumi.Output<string>;
  readonly nodes: { role: Role; policy: RolePolicy; channel: Channel };

  constructor(name: string, args: MskChannelArgs, opts?: pulumi.ComponentResourceOptions) {
    super(MskChannel.token, name, args, opts);
    const { channelName, clusterArn, topicArn, kmsKeyArn, after = [], tags, transform } = args;
    const role = this.child(Role, "role", { assumeRolePolicy: pulumi.jsonStringify(deliveryTrust(clusterArn)), tags });
    const policy = this.child(RolePolicy, "policy", {
      role: role.name,
      policy: pulumi.jsonStringify(deliveryPolicy(args, clusterArn)),
    });
    const channel = this.child(
      Channel,
      "channel",
      {
        channelName,
        clusterArn,
        topicConfiguration: { topicArn, ...recordsOf(args) },
        ...destinationOf(args, role.arn),
        ...(kmsKeyArn === undefined ? {} : { encryptionConfiguration: { kmsKeyArn } }),
        tags,
      },
      { dependsOn: [policy, ...after] },
      transform?.channel,
    );
    this.nodes = { role, policy, channel };
    this.arn = channel.arn;
    this.finish({ arn: this.arn });
  }
}

/** Tables are of JSON that a schema describes. */
function recordsOf({ destination }: Delivery) {
  return destination.type === "s3"
    ? { recordConverter: { valueConverter: destination.format } }
    : { recordConverter: { valueConverter: "JSON" }, recordSchema: { gsrArn: destination.schema } };
}

function destinationOf(
  { destination, deadLetters, freshnessSeconds }: MskChannelArgs,
  role: pulumi.Output<string>,
): Pick<ChannelArgs, "s3Destination" | "icebergDestination"> {
  const shared = {
    serviceExecutionRoleArn: role,
    dataFreshnessInSeconds: freshnessSeconds,
    deadLetterQueueS3: {
      bucketArn: deadLetters.bucket,
      ...(deadLetters.prefix === undefined ? {} : { errorOutputPrefix: deadLetters.prefix }),
    },
  };
  if (destination.type === "s3") {
    const { bucket, prefix, keyTemplate, compression, storageClass } = destination;
    const storage = {
      bucketArn: bucket,
      compressionType: compression,
      storageClass,
      ...(prefix === undefined ? {} : { outputPrefix: prefix }),
      ...(keyTemplate === undefined ? {} : { outputKeyTemplate: keyTemplate }),
    };
    return { s3Destination: { ...shared, storage } };
  }
  const { tableBucket, database, table, partitionBy } = destination;
  const partitionSpec = { partitionStrategy: "TIME_HOUR", sources: [{ sourceName: partitionBy ?? "" }] };
  return {
    icebergDestination: {
      ...shared,
      appendOnly: true,
      catalog: { warehouseLocation: tableBucket },
      destinationTable: {
        destinationDatabaseName: database,
        destinationTableName: table,
        ...(partitionBy === undefined ? {} : { partitionSpec }),
      },
      // AWS' guide: not supported. Another schema is another channel, and another table.
      schemaEvolution: { enableSchemaEvolution: false },
      tableCreation: { enableTableCreation: true },
    },
  };
}
