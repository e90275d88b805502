/** The registry on Kubernetes and the Job that fills it, under Pulumi's mocks: what is made of which arguments. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { RegistryConnection } from "../../../app/src/connection.ts";
import { schemasConfigSchema } from "../../../app/src/roles/register-schemas/config.ts";
import { registryPod } from "../../../components/registry/kubernetes/pod.ts";
import { registryProperties } from "../../../components/registry/kubernetes/properties.ts";
import {
  SchemaRegistration,
  type SchemaRegistrationArgs,
} from "../../../components/registry/kubernetes/registration.ts";
import { manifestOf } from "../../kubernetes/support/manifests.ts";
import { type Recording, record } from "../../support/recording.ts";

const secret = (name: string, key: string) => ({ store: "kubernetes" as const, name, key });
const kafka = {
  version: 1 as const,
  bootstrapServers: ["kafka-kafka-bootstrap.platform.svc:9093"],
  protocol: "SASL_SSL" as const,
  auth: {
    mechanism: "scram-sha-512" as const,
    username: "schema-registry",
    password: { active: secret("kafka-password-schema-registry", "password-3"), retiring: secret("x", "password-4") },
  },
  tls: { ca: [secret("kafka-cluster-ca-cert", "*.crt")] },
  limits: { maxMessageBytes: 1_048_576, compression: ["none" as const] },
  principal: "schema-registry",
  groupPrefix: "schema-registry",
};
const place = { host: "h", secrets: "/secrets", keystore: "/k.pem", truststore: "/t.pem" };

test("every property is one that Confluent's registry knows, or that it hands to Kafka's clients", () => {
  const file = new URL("./confluent-properties.json", import.meta.url);
  const { schemaRegistry, restUtils } = JSON.parse(readFileSync(file, "utf8"));
  const known = new Set<string>([...schemaRegistry, ...restUtils]);
  // What is said of one listener: getSslConfig of RestConfig.
  const bare = (name: string) => name.replace(/^listener\.name\.https\./, "");
  const others = Object.keys(registryProperties({ kafka, ...place })).filter((name) => !known.has(bare(name)));
  // Kafka's own: kafkastore.test.ts runs its clients with them.
  const provider = ["", ".directory.class", ".directory.param.allowed.paths"].map((end) => `config.providers${end}`);
  assert.deepEqual(others.sort(), [
    ...provider,
    ...provider.map((name) => `kafkastore.${name}`),
    "kafkastore.sasl.jaas.config",
  ]);
});

test("nothing goes readably, clients show a certificate, names are checked on both sides, and the password stands nowhere", () => {
  const properties = registryProperties({ kafka, ...place });
  assert.match(properties["listeners"]!, /^https:/);
  assert.deepEqual(
    [
      "kafkastore.security.protocol",
      "inter.instance.protocol",
      "ssl.client.authentication",
      "ssl.endpoint.identification.algorithm",
      "kafkastore.ssl.endpoint.identification.algorithm",
    ].map((name) => properties[name]),
    ["SASL_SSL", "https", "REQUIRED", "https", "https"],
  );
  assert.match(
    properties["kafkastore.sasl.jaas.config"]!,
    /password="\$\{directory:\/secrets\/kafka-password-schema-registry:password-3\}";$/,
  );
  const mtls = { ...kafka, auth: { mechanism: "none" as const } };
  assert.throws(() => registryProperties({ kafka: mtls, ...place }), /by SCRAM, not by none/);
});

const podArgs = {
  image: "i",
  imagePullSecrets: [],
  account: "registry",
  heapMb: 512,
  cpu: "250m",
  kafka,
  domain: "registry-peers.platform.svc",
  secrets: { certificate: "registry-certificate", authorities: "registry-authorities" },
  spread: "required" as const,
  labels: { app: "registry" },
  certificates: ["one"],
};

test("a pod writes to memory alone, knows its name before it uses it, and is alive when it listens", () => {
  const { spec } = registryPod(podArgs) as any;
  const [container] = spec.containers;
  assert.equal(container.securityContext.readOnlyRootFilesystem, true);
  const writable = container.volumeMounts
    .filter(({ readOnly }: any) => !readOnly)
    .map(({ mountPath }: any) => mountPath);
  assert.deepEqual(writable, ["/etc/schema-registry", "/tmp"]);
  assert.deepEqual(spec.volumes.map(({ secret: of }: any) => of?.secretName).filter(Boolean), [
    "kafka-cluster-ca-cert",
    "kafka-password-schema-registry",
    "x",
    "registry-certificate",
    "registry-authorities",
  ]);
  const names = container.env.map(({ name }: any) => name);
  const host = container.env.find(({ name }: any) => name === "SCHEMA_REGISTRY_HOST_NAME");
  assert.equal(host.value, "$(POD_NAME).registry-peers.platform.svc");
  assert.ok(names.indexOf("POD_NAME") < names.indexOf("SCHEMA_REGISTRY_HOST_NAME"));
  for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
    assert.deepEqual(container[probe].tcpSocket, { port: "https" }, probe);
  }
});

test("another certificate, another password and another setting roll the pods, the same ones do not", () => {
  const checksum = (change: object = {}) =>
    (registryPod({ ...podArgs, ...change }).metadata as any).annotations["tributary.dev/config"];
  const next = { ...kafka, auth: { ...kafka.auth, password: { active: secret("kafka-password", "password-4") } } };
  const all = [{}, { certificates: ["two"] }, { kafka: next }, { heapMb: 256 }].map((change) => checksum(change));
  assert.equal(new Set(all).size, 4);
  assert.equal(checksum(), all[0]);
});

const connection: RegistryConnection = {
  url: "https://registry.platform.svc:8081",
  ca: [{ store: "kubernetes", name: "registry-authorities", key: "*.crt" }],
};
const registrationArgs: SchemaRegistrationArgs = {
  connection: pulumi.output(connection),
  schemas: {
    "events-value": {
      subject: "login-events-value",
      schemaType: "AVRO",
      schema: '"string"',
      compatibility: "BACKWARD",
    },
  },
  image: "example.invalid/app@sha256:0",
  imagePullSecrets: [],
  namespace: "platform",
  registry: { to: [{ podSelector: { matchLabels: { app: "registry" } } }], ports: [8081] },
  tags: {},
};
const registered = (change: Partial<SchemaRegistrationArgs> = {}): Promise<Recording> =>
  record(() => void new SchemaRegistration("schemas", { ...registrationArgs, ...change }));
const jobOf = (recording: Recording) => manifestOf(recording.named("schemas-job"));

test("the Job is named after what it registers: the same is the same Job, and stays when it is done", async () => {
  const first = jobOf(await registered());
  assert.equal(jobOf(await registered()).metadata.name, first.metadata.name);
  const [spec] = Object.values(registrationArgs.schemas);
  const changes: Partial<SchemaRegistrationArgs>[] = [
    { image: "example.invalid/app@sha256:1" },
    { connection: { url: "https://other:8081" } },
    { schemas: { "events-value": { ...spec!, compatibility: "FULL" } } },
    { schemas: { "events-value": { ...spec!, schema: '"int"' } } },
  ];
  const names = new Set([first.metadata.name]);
  for (const change of changes) names.add(jobOf(await registered(change)).metadata.name);
  assert.equal(names.size, 5);
  assert.ok(!("ttlSecondsAfterFinished" in first["spec"]), "one that goes by itself would be made again");
  assert.equal(first.metadata["annotations"]["pulumi.com/replaceUnready"], "true");
  assert.ok(first.metadata.name.length <= 63);
});

test("the application is told what it takes, with the Secrets that it needs", async () => {
  const recording = await registered();
  const { data, immutable, metadata } = manifestOf(recording.named("schemas-config"));
  const config = schemasConfigSchema.parse(JSON.parse(data["app.json"]));
  assert.deepEqual(config.registry, connection);
  assert.deepEqual(config.schemas, Object.values(registrationArgs.schemas));
  const { template } = jobOf(recording)["spec"];
  assert.deepEqual(
    template.spec.volumes.map(({ configMap, secret: of }: any) => configMap?.name ?? of?.secretName ?? "memory"),
    [metadata.name, "registry-authorities", "memory"],
  );
  assert.deepEqual([immutable, template.spec.containers[0].args], [true, ["register-schemas"]]);
});

test("a refusal ends the Job at once, and a registry elsewhere is reached at its port", async () => {
  const recording = await registered({ connection: { url: "http://registry.example.com" }, registry: undefined });
  const [refused, drained] = jobOf(recording)["spec"].podFailurePolicy.rules;
  assert.deepEqual([refused.action, refused.onExitCodes.values], ["FailJob", [2, 6]]);
  assert.equal(drained.action, "Ignore");
  const { spec } = manifestOf(recording.named("schemas-policy"));
  assert.deepEqual(spec.egress, [{ ports: [{ protocol: "TCP", port: 80 }] }]);
});
