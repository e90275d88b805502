/**
 * What Azure Monitor knows of a resource, as a page for Prometheus: by azure-metrics-exporter, which is told by each question what to ask. No
 * backend has it yet, and no signal is made of it.
 */
import * as pulumi from "@pulumi/pulumi";
import { TributaryComponent } from "../../component.ts";
import type { MetricsSource } from "../../kafka/cluster.ts";
import {
  type ExporterArgs,
  type ExporterNodes,
  exporterAccount,
  exporterPage,
  exporterPods,
} from "../kubernetes/exporter.ts";

export type AzureKept = Extract<MetricsSource, { kind: "azure-monitor" }>;
export type AzureAggregation = "average" | "count" | "maximum" | "minimum" | "total";

export interface AzureMonitorExporterArgs extends ExporterArgs {
  /** Whose metrics. */
  kept: AzureKept;
  /** Names of metrics as Azure Monitor has them. */
  asked: string[];
  /** Default: average. */
  aggregations?: AzureAggregation[];
  /** Client id of the identity that its service account is given, which needs Monitoring Reader on the resource and no more. */
  clientId: pulumi.Input<string>;
  /** Id of the directory that the identity is of. */
  tenantId: pulumi.Input<string>;
}

const NAME = "azure-monitor-exporter";
const PORT = 8080;

export class AzureMonitorExporter extends TributaryComponent {
  static readonly token = "tributary:monitoring:AzureMonitorExporter";
  /** Its page. */
  readonly metrics: MetricsSource;
  readonly nodes: ExporterNodes;

  constructor(name: string, args: AzureMonitorExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AzureMonitorExporter.token, name, args, opts);
    const { namespace, kept, asked, aggregations = ["average"], clientId, tenantId } = args;
    const child = this.child.bind(this) as typeof this.child;
    // Azure's webhook finds the pod by its label and the identity by these, and hands the pod what it logs in with (AKS: Workload ID).
    const account = exporterAccount(child, NAME, args, {
      "azure.workload.identity/client-id": clientId,
      "azure.workload.identity/tenant-id": tenantId,
    });
    const exporter = {
      name: NAME,
      port: PORT,
      health: "/healthz",
      args: [`--server.bind=:${PORT}`, "--enable-caching"],
      podLabels: { "azure.workload.identity/use": "true" },
    };
    this.nodes = exporterPods(child, account, exporter, args);
    const id = pulumi.output(kept.resourceId);
    this.metrics = {
      ...exporterPage(exporter, namespace),
      job: "azure-monitor",
      source: "azure-monitor",
      path: "/probe/metrics/resource",
      params: {
        subscription: [id.apply(subscriptionOf)],
        target: [id],
        metric: asked,
        aggregation: aggregations,
        // With the resource's kind left out, one name says what it is everywhere.
        name: ["azure"],
        template: ["{name}_{metric}_{aggregation}"],
        // A value a minute; the newest may not be there yet.
        interval: ["PT1M"],
        timespan: ["PT5M"],
      },
    };
    this.finish();
  }
}

/** /subscriptions/<id>/resourceGroups/... -> <id> */
const subscriptionOf = (resourceId: string): string => resourceId.split("/")[2] ?? "";
