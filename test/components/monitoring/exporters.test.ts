/** Exporters of Azure Monitor and Google Cloud's Monitoring: what they are told, and what Prometheus asks them; by mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { namespacePeer } from "../../../components/kubernetes/policy-rules.ts";
import { StackMonitors } from "../../../components/monitoring/kubernetes/monitors.ts";
import { record } from "../../support/recording.ts";
import { azureExporter, googleExporter, RESOURCE } from "./support/exporters.ts";

const made = record(() => {
  const metrics = [azureExporter().metrics, googleExporter().metrics];
  new StackMonitors("monitors", { stack: "s", namespace: "platform", metrics, dashboards: false, tags: {} });
});
const egress = async (name: string) => (await made).named(name).inputs["spec"].egress;
const endpoint = async (job: string) => {
  const { inputs } = (await made).named(`monitors-${job}`);
  return inputs["spec"].podMetricsEndpoints[0];
};

test("Azure: the pod is given its identity by its label and its account, and each question says what is asked", async () => {
  const { named } = await made;
  assert.deepEqual(named("azure-account").inputs["metadata"].annotations, {
    "azure.workload.identity/client-id": "client",
    "azure.workload.identity/tenant-id": "tenant",
  });
  const { template } = named("azure-deployment").inputs["spec"];
  assert.equal(template.metadata.labels["azure.workload.identity/use"], "true");
  assert.deepEqual(template.spec.containers[0].args, ["--server.bind=:8080", "--enable-caching"]);
  assert.equal(template.spec.volumes, undefined);
  const { path, params, portNumber } = await endpoint("azure-monitor");
  assert.deepEqual([path, portNumber], ["/probe/metrics/resource", 8080]);
  assert.deepEqual(params, {
    subscription: ["00000000-0000-0000-0000-000000000001"],
    target: [RESOURCE],
    metric: ["IncomingMessages", "ThrottledRequests"],
    aggregation: ["total"],
    name: ["azure"],
    template: ["{name}_{metric}_{aggregation}"],
    interval: ["PT1M"],
    timespan: ["PT5M"],
  });
  assert.deepEqual(await egress("azure-policy"), [{ ports: [{ protocol: "TCP", port: 443 }] }]);
});

test("Google: one project, one filter for each kind of metric, and a health that asks nobody", async () => {
  const { named } = await made;
  assert.deepEqual(named("google-account").inputs["metadata"].annotations, {
    "iam.gke.io/gcp-service-account": "metrics@p-1.iam.gserviceaccount.com",
  });
  const [container] = named("google-deployment").inputs["spec"].template.spec.containers;
  assert.deepEqual(container.args, [
    "--google.project-ids=p-1",
    "--monitoring.metrics-prefixes=managedkafka.googleapis.com/",
    '--monitoring.filters=managedkafka.googleapis.com/:resource.labels.cluster_id="kafka"',
    "--monitoring.descriptor-cache-ttl=1h",
    "--web.listen-address=:9255",
    "--web.stackdriver-telemetry-path=/monitoring",
  ]);
  const { path, portNumber } = await endpoint("google-monitoring");
  assert.deepEqual([path, portNumber], ["/monitoring", 9255]);
  assert.notEqual(container.livenessProbe.httpGet.path, path);
  assert.deepEqual(await egress("google-policy"), [
    { ports: [{ protocol: "TCP", port: 443 }] },
    { to: [{ ipBlock: { cidr: "169.254.169.252/32" } }], ports: [{ protocol: "TCP", port: 988 }] },
  ]);
});

test("who reads is let in, and nobody else", async () => {
  const { named } = await made;
  for (const [name, port] of [
    ["azure-policy", 8080],
    ["google-policy", 9255],
  ] as const)
    assert.deepEqual(named(name).inputs["spec"].ingress, [
      { from: [namespacePeer("monitoring")], ports: [{ protocol: "TCP", port }] },
    ]);
});
