/** What a Prometheus on Kubernetes is told of brokers elsewhere: by mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import documented from "../../../components/monitoring/documented.json" with { type: "json" };
import { recordStack } from "../../support/recording.ts";

const stack = (operator: object, open = true) =>
  recordStack("aws-msk-production", {
    change: (raw: any) => {
      raw.kafka.monitoring = { ...raw.kafka.monitoring, open };
      raw.monitoring = { operator };
    },
  });
const rulesOf = (recording: Awaited<ReturnType<typeof stack>>): { record?: string; expr: string }[] =>
  recording
    .of("kubernetes:monitoring.coreos.com/v1:PrometheusRule")[0]!
    .inputs["spec"].groups.flatMap(({ rules }: any) => rules);

test("no rule asks for what nobody reads; disks are those of the brokers", async () => {
  const rules = rulesOf(await stack({ mode: "present" }));
  assert.ok(rules.length > 0);
  assert.ok(!rules.some(({ expr }) => expr.includes("aws_kafka")));
  const of = (name: string) => rules.find(({ record }) => record === name)!.expr;
  assert.match(of("tributary:kafka_disk_used"), /node_filesystem_avail_bytes/);
});

const monitorsOf = (recording: Awaited<ReturnType<typeof stack>>) =>
  recording.of("kubernetes:monitoring.coreos.com/v1:PodMonitor").map(({ inputs }) => inputs["spec"]);
const asksCloudWatch = ({ resources }: Awaited<ReturnType<typeof stack>>) =>
  resources.some(({ name }) => name === "cloudwatch-exporter-deployment");

test("CloudWatch is asked where brokers have no pages, and nowhere else", async () => {
  assert.ok(!asksCloudWatch(await stack({ mode: "present" })));
  const closed = await stack({ mode: "present" }, false);
  assert.ok(asksCloudWatch(closed));
  const rules = rulesOf(closed);
  assert.match(
    rules.find(({ record }) => record === "tributary:kafka_group_lag")!.expr,
    /aws_kafka_sum_offset_lag_max/,
  );
  const monitor = monitorsOf(closed).find(
    ({ selector }) => selector.matchLabels["app.kubernetes.io/name"] === "cloudwatch-exporter",
  );
  const [{ portNumber, metricRelabelings }] = monitor.podMetricsEndpoints;
  assert.equal(portNumber, 5000);
  assert.deepEqual(metricRelabelings, [
    { action: "keep", sourceLabels: ["dimension_Cluster_Name"], regex: "tributary-aws-msk-production" },
    { sourceLabels: ["dimension_Broker_ID"], targetLabel: "instance" },
    { sourceLabels: ["dimension_Topic"], targetLabel: "topic" },
    { sourceLabels: ["dimension_Consumer_Group"], targetLabel: "group" },
  ]);
});

test("without a Prometheus nobody asks CloudWatch; with an own one it reaches the exporter", async () => {
  const none = await recordStack("aws-msk-serverless-production", {
    change: (raw: any) => {
      delete raw.monitoring;
    },
  });
  assert.ok(!asksCloudWatch(none));
  const own = await recordStack("aws-msk-serverless-production", {
    change: (raw: any) => {
      raw.monitoring = { operator: { mode: "install", imageRegistry: "images.example.com" } };
    },
  });
  assert.ok(asksCloudWatch(own));
  const [policy] = own
    .of("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .filter(({ inputs }) => inputs["metadata"].name === "allow-prometheus");
  assert.ok(JSON.stringify(policy!.inputs["spec"].egress).includes('"port":5000'));
  const image = own.named("cloudwatch-exporter-deployment").inputs["spec"].template.spec.containers[0].image;
  assert.match(image, /^images\.example\.com\/prometheuscommunity\/yet-another-cloudwatch-exporter:v0\.67\.0$/);
});

test("a network without a way out has endpoints for what the exporter asks, and else has not", async () => {
  const endpoints = async (monitoring: object) => {
    const { resources } = await recordStack("aws-msk-serverless-production", {
      change: (raw: any) => {
        raw.aws.network = { mode: "create", nat: "none" };
        raw.aws.eks.loadBalancers = false;
        raw.aws.eks.autoscaling = { enabled: false };
        raw.monitoring = { exporter: { image: "registry.example.com/exporter:v1" }, ...monitoring };
      },
    });
    return resources.map(({ name }) => name).filter((name) => /endpoint-(monitoring|tagging)$/.test(name));
  };
  assert.deepEqual(await endpoints({ operator: { mode: "present" } }), [
    "network-endpoint-monitoring",
    "network-endpoint-tagging",
  ]);
  assert.deepEqual(await endpoints({}), []);
});

test("its own Prometheus reaches the ports of pages that brokers elsewhere have", async () => {
  const recording = await stack({ mode: "install" });
  const policy = recording
    .of("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .find(({ inputs }) => inputs["metadata"].name === "allow-prometheus")!;
  const ports = policy.inputs["spec"].egress.flatMap((rule: any) => (rule.ports ?? []).map(({ port }: any) => port));
  for (const port of [11_001, 11_002]) assert.ok(ports.includes(port), String(port));
});

const onKubernetes = (change: (raw: any) => void = () => undefined) => recordStack("kubernetes-production", { change });
/** job -> namespace, port, labels of pods. */
const pagesRead = (recording: Awaited<ReturnType<typeof stack>>) =>
  Object.fromEntries(
    recording.of("kubernetes:monitoring.coreos.com/v1:PodMonitor").map(({ inputs: { metadata, spec } }) => {
      const [{ portNumber }] = spec.podMetricsEndpoints;
      return [metadata.name, [spec.namespaceSelector.matchNames[0], portNumber, spec.selector.matchLabels]];
    }),
  );
const strimzi = (of: string) => ({ "strimzi.io/cluster": "kafka", "strimzi.io/name": `kafka-${of}` });

test("every page around a cluster of Strimzi's is read: operators, Cruise Control, exporter, registry, KEDA", async () => {
  const found = pagesRead(await onKubernetes());
  const { ingest: _, processor: __, generator: ___, ...around } = found;
  assert.deepEqual(around, {
    kafka: ["tributary", 9404, strimzi("kafka")],
    "kafka-exporter": ["tributary", 9404, strimzi("kafka-exporter")],
    "topic-operator": ["tributary", 8080, strimzi("entity-operator")],
    "user-operator": ["tributary", 8081, strimzi("entity-operator")],
    "cruise-control": ["tributary", 9404, strimzi("cruise-control")],
    "strimzi-operator": ["strimzi", 8080, { name: "strimzi-cluster-operator" }],
    registry: ["tributary", 9404, { "app.kubernetes.io/component": "registry", "app.kubernetes.io/name": "registry" }],
    keda: ["keda", 8080, { app: "keda-operator" }],
  });
});

test("what operators tell of others' namespaces is left out", async () => {
  const recording = await onKubernetes();
  for (const job of ["strimzi-operator", "keda"]) {
    const { inputs } = recording.named(`monitors-${job}`);
    assert.deepEqual(inputs["spec"].podMetricsEndpoints[0].metricRelabelings, [
      { action: "keep", sourceLabels: ["exported_namespace"], regex: "tributary" },
    ]);
  }
});

test("an operator that is there is read where its namespace is named; without Cruise Control there is no page of it", async () => {
  const present = (operator: object) =>
    onKubernetes((raw) => {
      raw.kubernetes.operator = { mode: "present", ...operator };
      raw.kafka.cruiseControl = false;
    });
  const named = pagesRead(await present({ namespace: "kafka-operators" }));
  assert.equal(named["strimzi-operator"]![0], "kafka-operators");
  assert.ok(!("cruise-control" in named));
  assert.ok(!("strimzi-operator" in pagesRead(await present({}))));
});

test("its own Prometheus reaches all of these pages", async () => {
  const policy = (await onKubernetes())
    .of("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .find(({ inputs }) => inputs["metadata"].name === "allow-prometheus")!;
  const ports = policy.inputs["spec"].egress.flatMap((rule: any) => rule.ports.map(({ port }: any) => port));
  for (const port of [8080, 8081, 9404, 9400]) assert.ok(ports.includes(port), String(port));
});

test("Cruise Control is told how to call its metrics, before the cluster is", async () => {
  const recording = await onKubernetes();
  const { inputs, dependencies } = recording.named("kafka-cluster");
  assert.deepEqual(inputs["spec"].cruiseControl.metricsConfig, {
    type: "jmxPrometheusExporter",
    valueFrom: { configMapKeyRef: { name: "kafka-cruise-control-metrics", key: "config.yml" } },
  });
  assert.ok(dependencies.some((urn) => urn.endsWith("::kafka-cruise-control-metrics")));
  const { data, metadata } = recording.named("kafka-cruise-control-metrics").inputs;
  assert.equal(metadata.name, "kafka-cruise-control-metrics");
  const { rules, lowercaseOutputName } = parse(data["config.yml"]);
  assert.ok(lowercaseOutputName);
  // As the JMX exporter writes an attribute of a bean, and what it then makes of a name.
  const named = (bean: string, attribute: string) =>
    `kafka.cruisecontrol<name=${bean}><>${attribute}: 1`
      .replace(new RegExp(`^.*?${rules[0].pattern}.*$`), rules[0].name)
      .replace(/[^a-zA-Z0-9_]/g, "_")
      .toLowerCase();
  for (const [bean, attribute] of [
    ["AnomalyDetector.balancedness-score", "Value"],
    ["AnomalyDetector.disk-failure-rate", "Count"],
    ["Executor.ongoing-execution-non-kafka-assigner", "Value"],
  ] as const)
    assert.ok(named(bean, attribute) in documented["cruise-control"], named(bean, attribute));
});
