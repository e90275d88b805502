/** What CloudWatch knows of brokers that have no page of their own, as a page for Prometheus: by yet-another-cloudwatch-exporter. */
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policyOf } from "../../aws/policy.ts";
import { TributaryComponent } from "../../component.ts";
import type { MetricsSource } from "../../kafka/cluster.ts";
import { type PodRole, type PodRoleArgs, podIdentityAgent, podRole } from "../../kubernetes/eks/pod-identity.ts";
import {
  CONFIG,
  type ExporterArgs,
  type ExporterNodes,
  exporterAccount,
  exporterPage,
  exporterPods,
} from "../kubernetes/exporter.ts";
import { cloudWatchConfig } from "./cloudwatch-config.ts";

export type CloudWatchKept = Extract<MetricsSource, { kind: "cloudwatch" }>;

export interface CloudWatchExporterArgs extends ExporterArgs {
  /** The cluster whose pod it is. */
  cluster: PodRoleArgs["cluster"];
  region: string;
  /** What is kept of the brokers. */
  kept: CloudWatchKept;
  /** Tags of their cluster, by which it is looked for. */
  clusterTags: Record<string, string>;
  /** Names of metrics as they are exported; no others are asked for. */
  asked: readonly string[];
  /** Seconds from one question to the next, of which each metric costs; a multiple of 60. Default: 300. */
  interval?: number;
  /** ARN of a policy that the role's rights never exceed. Default: none. */
  boundary?: pulumi.Input<string>;
}

const NAME = "cloudwatch-exporter";
const PORT = 5000;
const INTERVAL = 300;
/** The dimension that says which cluster a value is of, as the exporter labels it. */
const CLUSTER = "Cluster Name";
const labelOf = (dimension: string) => `dimension_${dimension.replaceAll(" ", "_")}`;

export class CloudWatchExporter extends TributaryComponent {
  static readonly token = "tributary:monitoring:CloudWatchExporter";
  /** Its page. */
  readonly metrics: MetricsSource;
  readonly nodes: ExporterNodes & { role: PodRole };

  constructor(name: string, args: CloudWatchExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(CloudWatchExporter.token, name, args, opts);
    const { cluster, region, namespace, kept, clusterTags, asked, interval = INTERVAL, boundary, tags } = args;
    const child = this.child.bind(this) as typeof this.child;
    const account = exporterAccount(child, NAME, args);
    const role = podRole(child, "exporter", {
      cluster,
      namespace,
      serviceAccount: account.metadata.name,
      policy: exporterRights(region),
      tags,
      ...(boundary === undefined ? {} : { boundary }),
    });
    const { source, namespace: of } = kept;
    const config = cloudWatchConfig({ region, source, namespace: of, tags: clusterTags, asked, interval });
    const exporter = {
      name: NAME,
      port: PORT,
      health: "/healthz",
      args: [`--config.file=${CONFIG}/config.yml`, `--listen-address=:${PORT}`, `--scraping-interval=${interval}`],
      // Without it the exporter would try to become its node.
      env: { AWS_REGION: region, AWS_EC2_METADATA_DISABLED: "true" },
      files: { "config.yml": config },
      identity: podIdentityAgent,
    };
    const after = [role.association, ...(args.after ?? [])];
    this.nodes = { ...exporterPods(child, account, exporter, { ...args, after }), role };
    this.metrics = {
      ...exporterPage(exporter, namespace),
      job: "cloudwatch",
      source,
      path: "/metrics",
      only: { label: labelOf(CLUSTER), value: pulumi.output(kept.dimensions[CLUSTER]!) },
      labels: { instance: labelOf("Broker ID"), topic: labelOf("Topic"), group: labelOf("Consumer Group") },
    };
    this.finish();
  }
}

/**
 * What it asks has no finer right: neither action knows resources, and the key cloudwatch:namespace is of what is written. Its name of the
 * account it does without. Sources: the exporter's README, "Authentication"; Service Authorization Reference, Amazon CloudWatch and Resource
 * Group Tagging; 2026-11-27.
 */
export function exporterRights(region: string): PolicyDocument {
  return policyOf({
    Sid: "AskCloudWatch",
    Effect: "Allow",
    Action: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "tag:GetResources"],
    Resource: ["*"],
    Condition: { StringEquals: { "aws:RequestedRegion": [region] } },
  });
}
