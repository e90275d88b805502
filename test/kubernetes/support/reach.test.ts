/**
 * Who may reach whom on the platform, as a table: everything that is not in it is denied. Counted are the stack's own policies and those that
 * Strimzi's operator makes of the Kafka object (strimzi-policies.ts); addresses that policies let through are no pods here.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { record } from "../../support/recording.ts";
import type { KubeObject } from "../control-plane/api.ts";
import { manifestsOf } from "./manifests.ts";
import { type Pod, reaches } from "./reach.ts";
import { NAMESPACE, platform } from "./stack.ts";
import { madeByStrimzi } from "./strimzi-policies.ts";

const strimzi = (of: string): Pod => ({
  namespace: NAMESPACE,
  labels: { "strimzi.io/cluster": "kafka", "strimzi.io/kind": "Kafka", "strimzi.io/name": `kafka-${of}` },
});
/** As Strimzi's chart labels it. */
const CLUSTER_OPERATOR = { name: "strimzi-cluster-operator", "strimzi.io/kind": "cluster-operator" };
/** Of a component of ours. */
const ours = (name: string, component: string): Pod => ({
  namespace: NAMESPACE,
  labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/component": component },
});
const pods: Record<string, Pod> = {
  ingest: ours("app-ingest", "ingest"),
  processor: ours("app-processor", "processor"),
  generator: ours("app-generator", "generator"),
  registry: ours("registry", "registry"),
  schemas: ours("registry-schemas", "schemas"),
  broker: strimzi("kafka"),
  entities: strimzi("entity-operator"),
  exporter: strimzi("kafka-exporter"),
  cruise: strimzi("cruise-control"),
  operator: { namespace: "strimzi", labels: CLUSTER_OPERATOR },
  impostor: { namespace: "elsewhere", labels: CLUSTER_OPERATOR },
  prometheus: { namespace: "monitoring", labels: {} },
  keda: { namespace: "keda", labels: { app: "keda-operator" } },
  webhooks: { namespace: "keda", labels: { app: "keda-admission-webhooks" } },
  gateway: { namespace: "ingress-nginx", labels: {} },
  stranger: { namespace: "elsewhere", labels: {} },
  neighbour: { namespace: NAMESPACE, labels: { app: "other" } },
  names: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  cache: { namespace: "kube-system", labels: { "k8s-app": "node-local-dns" } },
  openshift: { namespace: "openshift-dns", labels: { "dns.operator.openshift.io/daemonset-dns": "default" } },
};
/** Pods of Strimzi's in the namespace: they may reach one another wherever the one that is asked lets them. */
const cluster = ["broker", "entities", "exporter", "cruise"];
/** Namespaces that guard nothing of their own here. */
const elsewhere = Object.keys(pods).filter((name) => pods[name]!.namespace !== NAMESPACE);

/** From, to, port. */
const allowed = [
  ...["ingest", "processor", "generator"].flatMap((role) => [
    ["prometheus", role, 9400],
    [role, "registry", 8081],
  ]),
  // By the listener that its principal proves itself at.
  ["ingest", "broker", 9093],
  ["generator", "broker", 9093],
  ["processor", "broker", 9094],
  // Replicas of the registry are peers; one Job writes to it, and nobody else asks it.
  ["registry", "broker", 9093],
  ["registry", "registry", 8081],
  ["schemas", "registry", 8081],
  ["gateway", "ingest", 8080],
  // To see the lag.
  ...[9093, 9094].map((port) => ["keda", "broker", port]),
  // Listeners take pods of their own namespace, and so those of the cluster; replication takes Strimzi's own.
  ...cluster.flatMap((pod) => [9091, 9093, 9094].map((port) => [pod, "broker", port])),
  ["broker", "broker", 9090],
  ["entities", "cruise", 9090],
  // Strimzi's operator, of any namespace unless it is told which is its own: both are by certificate.
  ...["operator", "impostor"].flatMap((pod) => [
    ...[9090, 9091, 8443].map((port) => [pod, "broker", port]),
    [pod, "cruise", 9090],
  ]),
  // Strimzi lets everybody in to metrics, to health and to a listener for clients outside, which asks for a password.
  ...[...elsewhere, ...cluster].flatMap((pod) => [
    [pod, "broker", 9095],
    [pod, "broker", 9404],
    [pod, "exporter", 9404],
    [pod, "entities", 8080],
    [pod, "entities", 8081],
  ]),
  ...["ingest", "processor", "generator", "registry", "schemas", ...cluster, "neighbour"].flatMap((pod) => [
    [pod, "names", 53],
    [pod, "cache", 53],
    [pod, "openshift", 5353],
  ]),
  // The API server, at whatever address; the entity operator asks it, and nodes do for their zone.
  ...cluster.flatMap((pod) => elsewhere.flatMap((other) => [443, 6443].map((port) => [pod, other, port]))),
].map((row) => row.join(" "));
const ports = [53, 80, 443, 5353, 6443, 8080, 8081, 8443, 9090, 9091, 9092, 9093, 9094, 9095, 9400, 9404];

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

/** Every row that is let through, of pods of which one is of the platform. */
function foundWith(policies: KubeObject[]): string[] {
  const found: string[] = [];
  for (const [from, sender] of Object.entries(pods))
    for (const [to, receiver] of Object.entries(pods))
      for (const port of ports)
        if (sender.namespace === NAMESPACE || receiver.namespace === NAMESPACE)
          if (reaches(policies, sender, receiver, port)) found.push(`${from} ${to} ${port}`);
  return found;
}

async function policiesOfPlatform(): Promise<KubeObject[]> {
  const made = manifestsOf(await record(() => platform({ scaling: {} })));
  const kafka = made.find(({ kind }) => kind === "Kafka")!;
  return [...made.filter(({ kind }) => kind === "NetworkPolicy"), ...madeByStrimzi(kafka)];
}

test("every pair of pods and every port: what the table names is let through, and nothing else", async () => {
  const found = foundWith(await policiesOfPlatform());
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

test("an operator that is told its namespace is the only one that brokers and Cruise Control let in", async () => {
  const kafka = manifestsOf(await record(() => platform())).find(({ kind }) => kind === "Kafka")!;
  const policies = madeByStrimzi(kafka, { "kubernetes.io/metadata.name": "strimzi" });
  for (const [to, port] of [
    ["broker", 9091],
    ["cruise", 9090],
  ] as const) {
    assert.ok(reaches(policies, pods["operator"]!, pods[to]!, port));
    assert.ok(!reaches(policies, pods["impostor"]!, pods[to]!, port));
  }
});

test("one policy that opens a door, or one that is not there, is seen in the table", async () => {
  const policies = await policiesOfPlatform();
  const open: KubeObject = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "open", namespace: NAMESPACE },
    spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 8081 }] }] },
  };
  assert.ok(foundWith([...policies, open]).includes("stranger registry 8081"));
  const undenied = policies.filter(({ metadata }) => metadata.name !== "deny-by-default");
  assert.ok(foundWith(undenied).includes("stranger neighbour 80"));
  const without = policies.filter(({ metadata }) => metadata.name !== "app-ingest");
  assert.ok(!foundWith(without).includes("gateway ingest 8080"));
});
