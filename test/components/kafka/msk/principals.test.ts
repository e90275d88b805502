/** Who there is: users as MSK demands their secrets, certificates, roles; rotations without a gap; and what only Kafka's own API can set. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { kafkaConnectionSchema } from "../../../../app/src/connection.ts";
import type { TributaryError } from "../../../../components/errors.ts";
import type { AccessSpec } from "../../../../components/kafka/cluster.ts";
import type { MskAdministration } from "../../../../components/kafka/msk/administration.ts";
import type { MskCluster } from "../../../../components/kafka/msk/cluster.ts";
import { ADMINISTRATOR } from "../../../../components/kafka/msk/principals.ts";
import type { Recording } from "../../../support/recording.ts";
import { ARN, express, made, serverless, standard, value, waitsFor } from "./support.ts";

const secret = (wrapped: any) => {
  assert.ok(pulumi.runtime.isRpcSecret(wrapped), "encrypted in state");
  return pulumi.runtime.unwrapRpcSecret(wrapped);
};
const rotated = (principal: string, rotation: number) => ({
  ...standard,
  access: { ...standard.access, [principal]: { ...standard.access[principal]!, rotation } },
});
const names = (recording: Recording, type: string) => recording.of(type).map(({ name }) => name);
const connection = async (args: Parameters<typeof made>[0], principal: string) =>
  kafkaConnectionSchema.parse(await value((await made(args)).cluster.connectionFor(principal)));
/** Of the Job: plain data. */
const document = ({ needsAdministration }: MskCluster) => needsAdministration!.document as MskAdministration;
const ASSOCIATION = "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation";

test("scram: the secret is as MSK demands it", async () => {
  const { recording } = await made(standard);
  const { inputs } = recording.named("kafka-secret-ingest-1");
  assert.match(inputs["name"], /^AmazonMSK_/);
  assert.equal(inputs["name"], "AmazonMSK_tributary-test-ingest-1");
  assert.equal(inputs["kmsKeyId"], "arn:aws:kms:secrets", "a key of one's own: MSK takes no default one");
  assert.equal(inputs["recoveryWindowInDays"], 30);
  const text = secret(recording.named("kafka-secret-value-ingest-1").inputs["secretString"]);
  assert.deepEqual(JSON.parse(text), { username: "ingest-1", password: "a password" });
});

test("scram: the policy is word for word the one that MSK would add", async () => {
  const { recording } = await made(standard);
  const { inputs } = recording.named("kafka-secret-policy-ingest-1");
  assert.deepEqual(JSON.parse(inputs["policy"]), {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSKafkaResourcePolicy",
        Effect: "Allow",
        Principal: { Service: "kafka.amazonaws.com" },
        Action: "secretsmanager:getSecretValue",
        Resource: "arn:aws:secretsmanager:AmazonMSK_tributary-test-ingest-1",
      },
    ],
  });
});

test("scram: one association a user, after its value and its policy, and never one for all", async () => {
  const { recording } = await made(standard);
  assert.deepEqual(names(recording, ASSOCIATION), ["kafka-association-ingest-1"]);
  assert.equal(recording.of("aws:msk/scramSecretAssociation:ScramSecretAssociation").length, 0);
  const association = recording.named("kafka-association-ingest-1");
  assert.equal(association.inputs["clusterArn"], ARN);
  const waited = waitsFor(recording, association);
  for (const first of ["kafka-secret-value-ingest-1", "kafka-secret-policy-ingest-1", "kafka-cluster"])
    assert.ok(waited.includes(first), first);
});

test("scram: pods get the password in a Secret that is encrypted in state, and by reference", async () => {
  const { recording } = await made(standard);
  const { inputs } = recording.named("kafka-passwords-ingest");
  assert.deepEqual(secret(inputs["stringData"]), { "password-1": "a password" });
  const { auth, protocol, bootstrapServers, tls } = await connection(standard, "ingest");
  assert.equal(protocol, "SASL_SSL");
  assert.equal(tls, undefined, "brokers' certificates are Amazon's own");
  assert.ok(bootstrapServers.every((server) => server.endsWith(":9096")));
  assert.deepEqual(auth, {
    mechanism: "scram-sha-512",
    username: "ingest-1",
    password: { active: { store: "kubernetes", name: "kafka-password-ingest", key: "password-1" } },
  });
});

test("scram: a rotation makes another user, and the former one logs in until the next", async () => {
  const second = await made(rotated("ingest", 2));
  assert.deepEqual(names(second.recording, ASSOCIATION), ["kafka-association-ingest-1", "kafka-association-ingest-2"]);
  assert.deepEqual(Object.keys(secret(second.recording.named("kafka-passwords-ingest").inputs["stringData"])).sort(), [
    "password-1",
    "password-2",
  ]);
  const { auth } = await connection(rotated("ingest", 2), "ingest");
  assert.ok(auth.mechanism === "scram-sha-512");
  assert.deepEqual([auth.username, auth.retiringUsername], ["ingest-2", "ingest-1"]);
  assert.deepEqual([auth.password.active.key, auth.password.retiring?.key], ["password-2", "password-1"]);
  const third = await made(rotated("ingest", 3));
  assert.deepEqual(names(third.recording, ASSOCIATION), ["kafka-association-ingest-2", "kafka-association-ingest-3"]);
});

test("scram: both users of a rotation have the rights, and who is gone has none", async () => {
  const rights = async (rotation: number) =>
    document((await made(rotated("ingest", rotation))).cluster)
      .access.filter(({ principal }) => principal.startsWith("User:ingest"))
      .map(({ principal, rules }) => [principal, rules.length]);
  assert.deepEqual(await rights(1), [["User:ingest-1", 1]]);
  assert.deepEqual(await rights(2), [
    ["User:ingest-2", 1],
    ["User:ingest-1", 1],
  ]);
  assert.deepEqual(await rights(3), [
    ["User:ingest-3", 1],
    ["User:ingest-2", 1],
    ["User:ingest-1", 0],
  ]);
});

test("scram with External Secrets: the Secret is read from the same secret that MSK reads", async () => {
  const store = { kind: "SecretStore" as const, name: "secret-store" };
  const args = { ...rotated("ingest", 2), externalSecrets: { store, refreshInterval: "1h", after: [] } };
  const { recording } = await made(args);
  const object = recording.named("kafka-passwords-ingest");
  assert.equal(object.inputs["kind"], "ExternalSecret");
  assert.deepEqual(object.inputs["spec"].data, [
    { secretKey: "password-2", remoteRef: { key: "AmazonMSK_tributary-test-ingest-2", property: "password" } },
    { secretKey: "password-1", remoteRef: { key: "AmazonMSK_tributary-test-ingest-1", property: "password" } },
  ]);
  assert.equal(object.inputs["spec"].target.name, "kafka-password-ingest");
  assert.ok(waitsFor(recording, object).includes("kafka-secret-value-ingest-2"));
  assert.deepEqual(await connection(args, "ingest"), await connection(rotated("ingest", 2), "ingest"), "what pods see");
});

test("mtls: an authority of the stack's own signs, after its own certificate is in it", async () => {
  const { recording } = await made(standard);
  assert.equal(recording.named("kafka-authority").inputs["type"], "ROOT");
  const certificate = recording.named("kafka-certificate-partner-1");
  assert.ok(waitsFor(recording, certificate).includes("kafka-authority-installed"));
  assert.ok(
    waitsFor(recording, recording.named("kafka-cluster")).includes("kafka-authority-installed"),
    "MSK takes an active authority alone",
  );
  assert.deepEqual(certificate.inputs["validity"], { type: "DAYS", value: "365" });
  assert.equal(certificate.inputs["templateArn"], "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1");
  assert.deepEqual(recording.named("kafka-request-partner-1").inputs["subject"], { commonName: "partner" });
  assert.deepEqual(secret(recording.named("kafka-certificates-partner").inputs["stringData"]), {
    "certificate-1": "own\nroot\n",
    "key-1": "a key\n",
  });
});

test("mtls: an authority that is there signs by its own algorithm, and MSK trusts it", async () => {
  const { recording } = await made(express);
  assert.equal(recording.of("aws:acmpca/certificateAuthority:CertificateAuthority").length, 0);
  const { inputs } = recording.named("kafka-certificate-partner-1");
  assert.deepEqual(
    [inputs["certificateAuthorityArn"], inputs["signingAlgorithm"]],
    ["arn:aws:acm-pca:theirs", "SHA256WITHECDSA"],
  );
  assert.deepEqual(recording.named("kafka-cluster").inputs["clientAuthentication"].tls, {
    certificateAuthorityArns: ["arn:aws:acm-pca:theirs"],
  });
});

test("mtls: connection, and the name that Kafka's rights are given to", async () => {
  const { auth, protocol, bootstrapServers } = await connection(rotated("partner", 2), "partner");
  assert.equal(protocol, "SSL");
  assert.ok(bootstrapServers.every((server) => server.endsWith(":9094")));
  const ref = (key: string) => ({ store: "kubernetes", name: "kafka-certificate-partner", key });
  assert.deepEqual(auth, {
    mechanism: "mtls",
    certificate: { active: ref("certificate-2"), retiring: ref("certificate-1") },
    key: { active: ref("key-2"), retiring: ref("key-1") },
  });
  const { cluster } = await made(rotated("partner", 2));
  const access = document(cluster).access.map(({ principal }) => principal);
  assert.deepEqual(access, ["User:ingest-1", "User:CN=partner"]);
});

test("iam: a connection without any secret, and a role with the rights of access for its pods", async () => {
  const pods = { name: "processor", namespace: "tributary", serviceAccount: "app-processor" };
  const { recording, cluster } = await made(standard, {
    more: (built) => void built.identity.grant("processor", pods),
  });
  const { auth, bootstrapServers } = kafkaConnectionSchema.parse(await value(cluster.connectionFor("processor")));
  assert.deepEqual(auth, { mechanism: "aws-iam", region: "eu-central-1" });
  assert.ok(bootstrapServers.every((server) => server.endsWith(":9098")));
  const policy = JSON.parse(recording.named("kafka-pods-processor-policy").inputs["policy"]);
  const actions = policy.Statement.flatMap(({ Action }: any) => Action);
  assert.ok(actions.includes("kafka-cluster:ReadData") && actions.includes("kafka-cluster:WriteData"));
  assert.ok(!actions.some((action: string) => action.endsWith("*") || /Delete|Alter(Topic|Cluster)/.test(action)));
  const { inputs } = recording.named("kafka-pods-processor-pods");
  assert.deepEqual([inputs["clusterName"], inputs["serviceAccount"]], ["eks", "app-processor"]);
  assert.deepEqual(Object.keys(cluster.nodes.roles), ["processor"]);
  assert.deepEqual(cluster.identity.reached, { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [80] });
});

test("iam: nothing is made for who proves itself otherwise, and nobody can be granted who is not there", async () => {
  const pods = { name: "x", namespace: "tributary", serviceAccount: "x" };
  const { recording } = await made(standard, {
    more: (built) => {
      assert.deepEqual(built.identity.grant("ingest", pods), []);
      assert.throws(
        () => built.identity.grant("nobody", pods),
        (error: TributaryError) => error.code === "TRB_SETTINGS_INVALID",
      );
    },
  });
  assert.equal(recording.of("aws:iam/role:Role").length, 0);
});

test("rights and quotas go over Kafka's own API, as an administrator who is a role", async () => {
  const { cluster } = await made(standard);
  const { topics, quotas } = document(cluster);
  assert.deepEqual(topics, [], "topics are AWS' own");
  assert.deepEqual(quotas, [{ user: "ingest-1", produceBytesPerSecond: 1000 }]);
  const { auth } = await value(cluster.connectionFor(ADMINISTRATOR));
  assert.equal(auth.mechanism, "aws-iam");
});

test("with roles alone there is nothing to administer, and no administrator", async () => {
  const access = { processor: standard.access["processor"]! };
  const { cluster } = await made({ ...standard, access });
  assert.equal(cluster.needsAdministration, undefined);
  assert.throws(() => cluster.connectionFor(ADMINISTRATOR), /no principal administrator/);
});

test("serverless: topics are plain data for the Job, with only what may be set of them", async () => {
  const { cluster, recording } = await made(serverless);
  assert.equal(recording.of("aws:msk/topic:Topic").length, 0);
  const { topics, access, quotas } = document(cluster);
  assert.deepEqual([access, quotas], [[], []]);
  assert.deepEqual(topics[1], {
    topic: "counts",
    partitions: 3,
    replication: 3,
    config: { "cleanup.policy": "compact", "max.message.bytes": "1048576", "retention.ms": "604800000" },
    allow: [],
  });
  assert.deepEqual(await value(pulumi.output(cluster.topics)), {
    events: { name: "login-events", partitions: 6 },
    counts: { name: "counts", partitions: 3 },
  });
});

test("topics by AWS' own API go with their cluster, and their text is the same for the same settings", async () => {
  const { recording } = await made(standard);
  const topic = recording.named("kafka-topic-events");
  assert.deepEqual(topic.inputs, {
    clusterArn: ARN,
    name: "login-events",
    partitionCount: 6,
    replicationFactor: 3,
    configs:
      '{"cleanup.policy":"delete","max.message.bytes":"1048576","min.insync.replicas":"2","retention.ms":"604800000"}',
  });
  assert.match(topic.deletedWith, /kafka-cluster/);
  assert.equal(topic.retainOnDelete, true, "another name would take its records");
  assert.equal(topic.deleteBeforeReplace, true, "the new one has the name of the former");
  const { events } = standard.topics;
  const may = await made({ ...standard, topics: { events: { ...events!, allow: ["replace"] } } });
  const going = may.recording.named("kafka-topic-events");
  assert.deepEqual([going.retainOnDelete, going.protect, topic.protect], [false, false, true]);
  const { inputs } = (await made(express)).recording.named("kafka-topic-events");
  assert.deepEqual(Object.keys(JSON.parse(inputs["configs"])), ["cleanup.policy", "max.message.bytes", "retention.ms"]);
  assert.equal(inputs["replicationFactor"], 3);
});

test("no password and no key is in plain text anywhere", async () => {
  const { recording } = await made(standard);
  for (const { name, type, inputs } of recording.resources) {
    const text = JSON.stringify(inputs, (_key, held) => (pulumi.runtime.isRpcSecret(held) ? "[secret]" : held));
    assert.doesNotMatch(text, /a password|a key/, `${type} ${name}`);
  }
});

test("what pods wait for: brokers, their doors, topics, users and what is mounted", async () => {
  const { cluster } = await made(standard);
  const ready = await Promise.all(cluster.ready.map(({ urn }) => value(urn)));
  const waited = ready.map((urn) => urn.split("::").at(-1));
  for (const name of ["cluster", "ingress-nodes-scram", "topic-events", "association-ingest-1", "passwords-ingest"])
    assert.ok(waited.includes(`kafka-${name}`), name);
  const access: Record<string, AccessSpec> = {};
  assert.equal((await made({ ...serverless, access })).cluster.ready.length, 2);
});
