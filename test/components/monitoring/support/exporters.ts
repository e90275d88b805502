/** Exporters of clouds that no stack file has yet, with everything that they can have. */
import * as pulumi from "@pulumi/pulumi";
import { namespacePeer } from "../../../../components/kubernetes/policy-rules.ts";
import { AzureMonitorExporter } from "../../../../components/monitoring/azure/exporter.ts";
import { GoogleMonitoringExporter } from "../../../../components/monitoring/google/exporter.ts";

export const RESOURCE =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/Microsoft.EventHub/namespaces/n";
const shared = {
  namespace: "platform",
  image: "images.example.com/exporter:1",
  readers: [namespacePeer("monitoring")],
  tags: { project: "tributary", stack: "s" },
};

export const azureExporter = (): AzureMonitorExporter =>
  new AzureMonitorExporter("azure", {
    ...shared,
    kept: { kind: "azure-monitor", resourceId: pulumi.output(RESOURCE) },
    asked: ["IncomingMessages", "ThrottledRequests"],
    aggregations: ["total"],
    clientId: "client",
    tenantId: "tenant",
  });

export const googleExporter = (): GoogleMonitoringExporter =>
  new GoogleMonitoringExporter("google", {
    ...shared,
    kept: { kind: "google-monitoring", project: "p-1", filter: 'resource.labels.cluster_id="kafka"' },
    prefixes: ["managedkafka.googleapis.com/"],
    serviceAccount: "metrics@p-1.iam.gserviceaccount.com",
    identity: { to: [{ ipBlock: { cidr: "169.254.169.252/32" } }], ports: [988] },
  });
