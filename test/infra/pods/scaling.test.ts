/** Stack kubernetes-production, recorded: who is scaled, who may see the lag, and what follows the partitions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { capabilitiesOf } from "../../../components/kafka/capabilities.ts";
import type { KafkaCluster } from "../../../components/kafka/cluster.ts";
import type { KubernetesWorkload } from "../../../components/workload/kubernetes/workload.ts";
import { placeOf } from "../../../infra/pods/place.ts";
import { scale } from "../../../infra/pods/scaling.ts";
import { machineAuth } from "../../../infra/scaler.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { manifestsOf } from "../../kubernetes/support/manifests.ts";
import { type Pod, reaches } from "../../kubernetes/support/reach.ts";
import { type Recording, record, recordStack } from "../../support/recording.ts";

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

test("KEDA reaches the stack's brokers, and a Prometheus that it is told of at its port; monitoring alone reads its metrics", async () => {
  const address = "http://prometheus.monitoring.svc:9095";
  const keda: Pod = { namespace: "keda", labels: { app: "keda-operator" } };
  const prometheus: Pod = { namespace: "monitoring", labels: {} };
  const broker: Pod = { namespace: "tributary", labels: { "strimzi.io/name": "kafka-kafka" } };
  const known = async (change?: (raw: any) => void): Promise<boolean[]> => {
    const policies = manifestsOf(await stack(change)).filter(
      ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.namespace === "keda",
    );
    return [
      reaches(policies, keda, prometheus, 9095),
      reaches(policies, prometheus, keda, 8080),
      reaches(policies, keda, broker, 9093),
    ];
  };
  assert.deepEqual(await known(), [false, true, true]);
  const told = (raw: any) => (raw.scaling.processor.prometheus = { address, query: "lag", threshold: 1 });
  assert.deepEqual(await known(told), [true, true, true]);
  const elsewhere = (raw: any) => {
    raw.kubernetes.monitoring = ["elsewhere"];
    raw.monitoring.operator = undefined;
  };
  assert.deepEqual(await known(elsewhere), [false, false, true]);
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

test("who is in no settings logs in by a password, or else as the backend lets in", () => {
  assert.deepEqual(
    (["strimzi", "msk", "msk-serverless", "gcp-managed"] as const).map((backend) =>
      machineAuth(capabilitiesOf(backend)),
    ),
    ["scram", "scram", "iam", "iam"],
  );
});

test("where the scaler is an identity of a cloud, KEDA's own service account is it, before its pods start", async () => {
  const settings = parseSettings(readStackFile("kubernetes-production"));
  assert.ok(settings.cloud === "kubernetes");
  const asked: object[] = [];
  class Association extends pulumi.CustomResource {
    constructor(name: string) {
      super("test:index:Association", name, {});
    }
  }
  const connection = pulumi.output({
    version: 1 as const,
    bootstrapServers: ["b:9098"],
    protocol: "SASL_SSL" as const,
    auth: { mechanism: "aws-iam" as const, region: "eu-central-1" },
    limits: { maxMessageBytes: 1, compression: [] },
    principal: "scaler",
    groupPrefix: "",
  });
  const cluster = {
    ready: [],
    connectionFor: () => connection,
    reachedBy: () => ({ to: [], ports: [9098] }),
    identity: {
      reached: { to: [], ports: [80] },
      grant: (principal: string, pods: object) => {
        asked.push({ principal, ...pods });
        return [new Association("keda-identity")];
      },
    },
  } as unknown as KafkaCluster;
  const deployment = { metadata: { name: pulumi.output("app") } };
  const workload = { nodes: { roles: { ingest: { deployment }, processor: { deployment } } } } as unknown;
  const recording = await record(() =>
    scale(settings, "test", cluster, cluster.ready, workload as KubernetesWorkload, placeOf(settings, "test")),
  );
  assert.deepEqual(asked, [{ principal: "scaler", name: "keda", namespace: "keda", serviceAccount: "keda-operator" }]);
  const needs = recording.named("keda-chart").dependencies.map((urn) => urn.split("::").at(-1));
  assert.ok(needs.includes("keda-identity"));
  const { egress } = recording.named("keda-policy-operator").inputs["spec"];
  assert.deepEqual(
    egress.slice(1).map(({ ports }: any) => ports.map(({ port }: any) => port)),
    [[9098], [80]],
    "the brokers, and whom it asks for its credentials",
  );
});
