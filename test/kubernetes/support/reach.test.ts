/** Who may reach whom on the platform, as a table: everything that is not in it is denied. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { record } from "../../support/recording.ts";
import { manifestsOf } from "./manifests.ts";
import { type Pod, reaches } from "./reach.ts";
import { NAMESPACE, platform } from "./stack.ts";

const strimzi = (of: string): Pod => ({
  namespace: NAMESPACE,
  labels: { "strimzi.io/cluster": "kafka", "strimzi.io/name": `kafka-${of}` },
});
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
  operator: strimzi("entity-operator"),
  prometheus: { namespace: "monitoring", labels: {} },
  keda: { namespace: "keda", labels: { app: "keda-operator" } },
  webhooks: { namespace: "keda", labels: { app: "keda-admission-webhooks" } },
  gateway: { namespace: "ingress-nginx", labels: {} },
  stranger: { namespace: "elsewhere", labels: {} },
  neighbour: { namespace: NAMESPACE, labels: { app: "other" } },
  names: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
};
/** From, to, port. The operator of Strimzi adds who may reach brokers; here is whom pods may ask. */
const allowed = [
  ...["ingest", "processor", "generator"].flatMap((role) => [
    [role, "broker", 9093],
    [role, "broker", 9094],
    ["prometheus", role, 9400],
    [role, "registry", 8081],
  ]),
  // Replicas of the registry are peers; one Job writes to it, and nobody else asks it.
  ["registry", "broker", 9093],
  ["registry", "registry", 8081],
  ["schemas", "registry", 8081],
  ["gateway", "ingest", 8080],
  // To see the lag.
  ...[9093, 9094].map((port) => ["keda", "broker", port]),
  // Listeners take pods of their own namespace, and so those of the cluster.
  ...["operator", "broker"].flatMap((pod) => [9091, 9093, 9094].map((port) => [pod, "broker", port])),
  ...["ingest", "processor", "generator", "registry", "schemas", "broker", "operator", "neighbour"].map((pod) => [
    pod,
    "names",
    53,
  ]),
].map((row) => row.join(" "));
const ports = [53, 80, 443, 8080, 8081, 8443, 9090, 9091, 9092, 9093, 9094, 9400, 9404];

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
  const made = manifestsOf(await record(() => platform({ scaling: {} })));
  const policies = made.filter(({ kind }) => kind === "NetworkPolicy");
  // As the operator makes them: nodes and operators among themselves, and the peers of the listeners.
  const listeners = made.find(({ kind }) => kind === "Kafka")!["spec"].kafka.listeners;
  const own = { podSelector: { matchLabels: { "strimzi.io/cluster": "kafka" } } };
  policies.push({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "kafka-network-policy-kafka", namespace: NAMESPACE },
    spec: {
      podSelector: { matchLabels: { "strimzi.io/name": "kafka-kafka" } },
      policyTypes: ["Ingress"],
      ingress: [
        { ports: [{ port: 9091 }], from: [own] },
        ...listeners
          .filter(({ type }: any) => type === "internal")
          .map(({ port, networkPolicyPeers }: any) => ({ ports: [{ port }], from: networkPolicyPeers })),
      ],
    },
  });
  const found: string[] = [];
  for (const [from, sender] of Object.entries(pods))
    for (const [to, receiver] of Object.entries(pods))
      for (const port of ports)
        if (sender.namespace === NAMESPACE || receiver.namespace === NAMESPACE)
          if (reaches(policies, sender, receiver, port)) found.push(`${from} ${to} ${port}`);
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
