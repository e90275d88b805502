/** @pulumi/kafka: its words for logins, topics, rights, quotas and users, and what of them outlives the stack. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionAuth } from "../../../../app/src/connection.ts";
import type { TributaryError } from "../../../../components/errors.ts";
import {
  KafkaProviderAdministration,
  type KafkaProviderAdministrationArgs,
  requireSafe,
} from "../../../../components/kafka/administration/provider.ts";
import { providerArgs } from "../../../../components/kafka/administration/provider-args.ts";
import { compileTopic } from "../../../../components/kafka/topic-config.ts";
import { record } from "../../../support/recording.ts";

const args: KafkaProviderAdministrationArgs = {
  nodes: 3,
  topics: { events: { name: "login-events", partitions: 6 } },
  access: {
    ingest: { auth: "scram", produce: ["login-*"], quota: { produceBytesPerSecond: 1000, requestPercent: 50 } },
    operator: { auth: "scram", admin: ["access"], transactionalIdPrefix: "op-" },
  },
  userOf: (principal) => (principal === "ingest" ? "app-ingest" : principal),
  protection: false,
};
const made = (change: Partial<KafkaProviderAdministrationArgs> = {}, lists: object[] = []) =>
  record(() => void new KafkaProviderAdministration("administration", { ...args, ...change }), {
    calls: { "kafka:index/getTopics:getTopics": { lists } },
  });
const acl = "kafka:index/acl:Acl";

test("a topic in the provider's words; it outlives the stack, and production protects it", async () => {
  const topic = (await made()).named("administration-topic-events");
  assert.deepEqual(topic.inputs, {
    name: "login-events",
    partitions: 6,
    replicationFactor: 3,
    config: {
      "retention.ms": "604800000",
      "cleanup.policy": "delete",
      "max.message.bytes": "1048576",
      "min.insync.replicas": "2",
    },
  });
  assert.deepEqual([topic.retainOnDelete, topic.protect], [true, false]);
  assert.equal((await made({ protection: true })).named("administration-topic-events").protect, true);
});

test("a right for each operation; of the cluster it has the one name that Kafka knows", async () => {
  const rights = (await made())
    .of(acl)
    .map(({ name, inputs }) => [name.slice("administration-access-".length), inputs]);
  const allow = { aclHost: "*", aclPermissionType: "Allow" };
  const prefixed = { aclPrincipal: "User:app-ingest", aclResourceName: "login-", aclResourceType: "Topic" };
  const cluster = { aclPrincipal: "User:operator", aclResourceName: "kafka-cluster", aclResourceType: "Cluster" };
  const ids = { aclPrincipal: "User:operator", aclResourceName: "op-", aclResourceType: "TransactionalID" };
  assert.deepEqual(Object.fromEntries(rights), {
    "ingest:topic-prefixed-describe-login-": {
      ...allow,
      ...prefixed,
      aclOperation: "Describe",
      resourcePatternTypeFilter: "Prefixed",
    },
    "ingest:topic-prefixed-write-login-": {
      ...allow,
      ...prefixed,
      aclOperation: "Write",
      resourcePatternTypeFilter: "Prefixed",
    },
    "operator:cluster-literal-alter-kafka-cluster": {
      ...allow,
      ...cluster,
      aclOperation: "Alter",
      resourcePatternTypeFilter: "Literal",
    },
    "operator:cluster-literal-describe-kafka-cluster": {
      ...allow,
      ...cluster,
      aclOperation: "Describe",
      resourcePatternTypeFilter: "Literal",
    },
    "operator:transactionalId-prefixed-describe-op-": {
      ...allow,
      ...ids,
      aclOperation: "Describe",
      resourcePatternTypeFilter: "Prefixed",
    },
    "operator:transactionalId-prefixed-write-op-": {
      ...allow,
      ...ids,
      aclOperation: "Write",
      resourcePatternTypeFilter: "Prefixed",
    },
  });
});

test("the administrator's own rights come before all others, and are not taken when the stack goes", async () => {
  const recording = await made({ self: "User:admin" });
  const own = recording.of(acl).filter(({ name }) => name.includes("-access-self:"));
  assert.equal(own.length, 11);
  for (const { inputs, retainOnDelete } of own)
    assert.deepEqual([inputs["aclPrincipal"], retainOnDelete], ["User:admin", true]);
  for (const name of [
    "administration-access-ingest:topic-prefixed-write-login-",
    "administration-topic-events",
    "administration-quota-ingest",
  ])
    assert.equal(recording.named(name).dependencies.filter((urn) => urn.includes("-access-self:")).length, 11, name);
  assert.equal((await made()).of(acl).filter(({ retainOnDelete }) => retainOnDelete).length, 0);
});

test("quotas are text, and only those that are set", async () => {
  assert.deepEqual((await made()).named("administration-quota-ingest").inputs, {
    entityType: "user",
    entityName: "app-ingest",
    config: { producer_byte_rate: "1000", request_percentage: "50" },
  });
});

test("a user's password is written, and never plain in state", async () => {
  const users = { carol: { mechanism: "scram-sha-512" as const, password: "hunter2", rotation: 3 } };
  const recording = await made({ users });
  const { inputs } = recording.named("administration-user-carol");
  const { passwordWo, ...others } = inputs;
  assert.ok(pulumi.runtime.isRpcSecret(passwordWo));
  assert.deepEqual(others, {
    username: "carol",
    scramMechanism: "SCRAM-SHA-512",
    scramIterations: 4099,
    passwordWoVersion: "3",
  });
  assert.equal(recording.named("administration-user-carol").retainOnDelete, true, "as a removal is not safe in Kafka");
  const component = recording.named("administration");
  assert.doesNotMatch(JSON.stringify(component.inputs), /hunter2/);
});

test("a topic that would be deleted and made anew is refused, unless that is allowed", () => {
  const now = { partitions: 12, replicationFactor: 3 };
  const wanted = (change: object) => compileTopic("events", { partitions: 12, ...change }, 3);
  requireSafe(now, wanted({}));
  requireSafe(now, wanted({ partitions: 24 }));
  requireSafe({ ...now, replicationFactor: 1 }, wanted({}));
  const refused = (change: object, text: RegExp) =>
    assert.throws(
      () => requireSafe(now, wanted(change)),
      (error: TributaryError) => error.code === "TRB_DATA_PROTECTED" && text.test(error.message),
    );
  refused({ partitions: 6 }, /^Topic events has 12 partitions and the settings ask for 6, .* allow: \[shrink\]\.$/);
  refused({ replication: 2 }, /^Topic events has 3 copies of each record .* ask for 2, .* allow: \[replace\]\.$/);
  requireSafe(now, wanted({ partitions: 6, allow: ["shrink"] }));
});

test("partitions that are raised are sent as they shall be", async () => {
  const there = [{ topicName: "login-events", partitions: 3, replicationFactor: 3, config: {} }];
  assert.equal((await made({}, there)).named("administration-topic-events").inputs["partitions"], 6);
});

const login = (auth: ConnectionAuth, protocol: "SASL_SSL" | "SSL" | "PLAINTEXT" = "SASL_SSL", secrets = {}) =>
  providerArgs({ bootstrapServers: ["b:1"], protocol, auth, secrets });
const ref = { active: { store: "env" as const, name: "X" } };

test("every login in the provider's words", async () => {
  const password = { password: "p" };
  const shown = (found: object) => Object.entries(found).filter(([, value]) => !pulumi.Output.isInstance(value));
  const { saslPassword, ...scram } = login(
    { mechanism: "scram-sha-512", username: "u", password: ref },
    "SASL_SSL",
    password,
  );
  assert.ok(await pulumi.isSecret(saslPassword as pulumi.Output<string>));
  assert.deepEqual(scram, {
    bootstrapServers: ["b:1"],
    tlsEnabled: true,
    skipTlsVerify: false,
    saslMechanism: "scram-sha512",
    saslUsername: "u",
  });
  const named = (auth: ConnectionAuth) => (login(auth, "SASL_SSL", password) as any).saslMechanism;
  assert.deepEqual(
    [
      named({ mechanism: "scram-sha-256", username: "u", password: ref }),
      named({ mechanism: "plain", username: "u", password: ref }),
      named({ mechanism: "aws-iam", region: "eu-central-1" }),
    ],
    ["scram-sha256", "plain", "aws-iam"],
  );
  const oauth = login(
    { mechanism: "oauthbearer", tokenUrl: "https://t/", clientId: "c", clientSecret: ref, scopes: ["kafka"] },
    "SASL_SSL",
    password,
  );
  assert.deepEqual(
    [oauth.saslMechanism, oauth.saslTokenUrl, oauth.saslOauthScopes, oauth.saslUsername],
    ["oauthbearer", "https://t/", ["kafka"], "c"],
  );
  const mtls = login({ mechanism: "mtls", certificate: ref, key: ref }, "SSL", { clientCert: "c", clientKey: "k" });
  assert.ok(pulumi.Output.isInstance(mtls.clientKey) && !("saslMechanism" in mtls));
  assert.equal(login({ mechanism: "none" }, "PLAINTEXT").tlsEnabled, false, "which is on by default");
  assert.equal((shown(login({ mechanism: "aws-iam", region: "eu-central-1" })) as any).at(-1)[1], "eu-central-1");
});

test("without its secret it would log in as nobody, so that it is refused with what to do", () => {
  for (const [auth, key] of [
    [{ mechanism: "plain", username: "u", password: ref }, "saslPassword"],
    [{ mechanism: "mtls", certificate: ref, key: ref }, "clientCert"],
  ] as const)
    assert.throws(
      () => login(auth),
      (error: TributaryError) =>
        error.code === "TRB_SETTINGS_INVALID" && error.message.includes(`pulumi config set --secret kafka:${key}`),
    );
  assert.throws(() => login({ mechanism: "gcp-iam" }), /cannot log in by gcp-iam; it can by scram-sha-512, /);
});
