/** The collector of traces: what it is told, who reaches it, and what the application and Grafana are told of it. Mocks: nothing is created. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AUTHORIZATION, collectorConfig, queueSpans } from "../../../components/tracing/collector-config.ts";
import type { TraceTarget } from "../../../components/tracing/target.ts";
import { manifestsOf } from "../../kubernetes/support/manifests.ts";
import { recordStack } from "../../support/recording.ts";

const STACK = "kubernetes-production";
const login = { secretName: "tempo", key: "authorization" };

/** Objects of a stack with these traces, by `kind/name`. */
async function objects(traces: object): Promise<{ by: Map<string, any>; charts: any[] }> {
  const recording = await recordStack(STACK, {
    change: (raw: any) => {
      raw.monitoring.traces = traces;
    },
  });
  const by = new Map(manifestsOf(recording).map((one: any) => [`${one.kind}/${one.metadata.name}`, one]));
  return { by, charts: recording.of("kubernetes:helm.sh/v4:Chart").map(({ inputs }) => inputs) };
}
const grafana = (charts: any[]) => charts.find(({ chart }) => chart === "kube-prometheus-stack").values.grafana;
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));

const endpoint = "https://tempo.example.com";
const query = "http://tempo.observability.svc";
const full = await objects({
  endpoint,
  ratio: 0.1,
  port: 4318,
  collector: {
    target: "tempo",
    tenant: "logins",
    query,
    queryPort: 3200,
    authorization: login,
    authority: { secretName: "tempo-ca", key: "ca.pem" },
    certificate: "tempo-client",
  },
});

test("the application sends to the collector, and reaches nobody else for it", () => {
  for (const role of ["ingest", "processor"]) {
    const config = JSON.parse(full.by.get(`ConfigMap/app-${role}`).data["app.json"]);
    assert.deepEqual(config.tracing, { endpoint: "http://traces.tributary.svc:4318", ratio: 0.1, perSecond: 100 });
    const { egress } = full.by.get(`NetworkPolicy/app-${role}`).spec;
    const labels = { "app.kubernetes.io/name": "traces", "app.kubernetes.io/component": "trace-collector" };
    assert.deepEqual(egress.at(-1), { to: [{ podSelector: { matchLabels: labels } }], ports: tcp(4318) });
    assert.doesNotMatch(JSON.stringify(egress), /443\b/);
  }
});

test("the collector lets in the application and who reads metrics, and reaches its target's ports", () => {
  const { podSelector, policyTypes, ingress, egress } = full.by.get("NetworkPolicy/traces").spec;
  assert.deepEqual(podSelector.matchLabels, full.by.get("Deployment/traces").spec.template.metadata.labels);
  assert.deepEqual(policyTypes, ["Ingress", "Egress"]);
  assert.deepEqual(
    ingress.map(({ from, ports }: any) => [from.length, ports]),
    [
      [3, tcp(4318)],
      [1, tcp(8888)],
    ],
  );
  assert.deepEqual(egress, [{ ports: tcp(443, 4318) }]);
});

test("pods have no rights, end in time, stand apart, and keep their memory's bounds", () => {
  const { spec } = full.by.get("Deployment/traces");
  const pod = spec.template.spec;
  const [container] = pod.containers;
  assert.equal(spec.replicas, 2);
  assert.equal(pod.automountServiceAccountToken, false);
  assert.equal(pod.securityContext.runAsNonRoot, true);
  assert.deepEqual(container.securityContext, {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
    readOnlyRootFilesystem: true,
  });
  assert.deepEqual(container.resources, { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } });
  assert.deepEqual(container.env[0], { name: "GOMEMLIMIT", value: "192MiB" });
  for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) assert.ok(container[probe].httpGet, probe);
  assert.equal(pod.topologySpreadConstraints.length, 2);
  assert.equal(full.by.get("PodDisruptionBudget/traces").spec.maxUnavailable, 1);
});

test("secrets are files and a variable, and none of their values is anywhere", () => {
  const pod = full.by.get("Deployment/traces").spec.template.spec;
  assert.deepEqual(pod.containers[0].env[1], {
    name: "TRACES_AUTHORIZATION",
    valueFrom: { secretKeyRef: { name: "tempo", key: "authorization" } },
  });
  const secrets = pod.volumes.flatMap(({ secret }: any) => secret?.secretName ?? []);
  assert.deepEqual(secrets, ["tempo-ca", "tempo-client"]);
  const config = JSON.parse(full.by.get("ConfigMap/traces").data["collector.yaml"]);
  const { otlp_http: exporter } = config.exporters;
  assert.equal(exporter.headers.Authorization, `\${env:${AUTHORIZATION}}`);
  assert.equal(exporter.headers["X-Scope-OrgID"], "logins");
  for (const file of Object.values<string>({ ...exporter.tls, reload_interval: undefined }).filter(Boolean)) {
    const folder = file.slice(0, file.lastIndexOf("/"));
    assert.ok(
      pod.containers[0].volumeMounts.some(({ mountPath }: any) => mountPath === folder),
      file,
    );
  }
});

test("its metrics are read, and its loss is an alert", () => {
  const monitor = full.by.get("PodMonitor/traces").spec;
  assert.equal(monitor.podMetricsEndpoints[0].portNumber, 8888);
  const rules = JSON.stringify(full.by.get("PrometheusRule/tributary").spec);
  assert.match(rules, /TracesLost/);
});

test("Grafana that is ours asks the target, and may reach it", () => {
  assert.deepEqual(grafana(full.charts).additionalDataSources, [
    {
      name: "Traces",
      uid: "tributary-traces",
      type: "tempo",
      access: "proxy",
      url: query,
      jsonData: { httpHeaderName1: "X-Scope-OrgID" },
      secureJsonData: { httpHeaderValue1: "logins" },
    },
  ]);
  assert.deepEqual(full.by.get("NetworkPolicy/allow-grafana").spec.egress.at(-1), { ports: tcp(80, 3200) });
});

test("without a collector there is none of it, and without traces nothing at all", async () => {
  const direct = await objects({ endpoint: "http://collector.observability.svc:4318" });
  assert.ok(![...direct.by.keys()].some((key) => key.endsWith("/traces")));
  assert.equal(grafana(direct.charts).additionalDataSources, undefined);
  assert.doesNotMatch(JSON.stringify(direct.by.get("PrometheusRule/tributary")), /TracesLost/);
  const off = manifestsOf(await recordStack(STACK)).find(({ metadata }) => metadata.name === "app-ingest")!;
  assert.doesNotMatch(JSON.stringify(off), /tracing/);
});

test("the way to the target: plain or by TLS, HTTP or gRPC, with room for so many spans and no more", () => {
  const config = (target: Partial<TraceTarget>): any =>
    collectorConfig({ target: { endpoint, protocol: "http", secrets: {}, ...target }, memoryMi: 512 });
  assert.equal(config({}).exporters.otlp_http.tls, undefined);
  const plain = config({ endpoint: "http://jaeger:4317/", protocol: "grpc" });
  assert.deepEqual(plain.service.pipelines.traces.exporters, ["otlp_grpc"]);
  const { endpoint: to, tls, sending_queue: queue } = plain.exporters.otlp_grpc;
  assert.deepEqual([to, tls], ["http://jaeger:4317", { insecure: true }]);
  assert.deepEqual([queue.queue_size, queue.sizer], [queueSpans(512), "items"]);
  assert.equal(
    config({ endpoint: "https://x.example.com/a$b" }).exporters.otlp_http.endpoint,
    "https://x.example.com/a$$b",
  );
  assert.deepEqual(plain.service.pipelines.traces.processors[0], "memory_limiter");
});
