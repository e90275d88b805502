/** Who reads Confluent Cloud's metrics, and what Prometheus is told: exact inputs under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { recordStack } from "../../support/recording.ts";
import { isSecret, shownSecret } from "../../support/secrets.ts";

const stack = (change: (raw: any) => void = () => undefined) => recordStack("confluent-gcp-production", { change });
const scrapeOf = (recording: Awaited<ReturnType<typeof stack>>) =>
  recording
    .of("kubernetes:monitoring.coreos.com/v1alpha1:ScrapeConfig")
    .find(({ inputs }) => inputs["metadata"].name === "confluent")?.inputs;

test("an account with the role MetricsViewer on this cluster, and a key of no resource", async () => {
  const { named, of } = await stack();
  const principal = "User:metrics-reader-account-id";
  const roles = of("confluentcloud:index/roleBinding:RoleBinding").filter(
    ({ inputs }) => inputs["principal"] === principal,
  );
  assert.deepEqual(
    roles.map(({ inputs }) => inputs),
    [
      {
        principal,
        roleName: "MetricsViewer",
        crnPattern:
          "crn://confluent.cloud/organization=11111111-1111-1111-1111-111111111111/environment=env-1/cloud-cluster=lkc-1",
      },
    ],
  );
  const { displayName, owner, disableWaitForReady, managedResource } = named("metrics-reader-key-1").inputs;
  assert.deepEqual(
    { displayName, owner, disableWaitForReady, managedResource },
    {
      displayName: "tributary-confluent-gcp-production-metrics-reader-1",
      owner: { id: "metrics-reader-account-id", apiVersion: "iam/v2", kind: "ServiceAccount" },
      disableWaitForReady: true,
      managedResource: undefined,
    },
  );
  assert.ok(named("metrics-reader-key-1").dependencies.some((urn) => urn.endsWith("::metrics-reader-role")));
});

test("the key is secret in everything, and Prometheus reads it from a Secret", async () => {
  const recording = await stack();
  const { stringData } = recording.named("metrics-reader-secret").inputs;
  assert.ok(isSecret(stringData));
  assert.deepEqual(Object.keys(shownSecret(stringData) as object).sort(), ["password-1", "username-1"]);
  const { metadata, spec } = scrapeOf(recording)!;
  assert.equal(metadata.labels.release, "prometheus");
  assert.deepEqual(spec, {
    jobName: "confluent",
    scheme: "HTTPS",
    metricsPath: "/v2/metrics/cloud/export",
    params: { "resource.kafka.id": ["kafka-cluster-id"] },
    basicAuth: {
      username: { name: "confluent-metrics", key: "username-1" },
      password: { name: "confluent-metrics", key: "password-1" },
    },
    scrapeInterval: "1m",
    scrapeTimeout: "1m",
    honorTimestamps: false,
    staticConfigs: [{ targets: ["api.telemetry.confluent.cloud"], labels: { stack: "confluent-gcp-production" } }],
    relabelings: [{ targetLabel: "job", replacement: "confluent" }],
  });
});

test("a raised generation is used at once, and the one before it lives until the next", async () => {
  const recording = await stack((raw) => {
    raw.kafka.metrics = { rotation: 3 };
  });
  const keys = recording
    .of("confluentcloud:index/apiKey:ApiKey")
    .map(({ name }) => name)
    .filter((name) => name.startsWith("metrics-reader"));
  assert.deepEqual(keys.sort(), ["metrics-reader-key-2", "metrics-reader-key-3"]);
  assert.equal(scrapeOf(recording)!["spec"].basicAuth.password.key, "password-3");
});

test("rules ask for its metrics, and nobody makes a key that nobody uses", async () => {
  const { inputs } = (await stack()).of("kubernetes:monitoring.coreos.com/v1:PrometheusRule")[0]!;
  assert.match(JSON.stringify(inputs["spec"]), /confluent_kafka_server_consumer_lag_offsets/);
  const without = await stack((raw) => {
    delete raw.monitoring;
  });
  assert.ok(!without.resources.some(({ name }) => name.startsWith("metrics-reader")));
});

test("its own Prometheus is let out to it", async () => {
  const { of } = await stack((raw) => {
    raw.monitoring = { operator: { mode: "install" } };
    // Which is 443 otherwise, and open for that.
    raw.kubernetes.apiPorts = [6443];
  });
  const policy = of("kubernetes:networking.k8s.io/v1:NetworkPolicy").find(
    ({ inputs }) => inputs["metadata"].name === "allow-prometheus",
  )!;
  const ports = policy.inputs["spec"].egress.flatMap((rule: any) =>
    rule.to === undefined ? rule.ports.map(({ port }: any) => port) : [],
  );
  assert.ok(ports.includes(443));
});
