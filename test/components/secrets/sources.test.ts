/** Where values come from, as it is registered: the same Secret from either source, generations by the rules, and no value in plain text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { StrimziCluster } from "../../../components/kafka/strimzi/cluster.ts";
import { externalSecrets } from "../../../components/secrets/kubernetes/external.ts";
import type { SecretSource } from "../../../components/secrets/kubernetes/source.ts";
import { KubernetesWorkload } from "../../../components/workload/kubernetes/workload.ts";
import { manifestsOf } from "../../kubernetes/support/manifests.ts";
import { kafkaArgs, NAMESPACE, workloadArgs } from "../../kubernetes/support/stack.ts";
import { type Recording, record } from "../../support/recording.ts";

const store = { kind: "SecretStore" as const, name: "store" };
const source = (values: "generated" | "given", property?: string): SecretSource =>
  externalSecrets({ store, values, prefix: "team-", property, refreshInterval: "1h", after: [] });

/** Cluster and application with this source; `rotation` of ingest's password and of its tokens. */
const made = (secrets?: SecretSource, rotation = 1): Promise<Recording> =>
  record(() => {
    const access = { ...kafkaArgs.access, ingest: { ...kafkaArgs.access["ingest"]!, rotation } };
    const kafka = new StrimziCluster("kafka", { ...kafkaArgs, access, secrets });
    const ingest = { ...workloadArgs.ingest, tokenRotation: rotation };
    const connectionFor = (principal: string) => kafka.connectionFor(principal);
    const app = new KubernetesWorkload("app", { ...workloadArgs, ingest, connectionFor, secrets });
    return { token: app.token, connection: kafka.connectionFor("ingest") };
  });

const named = (recording: Recording, kind: string): Record<string, any> =>
  Object.fromEntries(
    manifestsOf(recording)
      .filter((object) => object.kind === kind)
      .map((object) => [object.metadata.name, object]),
  );

test("from a store: the Secret has the name, the labels and the keys that it has without one", async () => {
  const [plain, external] = [await made(undefined, 2), await made(source("given"), 2)];
  const secrets = named(plain, "Secret");
  const objects = named(external, "ExternalSecret");
  assert.deepEqual(Object.keys(objects), Object.keys(secrets));
  assert.deepEqual(named(external, "Secret"), {});
  for (const [name, { spec, metadata }] of Object.entries(objects)) {
    assert.equal(spec.target.name, name);
    assert.equal(metadata.namespace, NAMESPACE);
    assert.deepEqual(spec.target.template.metadata.labels, secrets[name].metadata.labels);
  }
  const keys = (name: string) => objects[name].spec.data.map(({ secretKey }: any) => secretKey);
  assert.deepEqual(keys("kafka-password-ingest"), ["password-2", "password-3"]);
  assert.deepEqual(keys("app-ingest-tokens"), ["token-2", "token-3"]);
  assert.deepEqual(external.result, plain.result, "what pods and outputs refer to");
});

test("what Kafka's user is told stands in the Secret before the rotation", async () => {
  const before = named(await made(source("given"), 1), "ExternalSecret")["kafka-password-ingest"];
  const user = named(await made(source("given"), 2), "KafkaUser")["ingest"];
  const { key } = user.spec.authentication.password.valueFrom.secretKeyRef;
  assert.ok(before.spec.data.some(({ secretKey }: any) => secretKey === key));
});

test("a generation is a value of its own in the store, with a field where the store keeps maps", async () => {
  const [flat] = named(await made(source("given"), 4), "ExternalSecret")["kafka-password-ingest"].spec.data;
  assert.deepEqual(flat.remoteRef, { key: "team-kafka-password-ingest-4" });
  const [map] = named(await made(source("given", "value"), 4), "ExternalSecret")["kafka-password-ingest"].spec.data;
  assert.deepEqual(map.remoteRef, { key: "team-kafka-password-ingest-4", property: "value" });
});

test("generated: each generation is written once, before it is read, and stays when it is retired", async () => {
  const recording = await made(source("generated"), 1);
  const pushed = named(recording, "PushSecret");
  const generators = named(recording, "Password");
  for (const [name, { spec }] of Object.entries(pushed)) {
    assert.deepEqual([spec.updatePolicy, spec.deletionPolicy, spec.refreshInterval], ["IfNotExists", "None", "0s"]);
    assert.equal(spec.data[0].match.remoteRef.remoteKey, `team-${name}`);
    assert.ok(generators[spec.selector.generatorRef.name], name);
  }
  assert.equal(generators["kafka-password-ingest"].spec.length, 32);
  assert.equal(generators["app-ingest-tokens"].spec.length, 43);
  const reader = recording.named("kafka-passwords-ingest");
  for (const generation of [1, 2]) {
    const name = `kafka-password-ingest-${generation}`;
    assert.ok(
      reader.dependencies.some((urn) => urn.endsWith(`::${name}`)),
      name,
    );
  }
  const next = named(await made(source("generated"), 2), "PushSecret");
  const of = (objects: object) => Object.keys(objects).filter((name) => name.startsWith("kafka-password-ingest"));
  assert.deepEqual(of(pushed), ["kafka-password-ingest-1", "kafka-password-ingest-2"]);
  assert.deepEqual(of(next), ["kafka-password-ingest-2", "kafka-password-ingest-3"]);
});

test("no value stands in plain text: made by Pulumi it is marked secret, from a store it is not there at all", async () => {
  const seeded = { "random:index/randomPassword:RandomPassword": () => ({ result: "s3cr3t-value" }) };
  const plain = await record(() => platform(undefined), { outputs: seeded });
  const holders = plain.resources.filter(({ inputs }) => JSON.stringify(inputs).includes("s3cr3t-value"));
  assert.deepEqual(holders.map(({ name }) => name).sort(), [
    "app-tokens",
    "kafka-passwords-generator",
    "kafka-passwords-ingest",
    "kafka-passwords-schema-registry",
  ]);
  for (const { name, inputs } of holders)
    assert.ok(!JSON.stringify(withoutSecrets(inputs)).includes("s3cr3t-value"), `${name} holds plain text`);
  assert.ok(!JSON.stringify(plain.result).includes("s3cr3t-value"), "outputs hold a value");
  // The check itself can fail.
  assert.ok(JSON.stringify(withoutSecrets({ stringData: { key: "s3cr3t-value" } })).includes("s3cr3t-value"));

  const external = await record(() => platform(source("generated")), { outputs: seeded });
  assert.ok(!JSON.stringify([external.resources, external.result]).includes("s3cr3t-value"));
  assert.deepEqual(external.of("random:index/randomPassword:RandomPassword"), []);
  assert.deepEqual(external.of("kubernetes:core/v1:Secret"), []);
});

function platform(secrets: SecretSource | undefined) {
  const kafka = new StrimziCluster("kafka", { ...kafkaArgs, secrets });
  const connectionFor = (principal: string) => kafka.connectionFor(principal);
  const app = new KubernetesWorkload("app", { ...workloadArgs, connectionFor, secrets });
  return { token: app.token, url: app.ingestUrl, connection: kafka.connectionFor("ingest") };
}

/** As state keeps it: what is marked is encrypted. */
function withoutSecrets(value: any): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
