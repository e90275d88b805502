/** Stacks kubernetes-existing and kubernetes-application, recorded: what the application is told, waits for and reaches. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { appConfigSchema } from "../../../app/src/config.ts";
import type { TributaryError } from "../../../components/errors.ts";
import { administratorLogin } from "../../../infra/pods/existing.ts";
import type { ExistingPodsKafka } from "../../../infra/settings/kafka/existing-pods.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { manifestOf } from "../../kubernetes/support/manifests.ts";
import { type Recording, recordStack } from "../../support/recording.ts";

const configOf = (recording: Recording, role: string) =>
  appConfigSchema.parse(JSON.parse(manifestOf(recording.named(`app-${role}-config`)).data["app.json"]));
const needs = (recording: Recording, name: string) =>
  recording.named(name).dependencies.map((urn) => urn.split("::").at(-1));
const egressOf = (recording: Recording, role: string) =>
  manifestOf(recording.named(`app-${role}-policy`))["spec"].egress;

test("existing: the application waits until the Job is done, and reaches the brokers' networks at their port", async () => {
  const recording = await recordStack("kubernetes-existing");
  assert.ok(needs(recording, "app-ingest").includes("kafka-administration-job"));
  assert.ok(needs(recording, "scaling-processor").includes("kafka-administration-job"));
  const [brokers] = egressOf(recording, "ingest");
  assert.deepEqual(brokers, { to: [{ ipBlock: { cidr: "10.20.0.0/16" } }], ports: [{ protocol: "TCP", port: 9094 }] });
  const { connection } = configOf(recording, "ingest");
  assert.deepEqual(connection.tls, { ca: [{ store: "kubernetes", name: "kafka-ca", key: "ca.crt" }] });
  // KEDA's user is given its right to see the lag like everybody else.
  const told = JSON.parse(manifestOf(recording.named("kafka-administration-config")).data["app.json"]);
  assert.deepEqual(
    told.access
      .find(({ principal }: any) => principal === "User:scaler")
      .rules.map(({ operations }: any) => operations),
    [["describe"], ["describe"]],
  );
});

test("existing: a namespace that is shared is read and not made", async () => {
  const recording = await recordStack("kubernetes-existing");
  // That of Filebeat on each node is the stack's own.
  const made = recording.of("tributary:kubernetes:GuardedNamespace").map(({ name }) => name);
  assert.deepEqual(made, ["logging-agents"]);
  assert.equal(recording.named("platform-namespace").type, "kubernetes:core/v1:Namespace");
});

const byProvider = (raw: any) => {
  raw.kafka.administration = { mode: "provider", bootstrapServers: ["public.example.com:9194"] };
};

test("existing by @pulumi/kafka: the provider's secret is Pulumi's, and without one nothing is declared", async () => {
  const raw = readStackFile("kubernetes-existing");
  byProvider(raw);
  const { kafka } = parseSettings(raw);
  const refused = (text: RegExp) =>
    assert.throws(
      () => administratorLogin(kafka as ExistingPodsKafka),
      (error: TributaryError) => error.code === "TRB_SETTINGS_INVALID" && text.test(error.message),
    );
  // Called before anything is declared: infra/clouds/kubernetes.ts.
  refused(/`pulumi config set kafka:caCert` with its certificate/);
  pulumi.runtime.setConfig("kafka:caCert", "-----BEGIN CERTIFICATE-----");
  refused(/`pulumi config set --secret kafka:saslPassword`/);
  pulumi.runtime.setConfig("kafka:saslPassword", "hunter2");
  const recording = await recordStack("kubernetes-existing", { change: byProvider });
  const provider = recording.named("kafka-admin");
  assert.ok(pulumi.runtime.isRpcSecret(provider.inputs["saslPassword"]));
  const { saslMechanism, saslUsername, tlsEnabled, kafkaVersion, bootstrapServers } = provider.inputs;
  assert.deepEqual(
    [saslMechanism, saslUsername, tlsEnabled, kafkaVersion, JSON.parse(bootstrapServers)],
    ["scram-sha512", "admin", "true", "3.9.0", ["public.example.com:9194"]],
  );
  assert.ok(needs(recording, "app-ingest").includes("kafka-administration-topic-events"));
});

test("referenced: connection, registry and whom pods reach are those of the other stack", async () => {
  const platform = await recordStack("kubernetes-platform");
  const recording = await recordStack("kubernetes-application");
  const { clusters, registry } = platform.result;
  const { registry: told, ...connection } = configOf(recording, "ingest").connection;
  assert.deepEqual(connection, clusters.primary.connections.ingest);
  assert.deepEqual(told, registry.connection);
  const egress = egressOf(recording, "ingest");
  assert.deepEqual(egress[0].to, [{ podSelector: { matchLabels: { "strimzi.io/name": "kafka-kafka" } } }]);
  assert.deepEqual(egress[0].ports, [{ protocol: "TCP", port: clusters.primary.reached.ingest.ports[0] }]);
  assert.deepEqual(egress[1].to, registry.reached.to);
  // Whoever runs the cluster registers schemas and makes users.
  for (const type of ["kubernetes:batch/v1:Job", "kubernetes:kafka.strimzi.io/v1:Kafka"])
    assert.equal(recording.of(type).length, 0, type);
});

test("referenced: KEDA logs in as the platform's scaler, and reaches its listener from its own namespace", async () => {
  const recording = await recordStack("kubernetes-application");
  const { secretTargetRef } = recording.named("scaling-authentication").inputs["spec"];
  assert.deepEqual(secretTargetRef.at(-1).name, "kafka-password-scaler");
  const kafka = (await recordStack("kubernetes-platform")).of("kubernetes:kafka.strimzi.io/v1:Kafka")[0]!;
  const [scram] = kafka.inputs["spec"].kafka.listeners;
  assert.deepEqual(scram.networkPolicyPeers.at(-1), {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "keda" } },
  });
});
