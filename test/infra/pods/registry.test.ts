/** The registry of a Kubernetes stack, as the program makes it: who it is to Kafka, who waits for it, and what is told of it. Wiring only. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { appConfigSchema } from "../../../app/src/config.ts";
import { manifestOf } from "../../kubernetes/support/manifests.ts";
import { type Recording, recordStack } from "../../support/recording.ts";

const STACK = "kubernetes-production";
const nameOf = (urn: string): string => urn.split("::").at(-1)!;
const needs = (recording: Recording, name: string): string[] => recording.named(name).dependencies.map(nameOf);
const configOf = (recording: Recording, role: string) =>
  appConfigSchema.parse(JSON.parse(manifestOf(recording.named(`app-${role}-config`)).data["app.json"]));

test("it is a user of its own, with its topic and two groups and nothing else", async () => {
  const recording = await recordStack(STACK);
  const { metadata, spec } = manifestOf(recording.named("kafka-user-schema-registry"));
  assert.equal(metadata.name, "schema-registry");
  assert.equal(spec.quotas, undefined);
  assert.deepEqual(
    spec.authorization.acls.map(({ resource, operations }: any) => [resource.type, resource.name, operations]),
    [
      ["group", "schema-registry", ["Describe", "Read"]],
      ["group", "schema-registry-store", ["Describe", "Read"]],
      ["topic", "_schemas", ["Describe", "Read", "Write"]],
    ],
  );
  const topic = manifestOf(recording.named("kafka-topic-registry-schemas")).spec;
  assert.deepEqual([topic.topicName, topic.partitions, topic.replicas], ["_schemas", 1, 3]);
  assert.deepEqual([topic.config["cleanup.policy"], topic.config["retention.ms"]], ["compact", "-1"]);
});

test("its pods wait for Kafka, the Job for its pods, and the application for the Job", async () => {
  const recording = await recordStack(STACK);
  const set = needs(recording, "registry-set");
  for (const name of ["kafka-user-schema-registry", "kafka-topic-registry-schemas", "registry-keystore"])
    assert.ok(set.includes(name), `${name}: ${set}`);
  assert.ok(needs(recording, "registry-schemas-job").includes("registry-set"));
  for (const role of ["ingest", "processor"])
    assert.ok(needs(recording, `app-${role}`).includes("registry-schemas-job"), role);
});

test("the application asks it over TLS and shows who it is, with both mounted and never the server's key", async () => {
  const recording = await recordStack(STACK);
  const expected = {
    url: "https://registry.tributary.svc:8081",
    ca: [{ store: "kubernetes", name: "registry-authorities", key: "*.crt" }],
    client: {
      certificate: { store: "kubernetes", name: "registry-client", key: "client.pem" },
      key: { store: "kubernetes", name: "registry-client", key: "client-key.pem" },
    },
  };
  for (const role of ["ingest", "processor"]) {
    assert.deepEqual(configOf(recording, role).connection.registry, expected);
    const { volumes } = manifestOf(recording.named(`app-${role}`))["spec"].template.spec;
    const secrets = volumes.map(({ secret }: any) => secret?.secretName);
    for (const name of ["registry-authorities", "registry-client"]) assert.ok(secrets.includes(name), `${secrets}`);
    assert.ok(!secrets.includes("registry-certificate"), `${secrets}`);
  }
  const { stringData } = manifestOf(recording.named("registry-authorities"));
  assert.deepEqual(Object.keys(stringData).sort(), ["authorities.pem", "authority-1.crt", "authority-2.crt"]);
  assert.doesNotMatch(JSON.stringify(stringData), /key/);
});

test("outputs tell its address and subjects, and neither its topic nor its user", async () => {
  const { result } = await recordStack(STACK);
  assert.equal(result.registry.connection.url, "https://registry.tributary.svc:8081");
  assert.deepEqual(result.registry.subjects, {
    "events-value": { subject: "login-events-value", version: null },
    "processed-value": { subject: "login-events-processed-value", version: null },
  });
  assert.deepEqual(
    result.registry.logs.map(({ component }: any) => component),
    ["registry", "schemas"],
  );
  const { primary } = result.clusters;
  assert.ok(!("registry-schemas" in primary.topics) && !("schema-registry" in primary.connections));
});

test("a raised authority is trusted before it signs, and a raised password is the user's", async () => {
  const raised = await recordStack(STACK, {
    change: (raw) => {
      raw.registry = { rotation: 5, authority: { rotation: 2 } };
    },
  });
  const { stringData } = manifestOf(raised.named("registry-authorities"));
  assert.deepEqual(Object.keys(stringData).sort(), ["authorities.pem", "authority-2.crt", "authority-3.crt"]);
  const { caCertPem } = raised.named("registry-tls-server").inputs;
  assert.equal(caCertPem, "certificate of registry-tls authority 2\n");
  const { authentication } = manifestOf(raised.named("kafka-user-schema-registry")).spec;
  assert.equal(authentication.password.valueFrom.secretKeyRef.key, "password-5");
});

test("of a registry that somebody else runs there are only the schemas, before the application", async () => {
  const change = (raw: any) => (raw.registry = { url: "https://schemas.example.com" });
  const recording = await recordStack(STACK, { change });
  const kinds = recording.resources.filter(({ urn }) => urn.includes("SchemaRegistration$")).map(({ name }) => name);
  assert.deepEqual(
    kinds.sort(),
    ["account", "config", "job", "policy"].map((role) => `registry-schemas-${role}`),
  );
  assert.ok(needs(recording, "app-processor").includes("registry-schemas-job"));
  assert.deepEqual(configOf(recording, "processor").connection.registry, { url: "https://schemas.example.com" });
  assert.ok(!recording.resources.some(({ name }) => name === "kafka-user-schema-registry"));
  assert.equal(Object.keys(recording.result.registry.subjects).length, 2);
  const none = await recordStack(STACK, {
    change: (raw) => {
      change(raw);
      raw.workload.ingest.format = "json";
      for (const topic of Object.values<any>(raw.kafka.topics)) delete topic.schema;
    },
  });
  assert.deepEqual(none.result.registry, {
    connection: { url: "https://schemas.example.com" },
    subjects: {},
    logs: [],
  });
});
