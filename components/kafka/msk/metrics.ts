/** What tells how the brokers are: CloudWatch always, and their Prometheus pages where those are on. */
import type { Cluster } from "@pulumi/aws/msk/cluster.js";
import type { ServerlessCluster } from "@pulumi/aws/msk/serverlessCluster.js";
import type { Source } from "../../monitoring/signal.ts";
import type { MetricsSource } from "../cluster.ts";
import type { MskClusterArgs } from "./args.ts";
import { brokerHosts, serversOf } from "./bootstrap.ts";
import { monitoringPorts } from "./limits.ts";

export function metricsOf(args: MskClusterArgs, cluster: Cluster | ServerlessCluster): MetricsSource[] {
  const cloud: MetricsSource = {
    kind: "cloudwatch",
    source: args.tier === "serverless" ? "cloudwatch-serverless" : "cloudwatch",
    namespace: "AWS/Kafka",
    dimensions: { "Cluster Name": args.clusterName },
  };
  if (args.tier === "serverless" || !args.monitoring.open) return [cloud];
  const hosts = serversOf(cluster, "iam", "private").apply((servers) => brokerHosts(servers, args.sizing.nodes));
  const page = (job: string, source: Source, port: number): MetricsSource => ({
    kind: "scrape",
    job,
    source,
    port,
    targets: hosts.apply((names) => names.map((name) => `${name}:${port}`)),
    path: "/metrics",
  });
  return [
    cloud,
    page("kafka", "jmx-exporter", monitoringPorts.jmx),
    page("kafka-node", "node-exporter", monitoringPorts.node),
  ];
}
