/**
 * Who may reach whom on the platform and around its operators, as a table: everything that is not in it is denied. Counted are the stack's own
 * policies and those that Strimzi's operator makes of the Kafka object (strimzi-policies.ts); addresses that policies let through are no pods.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { operatorValues, StrimziOperator } from "../../../components/kafka/strimzi/operator.ts";
import { namespacePeer } from "../../../components/kubernetes/policy-rules.ts";
import { KedaOperator } from "../../../components/scaling/kubernetes/operator.ts";
import { record } from "../../support/recording.ts";
import type { KubeObject } from "../control-plane/api.ts";
import { manifestsOf } from "./manifests.ts";
import { type Pod, reaches } from "./reach.ts";
import { NAMESPACE, platform } from "./stack.ts";
import { madeByStrimzi, type OperatorNamespace } from "./strimzi-policies.ts";

const strimzi = (of: string): Pod => ({
  namespace: NAMESPACE,
  labels: { "strimzi.io/cluster": "kafka", "strimzi.io/kind": "Kafka", "strimzi.io/name": `kafka-${of}` },
});
/** Of a component of ours. */
const ours = (name: string, component: string): Pod => ({
  namespace: NAMESPACE,
  labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/component": component },
});
const keda = (app: string): Pod => ({ namespace: "keda", labels: { app } });
/** As Strimzi's chart labels it. */
const CLUSTER_OPERATOR = { name: "strimzi-cluster-operator", "strimzi.io/kind": "cluster-operator" };

/** Pods of the platform. */
const platformPods: Record<string, Pod> = {
  ingest: ours("app-ingest", "ingest"),
  processor: ours("app-processor", "processor"),
  generator: ours("app-generator", "generator"),
  smoke: ours("app-smoke", "smoke"),
  registry: ours("registry", "registry"),
  schemas: ours("registry-schemas", "schemas"),
  broker: strimzi("kafka"),
  entities: strimzi("entity-operator"),
  cruise: strimzi("cruise-control"),
  exporter: strimzi("kafka-exporter"),
  neighbour: { namespace: NAMESPACE, labels: { app: "other" } },
};
/** Pods of its operators. */
const operatorPods: Record<string, Pod> = {
  strimzi: { namespace: "strimzi", labels: CLUSTER_OPERATOR },
  drain: { namespace: "strimzi", labels: { app: "strimzi-drain-cleaner" } },
  intruder: { namespace: "strimzi", labels: { app: "other" } },
  keda: keda("keda-operator"),
  metrics: keda("keda-operator-metrics-apiserver"),
  webhooks: keda("keda-admission-webhooks"),
};
/** Pods of namespaces that guard nothing; the API server is as good as one of them. */
const otherPods: Record<string, Pod> = {
  prometheus: { namespace: "monitoring", labels: {} },
  gateway: { namespace: "ingress-nginx", labels: {} },
  stranger: { namespace: "elsewhere", labels: {} },
  impostor: { namespace: "elsewhere", labels: CLUSTER_OPERATOR },
  names: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  cache: { namespace: "kube-system", labels: { "k8s-app": "node-local-dns" } },
  openshift: { namespace: "openshift-dns", labels: { "dns.operator.openshift.io/daemonset-dns": "default" } },
};
const pods = { ...platformPods, ...operatorPods, ...otherPods };
const others = Object.keys(otherPods);
/** Pods of the cluster: they may reach one another wherever the one that is asked lets them. */
const cluster = ["broker", "entities", "cruise", "exporter"];
/** Those that ask the API server, at any address: also for topics, users and a node's zone. */
const askers = ["strimzi", "drain", "keda", "metrics", "webhooks", ...cluster];

/** From, to, port. */
const allowed = [
  ...["ingest", "processor", "generator"].flatMap((role) => [
    [role, "broker", role === "processor" ? 9094 : 9093],
    ["prometheus", role, 9400],
    [role, "registry", 8081],
  ]),
  // The smoke test sends by ingest, writes and reads by itself, and looks at what was counted.
  ["smoke", "broker", 9093],
  ["smoke", "ingest", 8080],
  ["smoke", "ingest", 9400],
  ["smoke", "processor", 9400],
  // Replicas of the registry are peers; one Job writes to it, and nobody else asks it.
  ["registry", "broker", 9093],
  ["registry", "registry", 8081],
  ["schemas", "registry", 8081],
  ["prometheus", "registry", 9404],
  ["gateway", "ingest", 8080],
  // Listeners take pods of their own namespace, and so those of the cluster; replication takes Strimzi's own.
  ...cluster.flatMap((pod) => [9091, 9093, 9094].map((port) => [pod, "broker", port])),
  ["broker", "broker", 9090],
  ["entities", "cruise", 9090],
  // Strimzi sees to nodes and Cruise Control.
  ...[9090, 9091, 8443].map((port) => ["strimzi", "broker", port]),
  ["strimzi", "cruise", 9090],
  ["prometheus", "strimzi", 8080],
  // Strimzi lets everybody in to metrics, to health and to the listener for clients outside, which asks for a password.
  ...[...others, ...cluster].flatMap((pod) => [
    [pod, "broker", 9095],
    [pod, "broker", 9404],
    [pod, "exporter", 9404],
    [pod, "cruise", 9404],
    [pod, "entities", 8080],
    [pod, "entities", 8081],
  ]),
  // To see the lag, and what Prometheus says, at whatever address that is.
  ...[9093, 9094].map((port) => ["keda", "broker", port]),
  ...others.map((pod) => ["keda", pod, 9090]),
  ["metrics", "keda", 9666],
  ...["keda", "metrics", "webhooks"].map((pod) => ["prometheus", pod, 8080]),
  // The API server asks these, and all the others could.
  ...others.flatMap((pod) => [
    [pod, "metrics", 6443],
    [pod, "webhooks", 9443],
    [pod, "drain", 8443],
  ]),
  ...askers.flatMap((pod) => [
    ...others.flatMap((other) => [443, 6443].map((port) => [pod, other, port])),
    [pod, "metrics", 6443],
  ]),
  ...[...Object.keys(platformPods), ...Object.keys(operatorPods)].flatMap((pod) => [
    [pod, "names", 53],
    [pod, "cache", 53],
    [pod, "openshift", 5353],
  ]),
].map((row) => row.join(" "));
const ports = [53, 80, 443, 5353, 6443, 8080, 8081, 8443, 9090, 9091, 9092, 9093, 9094, 9095, 9400, 9404, 9443, 9666];

const operators = {
  ...{ version: "1.0.0", tags: {}, watched: [NAMESPACE], replicas: 2, spread: "required" as const },
  monitoring: [namespacePeer("monitoring")],
};
const strimziArgs = { ...operators, namespace: "strimzi", drainCleaner: { version: "1.0.0" } };
const kedaArgs = {
  ...operators,
  namespace: "keda",
  brokers: {
    to: [{ ...namespacePeer(NAMESPACE), podSelector: { matchLabels: { "strimzi.io/name": "kafka-kafka" } } }],
    ports: [9093, 9094],
  },
  outside: [9090],
};

/** As the operator is told by the values of its chart. */
function operatorNamespace(): OperatorNamespace {
  const { extraEnvs } = operatorValues(strimziArgs) as { extraEnvs: { name: string; value: string }[] };
  const [key, value] = extraEnvs.find(({ name }) => name === "STRIMZI_OPERATOR_NAMESPACE_LABELS")!.value.split("=");
  return { [key!]: value! };
}

async function policiesOfAll(): Promise<KubeObject[]> {
  const made = manifestsOf(
    await record(() => {
      platform({ scaling: {}, smoke: {} });
      new StrimziOperator("strimzi", strimziArgs);
      new KedaOperator("keda", kedaArgs);
    }),
  );
  const kafka = made.find(({ kind }) => kind === "Kafka")!;
  return [...made.filter(({ kind }) => kind === "NetworkPolicy"), ...madeByStrimzi(kafka, operatorNamespace())];
}

/** Every row that is let through, but for those among namespaces that guard nothing. */
function foundWith(policies: KubeObject[]): string[] {
  const found: string[] = [];
  for (const [from, sender] of Object.entries(pods))
    for (const [to, receiver] of Object.entries(pods))
      for (const port of ports)
        if (!others.includes(from) || !others.includes(to))
          if (reaches(policies, sender, receiver, port)) found.push(`${from} ${to} ${port}`);
  return found;
}

test("with no clients and no monitoring named, nobody reaches the application", async () => {
  const policy = { brokers: () => ({ to: [], ports: [9093] }), monitoring: [], clients: [] };
  const made = manifestsOf(await record(() => platform({ workload: { policy } })));
  const policies = made.filter(({ kind }) => kind === "NetworkPolicy");
  for (const from of Object.values(pods))
    for (const port of ports) assert.ok(!reaches(policies, from, pods["ingest"]!, port));
});

test("without scaling KEDA reaches no broker", async () => {
  const kafka = manifestsOf(await record(() => platform())).find(({ kind }) => kind === "Kafka")!;
  assert.ok(!JSON.stringify(kafka["spec"].kafka.listeners).includes("keda"));
});

test("every pair of pods and every port: what the table names is let through, and nothing else", async () => {
  const found = foundWith(await policiesOfAll());
  const expected = new Set(allowed);
  assert.deepEqual(
    found.filter((row) => !expected.has(row)),
    [],
    "let through, and not in the table",
  );
  assert.deepEqual(
    [...expected].filter((row) => !found.includes(row)),
    [],
    "in the table, and denied",
  );
});

test("brokers and Cruise Control would let in an operator of any namespace that is not told which is its own", async () => {
  const kafka = manifestsOf(await record(() => platform())).find(({ kind }) => kind === "Kafka")!;
  for (const [to, port] of [
    ["broker", 9091],
    ["cruise", 9090],
  ] as const) {
    const isLetIn = (from: string, policies: KubeObject[]) => reaches(policies, pods[from]!, pods[to]!, port);
    assert.ok(isLetIn("impostor", madeByStrimzi(kafka)));
    assert.ok(isLetIn("strimzi", madeByStrimzi(kafka, operatorNamespace())));
    assert.ok(!isLetIn("impostor", madeByStrimzi(kafka, operatorNamespace())));
  }
});

test("one policy that opens a door, or one that is not there, is seen in the table", async () => {
  const policies = await policiesOfAll();
  const open: KubeObject = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "open", namespace: NAMESPACE },
    spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 8081 }] }] },
  };
  assert.ok(foundWith([...policies, open]).includes("stranger registry 8081"));
  const without = (name: string) => foundWith(policies.filter(({ metadata }) => metadata.name !== name));
  assert.ok(without("deny-by-default").includes("stranger neighbour 80"));
  assert.ok(!without("app-ingest").includes("gateway ingest 8080"));
});
