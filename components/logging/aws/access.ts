/** The role as which the collector of a cloud's own logs comes to CloudWatch and S3: it reads those of the brokers and no others. */
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policyOf } from "../../aws/policy.ts";
import { partitionOf } from "../../aws/regions.ts";
import { TributaryComponent } from "../../component.ts";
import {
  accountOf,
  type PodRole,
  type PodRoleArgs,
  podIdentityAgent,
  podRole,
} from "../../kubernetes/eks/pod-identity.ts";
import type { Reached } from "../../kubernetes/policy-rules.ts";
import type { KnownSource } from "../collect/filebeat.ts";

export interface CollectorAccessArgs {
  cluster: PodRoleArgs["cluster"];
  region: string;
  namespace: pulumi.Input<string>;
  serviceAccount: pulumi.Input<string>;
  sources: pulumi.Input<KnownSource[]>;
  /** ARN of a policy that the role's rights never exceed. Default: none. */
  boundary?: pulumi.Input<string>;
  tags: Record<string, string>;
  transform?: PodRoleArgs["transform"];
}

export class CollectorAccess extends TributaryComponent {
  static readonly token = "tributary:logging:CollectorAccess";
  /** What the collector's pods depend on. */
  readonly ready: pulumi.Resource[];
  /** Whom they ask for their credentials. */
  readonly reached: Reached = podIdentityAgent;
  readonly nodes: PodRole;

  constructor(name: string, args: CollectorAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super(CollectorAccess.token, name, args, opts);
    const { cluster, region, namespace, serviceAccount, sources, boundary, tags, transform } = args;
    const policy = pulumi
      .all([cluster.arn, sources])
      .apply(([arn, known]) => collectorRights(known, { region, account: accountOf(arn) }));
    this.nodes = podRole(this.child.bind(this) as typeof this.child, "collector", {
      cluster,
      namespace,
      serviceAccount,
      policy,
      tags,
      ...(boundary === undefined ? {} : { boundary }),
      ...(transform === undefined ? {} : { transform }),
    });
    this.ready = [this.nodes.association];
    this.finish();
  }
}

/**
 * Source: Elastic's documentation, Filebeat's inputs aws-cloudwatch and aws-s3, "AWS Permissions"; names of groups are looked up, which has
 * no finer right than all of the region's.
 */
export function collectorRights(
  sources: readonly KnownSource[],
  { region, account }: { region: string; account: string },
): PolicyDocument {
  const partition = partitionOf(region);
  const groups = sources.filter((source) => source.kind === "cloudwatch");
  const buckets = sources.filter((source) => source.kind === "s3");
  const group = (name: string) => `arn:${partition}:logs:${region}:${account}:log-group:${name}`;
  const statements: object[] = [
    ...(groups.length === 0
      ? []
      : [
          { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: group("*") },
          {
            Effect: "Allow",
            Action: ["logs:FilterLogEvents", "logs:DescribeLogStreams"],
            Resource: groups.map(({ logGroup }) => `${group(logGroup)}:*`),
          },
        ]),
    ...(buckets.length === 0
      ? []
      : [
          {
            Effect: "Allow",
            Action: ["s3:ListBucket", "s3:GetBucketLocation"],
            Resource: buckets.map(({ bucket }) => `arn:${partition}:s3:::${bucket}`),
          },
          {
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: buckets.map(({ bucket, prefix }) => `arn:${partition}:s3:::${bucket}/${prefix}*`),
          },
        ]),
  ];
  return policyOf(...statements);
}
