/**
 * What Google Cloud's Monitoring knows of a service, as a page for Prometheus: by stackdriver_exporter. No backend has it yet, and no signal is
 * made of it.
 */
import type * as pulumi from "@pulumi/pulumi";
import { TributaryComponent } from "../../component.ts";
import type { MetricsSource } from "../../kafka/cluster.ts";
import type { Reached } from "../../kubernetes/policy-rules.ts";
import {
  type ExporterArgs,
  type ExporterNodes,
  exporterAccount,
  exporterPage,
  exporterPods,
} from "../kubernetes/exporter.ts";

export type GoogleKept = Extract<MetricsSource, { kind: "google-monitoring" }>;

export interface GoogleMonitoringExporterArgs extends ExporterArgs {
  /** Which project, and which of its resources. */
  kept: GoogleKept;
  /** Beginnings of types of metrics, such as managedkafka.googleapis.com/: each is a question that costs. */
  prefixes: string[];
  /** Service account of Google's that its own acts as. Default: rights are given to its own, roles/monitoring.viewer and no more. */
  serviceAccount?: pulumi.Input<string>;
  /** Whom it asks for its credentials. */
  identity: Reached;
}

const NAME = "google-monitoring-exporter";
const PORT = 9255;
/** Each look at it asks Google; what the exporter says of itself is elsewhere. */
const PAGE = "/monitoring";

export class GoogleMonitoringExporter extends TributaryComponent {
  static readonly token = "tributary:monitoring:GoogleMonitoringExporter";
  /** Its page. */
  readonly metrics: MetricsSource;
  readonly nodes: ExporterNodes;

  constructor(name: string, args: GoogleMonitoringExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GoogleMonitoringExporter.token, name, args, opts);
    const { namespace, kept, prefixes, serviceAccount, identity } = args;
    const child = this.child.bind(this) as typeof this.child;
    const actsAs = serviceAccount === undefined ? undefined : { "iam.gke.io/gcp-service-account": serviceAccount };
    const account = exporterAccount(child, NAME, args, actsAs);
    const exporter = {
      name: NAME,
      port: PORT,
      health: "/metrics",
      args: [
        `--google.project-ids=${kept.project}`,
        ...prefixes.flatMap((prefix) => [
          `--monitoring.metrics-prefixes=${prefix}`,
          ...(kept.filter === "" ? [] : [`--monitoring.filters=${prefix}:${kept.filter}`]),
        ]),
        // Which metrics there are changes seldom.
        "--monitoring.descriptor-cache-ttl=1h",
        `--web.listen-address=:${PORT}`,
        `--web.stackdriver-telemetry-path=${PAGE}`,
      ],
      identity,
    };
    this.nodes = exporterPods(child, account, exporter, args);
    this.metrics = {
      ...exporterPage(exporter, namespace),
      job: "google-monitoring",
      source: "google-monitoring",
      path: PAGE,
    };
    this.finish();
  }
}
