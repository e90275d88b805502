/** Stack kubernetes-production, recorded: who is scaled, who may see the lag, and what follows the partitions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Recording, recordStack } from "../../support/recording.ts";

const of = ({ resources }: Recording, kind: string, name: string) =>
  resources.find(({ inputs }) => inputs["kind"] === kind && inputs["metadata"]?.name === name)?.inputs;
const stack = (change: (raw: any) => void = () => undefined) => recordStack("kubernetes-production", { change });

test("what is scaled has no number in its manifest, and what is not has one", async () => {
  const recording = await stack();
  for (const role of ["ingest", "processor"])
    assert.ok(!("replicas" in of(recording, "Deployment", `app-${role}`)!["spec"]), role);
  const fixed = await stack((raw) => {
    delete raw.scaling;
    raw.workload.ingest.instances = 3;
  });
  assert.equal(of(fixed, "Deployment", "app-ingest")!["spec"].replicas, 3);
  for (const kind of ["ScaledObject", "TriggerAuthentication", "HorizontalPodAutoscaler"])
    assert.ok(!fixed.resources.some(({ inputs }) => inputs["kind"] === kind), kind);
  assert.ok(!fixed.resources.some(({ name }) => name.startsWith("keda")), "and there is no KEDA");
});

test("raised partitions: the topic has them, and as many processors may come", async () => {
  for (const [partitions, most] of [
    [12, 6],
    [24, 12],
    [25, 13],
  ]) {
    const recording = await stack((raw) => {
      for (const topic of ["events", "aggregates"]) raw.kafka.topics[topic].partitions = partitions;
    });
    assert.equal(of(recording, "KafkaTopic", "events")!["spec"].partitions, partitions);
    assert.equal(of(recording, "ScaledObject", "app-processor")!["spec"].maxReplicaCount, most);
  }
});

test("KEDA's user sees one group's lag in one topic, may read nothing, and reaches the listener from its namespace only", async () => {
  const recording = await stack();
  const user = of(recording, "KafkaUser", "scaler")!["spec"];
  assert.deepEqual(
    user.authorization.acls.map(({ resource, operations }: any) => `${resource.type} ${resource.name} ${operations}`),
    ["group login-processor Describe", "topic login-events Describe"],
  );
  const [scram] = of(recording, "Kafka", "kafka")!["spec"].kafka.listeners;
  assert.deepEqual(scram.networkPolicyPeers.slice(1), [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "keda" } },
      podSelector: { matchLabels: { app: "keda-operator" } },
    },
  ]);
  const chart = recording.named("keda-chart").inputs;
  assert.equal(chart["values"].watchNamespace, "tributary");
  assert.equal(chart["values"].crds.install, false);
});

test("with a KEDA that is there none is installed, and it reaches the listener from where it is", async () => {
  const recording = await stack((raw) => {
    raw.scaling.operator = { mode: "present", namespace: "autoscaling" };
  });
  assert.ok(!recording.resources.some(({ type }) => type.includes("KedaOperator")));
  const peers = JSON.stringify(of(recording, "Kafka", "kafka")!["spec"].kafka.listeners);
  assert.match(peers, /"kubernetes.io\/metadata.name":"autoscaling"/);
});

test("ingest alone needs no KEDA and no user of its own", async () => {
  const recording = await stack((raw) => {
    delete raw.scaling.processor;
  });
  assert.ok(of(recording, "HorizontalPodAutoscaler", "app-ingest"));
  assert.ok(!of(recording, "KafkaUser", "scaler"));
  assert.ok(!recording.resources.some(({ type }) => type.includes("KedaOperator")));
});
