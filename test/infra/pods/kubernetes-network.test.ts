/** What the settings say of a cluster's network and of registries of images, as the program passes it on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { manifestsOf } from "../../kubernetes/support/manifests.ts";
import { recordStack } from "../../support/recording.ts";

const STACK = "kubernetes-production";
const WITH_STORE = "kubernetes-external-secrets";

const recorded = (change: (raw: any) => void, stack = STACK) => recordStack(stack, { change });
async function policiesOf(change: (raw: any) => void, stack = STACK): Promise<Record<string, any>> {
  const made = manifestsOf(await recorded(change, stack)).filter(({ kind }) => kind === "NetworkPolicy");
  return Object.fromEntries(made.map(({ metadata, spec }) => [`${metadata.namespace}/${metadata.name}`, spec]));
}
const tcp = (...ports: number[]) => ({ ports: ports.map((port) => ({ protocol: "TCP", port })) });

test("clients may be namespaces and addresses, and only ingest lets them in", async () => {
  const policies = await policiesOf((raw) => (raw.kubernetes.clients = ["edge", { cidr: "10.0.0.0/16" }]));
  const from = [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "edge" } } },
    { ipBlock: { cidr: "10.0.0.0/16" } },
  ];
  const rule = { from, ...tcp(8080) };
  assert.deepEqual(policies["tributary/app-ingest"].ingress.slice(-1), [rule]);
  assert.ok(!JSON.stringify(policies["tributary/app-processor"]).includes("10.0.0.0/16"));
});

test("ports of others are reached, before and after their Service translates them; the application is told its address only", async () => {
  const traces = { endpoint: "http://collector.observability.svc", port: 4318 };
  const registry = { url: "http://registry.shared.svc", port: 8081 };
  const change = (raw: any) => Object.assign(raw, { monitoring: { traces }, registry });
  const policies = await policiesOf(change);
  for (const role of ["app-ingest", "app-processor"])
    assert.deepEqual(policies[`tributary/${role}`].egress.slice(-1), [tcp(80, 8081, 4318)]);
  assert.deepEqual(policies["tributary/registry-schemas"].egress, [tcp(80, 8081)]);
  const made = manifestsOf(await recorded(change));
  const config = made.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("app-ingest"))!;
  assert.deepEqual(JSON.parse(config["data"]["app.json"]).tracing, {
    endpoint: traces.endpoint,
    ratio: 1,
    perSecond: 100,
  });
});

test("without such ports those of the addresses are reached, and nobody's when nobody is asked", async () => {
  const policies = await policiesOf((raw) => {
    raw.monitoring = { traces: { endpoint: "http://collector.observability.svc:4318" } };
  });
  assert.deepEqual(policies["tributary/app-ingest"].egress.slice(-1), [tcp(4318)]);
  const alone = await policiesOf(() => undefined);
  assert.ok(alone["tributary/app-ingest"].egress.every(({ to }: any) => to.length > 0));
});

test("name servers of the settings stand beside those that clusters have by themselves, in every guarded namespace", async () => {
  const policies = await policiesOf((raw) => {
    raw.kubernetes.dns = [{ cidr: "10.96.0.10/32" }, { namespace: "dns", labels: { app: "unbound" }, port: 1053 }];
  }, WITH_STORE);
  const guarded = Object.entries(policies).filter(([name]) => name.endsWith("/allow-names"));
  assert.ok(guarded.length >= 2);
  for (const [name, { egress }] of guarded) {
    const by = new Map(egress.map(({ ports, to }: any) => [ports[0].port, to]));
    assert.deepEqual([...by.keys()], [53, 5353, 1053], name);
    assert.deepEqual(by.get(1053), [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "dns" } },
        podSelector: { matchLabels: { app: "unbound" } },
      },
    ]);
    const blocks = (by.get(53) as any[]).flatMap(({ ipBlock }) => ipBlock?.cidr ?? []);
    assert.deepEqual(blocks, ["169.254.20.10/32", "169.254.169.254/32", "10.96.0.10/32"], name);
  }
});

test("ports of the API server and of a store reach whoever asks them", async () => {
  const asks = async (change: (raw: any) => void) => {
    const policies = await policiesOf((raw) => {
      raw.kubernetes.apiPorts = [443, 8443];
      change(raw);
    }, WITH_STORE);
    const operator = policies["external-secrets/allow-stores"].egress;
    return [policies["logins/kafka-egress"].egress.slice(-1), operator];
  };
  const store = (raw: any, value: object) => (raw.secrets.external.store = value);
  assert.deepEqual(await asks(() => undefined), [[tcp(443, 8443)], [tcp(443, 8443, 8200)]]);
  const vault = { type: "vault", server: "https://vault.vault.svc", port: 8200, role: "logins" };
  assert.deepEqual((await asks((raw) => store(raw, vault)))[1], [tcp(443, 8443, 8200)]);
  const existing = { type: "existing", kind: "SecretStore", name: "team" };
  assert.deepEqual((await asks((raw) => store(raw, existing)))[1], [tcp(443, 8443)]);
  assert.deepEqual((await asks((raw) => store(raw, { ...existing, ports: [8200] })))[1], [tcp(443, 8443, 8200)]);
});

test("so do they for the operators, and the port of Prometheus' pods for KEDA alone", async () => {
  const policies = await policiesOf((raw) => {
    raw.kubernetes.apiPorts = [443, 8443];
    const prometheus = { address: "http://prometheus.monitoring.svc", port: 9090, query: "up", threshold: 1 };
    raw.scaling.processor.prometheus = prometheus;
  });
  for (const name of [
    "strimzi/allow-operator",
    "strimzi/allow-drain-cleaner",
    "keda/allow-operator",
    "keda/allow-webhooks",
  ])
    assert.deepEqual(policies[name].egress[0], tcp(443, 8443), name);
  assert.deepEqual(policies["keda/allow-operator"].egress.slice(-1), [tcp(80, 9090)]);
  assert.ok(!JSON.stringify(policies["keda/allow-webhooks"].egress).includes("9090"));
});

test("Secrets that images are pulled with are named to every chart and to Strimzi", async () => {
  const name = "mirror";
  const pulling = [{ name }];
  const change = (raw: any) => (raw.kubernetes.imagePullSecrets = [name]);
  const charts = [...(await recorded(change)).of("kubernetes:helm.sh/v4:Chart")];
  charts.push(...(await recorded(change, WITH_STORE)).of("kubernetes:helm.sh/v4:Chart"));
  const found = Object.fromEntries(
    charts.map(({ inputs: { chart, values } }) => [
      chart,
      values.imagePullSecrets ?? values.image?.imagePullSecrets ?? values.global?.imagePullSecrets,
    ]),
  );
  assert.deepEqual(found, {
    keda: pulling,
    "eck-operator": pulling,
    "kube-prometheus-stack": pulling,
    "strimzi-kafka-operator": pulling,
    "strimzi-drain-cleaner": pulling,
    "external-secrets": pulling,
  });
  const kafka = manifestsOf(await recorded(change)).find(({ kind }) => kind === "Kafka")!;
  assert.deepEqual(kafka["spec"].entityOperator.template.pod.imagePullSecrets, pulling);
});
