/** A cluster of Confluent Cloud: what is asked for, of each kind, and the service's own traps one by one; under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kafkaConnectionSchema } from "../../../../app/src/connection.ts";
import { connectionProblems } from "../../../../app/src/kafka/auth/refusals.ts";
import type { TributaryError } from "../../../../components/errors.ts";
import type { Size } from "../../../../components/kafka/confluent/args.ts";
import { ConfluentCluster } from "../../../../components/kafka/confluent/cluster.ts";
import { describe, LONGEST_DESCRIPTION } from "../../../../components/kafka/confluent/inputs.ts";
import { kinds } from "../../../../components/kafka/confluent/kinds.ts";
import { type Recording, record } from "../../../support/recording.ts";
import { isSecret, shownSecret } from "../../../support/secrets.ts";
import { args, awsWay, made, value } from "./args.ts";

const type = (name: string) => `confluentcloud:index/${name[0]!.toLowerCase()}${name.slice(1)}:${name}`;
const names = (recording: Recording, of: string) => recording.of(type(of)).map(({ name }) => name);
/** Whether one depends on the other, as the engine is told it. */
const dependsOn = (recording: Recording, one: string, other: string) =>
  recording.named(one).dependencies.some((urn) => urn.endsWith(`::${other}`));

test("environment, cluster and administrator: exact inputs", async () => {
  const { recording, cluster } = await made();
  assert.deepEqual(recording.named("kafka-environment").inputs, {
    displayName: "tributary-test",
    streamGovernance: { package: "ESSENTIALS" },
  });
  assert.deepEqual(recording.named("kafka-cluster").inputs, {
    displayName: "tributary-test",
    availability: "MULTI_ZONE",
    cloud: "AWS",
    region: "eu-central-1",
    environment: { id: "kafka-environment-id" },
    standard: {},
    deletionProtection: false,
  });
  assert.deepEqual(recording.named("kafka-role-administrator").inputs, {
    principal: "User:kafka-account-administrator-id",
    roleName: "CloudClusterAdmin",
    crnPattern:
      "crn://confluent.cloud/organization=11111111-1111-1111-1111-111111111111/environment=env-1/cloud-cluster=lkc-1",
  });
  assert.deepEqual(recording.named("kafka-key-administrator-1").inputs, {
    displayName: "tributary-test-administrator-1",
    description: "project=tributary stack=test environment=development",
    owner: { id: "kafka-account-administrator-id", apiVersion: "iam/v2", kind: "ServiceAccount" },
    managedResource: {
      id: "kafka-cluster-id",
      apiVersion: "cmk/v2",
      kind: "Cluster",
      environment: { id: "kafka-environment-id" },
    },
  });
  assert.deepEqual(await value(cluster.clusterId), "kafka-cluster-id");
  assert.deepEqual(cluster.placement, { cloud: "aws", region: "eu-central-1", zones: [] });
  assert.equal(cluster.needsAdministration, undefined);
});

test("each kind says its own size, and zones in its own words", async () => {
  const sizes: Record<string, [Size, object]> = {
    basic: [{ kind: "basic", maxEcku: 3 }, { basic: { maxEcku: 3 } }],
    standard: [{ kind: "standard" }, { standard: {} }],
    enterprise: [{ kind: "enterprise", maxEcku: 2 }, { enterprises: [{ maxEcku: 2 }] }],
    dedicated: [{ kind: "dedicated", cku: 2 }, { dedicated: { cku: 2 } }],
    freight: [{ kind: "freight", maxEcku: 4 }, { freights: [{ maxEcku: 4 }] }],
  };
  assert.deepEqual(Object.keys(sizes), Object.keys(kinds));
  for (const [kind, [size, expected]] of Object.entries(sizes)) {
    const [availability, word] = Object.entries(kinds[size.kind].availability).at(-1)! as ["low" | "high", string];
    const { recording } = await made({ size, availability, authorization: "acls" });
    const inputs = recording.named("kafka-cluster").inputs;
    const { displayName: _, cloud: __, region: ___, environment: ____, deletionProtection: _____, ...rest } = inputs;
    assert.deepEqual(rest, { availability: word, ...expected }, kind);
  }
});

test("production protects what holds data, and the way to it", async () => {
  const { recording } = await made({
    protection: true,
    size: { kind: "enterprise" },
    private: await awsWay(),
    topics: {},
  });
  assert.equal(recording.named("kafka-cluster").inputs["deletionProtection"], true);
  for (const name of ["environment", "cluster", "gateway", "access-point"])
    assert.ok(recording.named(`kafka-${name}`).protect, name);
  const { recording: open } = await made({ protection: true });
  assert.ok(open.named("kafka-topic-events").protect);
  assert.ok(!open.named("kafka-topic-out").protect, "its allow lets it go");
});

test("somebody's environment is used as it is, and a key of one's own is named", async () => {
  const { recording, cluster } = await made({ environment: { id: "env-9" }, encryptionKey: "cck-1" });
  assert.deepEqual(names(recording, "Environment"), []);
  assert.deepEqual(recording.named("kafka-cluster").inputs["environment"], { id: "env-9" });
  assert.deepEqual(recording.named("kafka-cluster").inputs["byokKey"], { id: "cck-1" });
  assert.equal(await value(cluster.environmentId), "env-9");
});

test("the address that clients get has no protocol before it", async () => {
  const { cluster } = await made();
  assert.deepEqual(await value(cluster.endpoints.internal!.bootstrapServers), [
    "pkc-1.region.aws.confluent.cloud:9092",
  ]);
});

test("topics and ACLs use one provider with the administrator's key, and carry no credentials of their own", async () => {
  const { recording } = await made({ authorization: "acls" });
  const provider = recording.named("kafka-provider").inputs;
  assert.equal(provider["kafkaId"], "kafka-cluster-id");
  assert.equal(provider["kafkaRestEndpoint"], "https://pkc-1.region.aws.confluent.cloud:443");
  assert.equal(shownSecret(provider["kafkaApiKey"]), "kafka-key-administrator-1-id");
  assert.equal(shownSecret(provider["kafkaApiSecret"]), "secret of tributary-test-administrator-1");
  assert.ok(isSecret(provider["kafkaApiKey"]) && isSecret(provider["kafkaApiSecret"]));
  assert.ok(!("cloudApiKey" in provider), "the organization's key is the environment's, and in no state");
  const resources = [...recording.of(type("KafkaTopic")), ...recording.of(type("KafkaAcl"))];
  assert.ok(resources.length > 2);
  for (const { name, inputs, deletedWith } of resources) {
    for (const key of ["credentials", "restEndpoint", "kafkaCluster"]) assert.ok(!(key in inputs), `${name}: ${key}`);
    assert.match(deletedWith, /::kafka-cluster$/, name);
  }
  assert.ok(dependsOn(recording, "kafka-key-administrator-1", "kafka-role-administrator"));
});

test("topics: the service's names and its three copies; only what may go is ever deleted", async () => {
  const { recording, cluster } = await made();
  assert.deepEqual(recording.named("kafka-topic-events").inputs, {
    topicName: "login-events",
    partitionsCount: 6,
    config: {
      "retention.ms": "604800000",
      "cleanup.policy": "delete",
      "max.message.bytes": "1048576",
      "min.insync.replicas": "2",
    },
  });
  assert.deepEqual(
    recording.of(type("KafkaTopic")).map(({ name, retainOnDelete }) => [name, retainOnDelete]),
    [
      ["kafka-topic-events", true],
      ["kafka-topic-out", false],
    ],
  );
  const freed = recording.of(type("KafkaTopic")).map(({ deleteBeforeReplace }) => deleteBeforeReplace);
  assert.deepEqual(freed, [true, true], "the new one has the name of the former");
  assert.equal(await value(cluster.topics["events"]!.name), "login-events");
  assert.equal(await value(cluster.topics["events"]!.partitions), 6);
});

test("a key depends on every right of its owner", async () => {
  for (const authorization of ["roles", "acls"] as const) {
    const { recording } = await made({ authorization });
    const rights = recording.resources.filter(({ name }) => /^kafka-(role|acl)-writer-/.test(name));
    assert.ok(rights.length >= 2);
    for (const { name } of rights) assert.ok(dependsOn(recording, "kafka-key-writer-1", name), name);
  }
});

test("roles: each on one topic, group or transactional id of this cluster, and nothing else", async () => {
  const { recording } = await made();
  const crn =
    "crn://confluent.cloud/organization=11111111-1111-1111-1111-111111111111/environment=env-1/cloud-cluster=lkc-1";
  assert.deepEqual(
    recording
      .of(type("RoleBinding"))
      .filter(({ name }) => !name.endsWith("administrator"))
      .map(({ name, inputs }) => [
        name,
        inputs["principal"],
        inputs["roleName"],
        inputs["crnPattern"].replace(crn, ""),
      ]),
    [
      [
        "kafka-role-reader-DeveloperRead-group-reader",
        "User:kafka-account-reader-id",
        "DeveloperRead",
        "/kafka=kafka-cluster-id/group=reader",
      ],
      [
        "kafka-role-reader-DeveloperRead-topic-login-~",
        "User:kafka-account-reader-id",
        "DeveloperRead",
        "/kafka=kafka-cluster-id/topic=login-*",
      ],
      [
        "kafka-role-writer-DeveloperWrite-topic-login-events",
        "User:kafka-account-writer-id",
        "DeveloperWrite",
        "/kafka=kafka-cluster-id/topic=login-events",
      ],
      [
        "kafka-role-writer-DeveloperWrite-transactional-id-w-~",
        "User:kafka-account-writer-id",
        "DeveloperWrite",
        "/kafka=kafka-cluster-id/transactional-id=w-*",
      ],
    ],
  );
  assert.deepEqual(names(recording, "KafkaAcl"), []);
});

test("ACLs: one an operation, allowed from anywhere, of the service account", async () => {
  const { recording } = await made({ authorization: "acls" });
  assert.deepEqual(
    recording
      .of(type("KafkaAcl"))
      .map(({ inputs: { resourceType, resourceName, patternType, operation } }) =>
        [resourceType, resourceName, patternType, operation].join(" "),
      ),
    [
      "GROUP reader LITERAL DESCRIBE",
      "GROUP reader LITERAL READ",
      "TOPIC login- PREFIXED DESCRIBE",
      "TOPIC login- PREFIXED READ",
      "TOPIC login-events LITERAL DESCRIBE",
      "TOPIC login-events LITERAL WRITE",
      "TRANSACTIONAL_ID w- PREFIXED DESCRIBE",
      "TRANSACTIONAL_ID w- PREFIXED WRITE",
    ],
  );
  const { inputs } = recording.named("kafka-acl-writer-topic-write-login-events");
  assert.deepEqual(
    [inputs["principal"], inputs["host"], inputs["permission"]],
    ["User:kafka-account-writer-id", "*", "ALLOW"],
  );
  assert.deepEqual(names(recording, "RoleBinding"), ["kafka-role-administrator"]);
});

test("a key and its secret reach pods by a Secret whose values are encrypted in state, and the connection names both", async () => {
  const { recording, cluster } = await made();
  const secret = recording.named("kafka-secret-writer").inputs;
  assert.deepEqual(secret["metadata"].name, "kafka-key-writer");
  assert.ok(isSecret(secret["stringData"]));
  assert.deepEqual(shownSecret(secret["stringData"]), {
    "username-1": "kafka-key-writer-1-id",
    "password-1": "secret of tributary-test-writer-1",
  });
  const connection = kafkaConnectionSchema.parse(await value(cluster.connectionFor("writer")));
  assert.deepEqual(connection.auth, {
    mechanism: "plain",
    username: "kafka-key-writer-1-id",
    password: { active: { store: "kubernetes", name: "kafka-key-writer", key: "password-1" } },
  });
  assert.deepEqual([connection.protocol, connection.tls], ["SASL_SSL", undefined]);
  assert.deepEqual(connectionProblems(connection), []);
  assert.ok(!recording.resources.some(({ name }) => name === "kafka-secret-administrator"));
  assert.throws(
    () => cluster.connectionFor("administrator"),
    (error: TributaryError) => error.code === "TRB_SETTINGS_INVALID",
    "nobody's pods are the administrator",
  );
});

test("rotation: two keys live, the newest first; the one before them is gone; the other principals' stay", async () => {
  const rotated = (rotation: number) =>
    made({ access: { ...args.access, writer: { ...args.access["writer"]!, rotation } } });
  for (const [rotation, alive] of [
    [1, ["1"]],
    [2, ["1", "2"]],
    [3, ["2", "3"]],
  ] as const) {
    const { recording, cluster } = await rotated(rotation);
    assert.deepEqual(
      names(recording, "ApiKey").filter((name) => name.startsWith("kafka-key-writer")),
      alive.map((generation) => `kafka-key-writer-${generation}`),
    );
    assert.deepEqual(
      Object.keys(shownSecret(recording.named("kafka-secret-writer").inputs["stringData"])).sort(),
      [...alive.map((of) => `password-${of}`), ...alive.map((of) => `username-${of}`)].sort(),
    );
    const { auth } = kafkaConnectionSchema.parse(await value(cluster.connectionFor("writer")));
    assert.ok(auth.mechanism === "plain");
    assert.equal(auth.username, `kafka-key-writer-${rotation}-id`);
    assert.equal(auth.password.active.key, `password-${rotation}`);
    assert.equal(auth.password.retiring?.key, rotation === 1 ? undefined : `password-${rotation - 1}`);
    assert.equal(auth.retiringUsername, rotation === 1 ? undefined : `kafka-key-writer-${rotation - 1}-id`);
    assert.ok(names(recording, "ApiKey").includes("kafka-key-reader-1"));
  }
});

test("rotation of the administrator: the provider takes the new key while the former still answers a refresh", async () => {
  const { recording } = await made({ administrator: { rotation: 2 } });
  assert.equal(shownSecret(recording.named("kafka-provider").inputs["kafkaApiKey"]), "kafka-key-administrator-2-id");
  assert.ok(recording.named("kafka-key-administrator-1"));
});

test("quotas: both ways, of the service account; one way alone is refused in a sentence", async () => {
  const quota = { produceBytesPerSecond: 1_000_000, consumeBytesPerSecond: 2_000_000 };
  const access = { writer: { ...args.access["writer"]!, quota } };
  const { recording } = await made({ size: { kind: "dedicated", cku: 2 }, access });
  assert.deepEqual(recording.named("kafka-quota-writer").inputs, {
    displayName: "tributary-test-writer",
    description: "project=tributary stack=test environment=development",
    throughput: { ingressByteRate: "1000000", egressByteRate: "2000000" },
    principals: ["kafka-account-writer-id"],
    kafkaCluster: { id: "kafka-cluster-id" },
    environment: { id: "kafka-environment-id" },
  });
  const half = { writer: { ...args.access["writer"]!, quota: { produceBytesPerSecond: 1 } } };
  const none = await record(() => {
    assert.throws(
      () => new ConfluentCluster("kafka", { ...args, access: half }),
      /kafka\.access\.writer\.quota needs produceBytesPerSecond and consume/,
    );
  });
  assert.deepEqual(
    none.resources.map(({ name }) => name),
    ["kafka"],
    "before anything of it",
  );
});

test("tables of a topic: the service's storage or a bucket, with a key of their own", async () => {
  const bucket = { name: "lake", providerIntegration: "cspi-1" };
  const { recording } = await made({
    protection: true,
    tableflow: { events: { formats: ["ICEBERG"] }, out: { formats: ["DELTA"], bucket } },
  });
  assert.deepEqual(recording.named("kafka-tableflow-events").inputs, {
    displayName: "login-events",
    environment: { id: "kafka-environment-id" },
    kafkaCluster: { id: "kafka-cluster-id" },
    tableFormats: ["ICEBERG"],
    managedStorages: [{}],
  });
  assert.deepEqual(recording.named("kafka-tableflow-out").inputs["byobAws"], {
    bucketName: "lake",
    providerIntegrationId: "cspi-1",
  });
  assert.ok(recording.named("kafka-tableflow-events").protect);
  assert.ok(dependsOn(recording, "kafka-tableflow-events", "kafka-topic-events"));
  assert.deepEqual(recording.named("kafka-tableflow-key-1").inputs["managedResource"], {
    id: "tableflow",
    apiVersion: "tableflow/v1",
    kind: "Tableflow",
  });
  const provider = recording.named("kafka-provider").inputs;
  assert.equal(shownSecret(provider["tableflowApiKey"]), "kafka-tableflow-key-1-id");
  assert.ok(isSecret(provider["tableflowApiSecret"]));
});

test("credentials of the settings go to the provider, encrypted, and not into the component's state", async () => {
  const { recording } = await made({ credentials: { key: "cloud-key", secret: "cloud-secret" } });
  const provider = recording.named("kafka-provider").inputs;
  assert.ok(isSecret(provider["cloudApiKey"]) && isSecret(provider["cloudApiSecret"]));
  assert.ok(!JSON.stringify(recording.named("kafka").inputs).includes("cloud-"));
});

test("what workloads wait for is keys, Secrets and topics; what kinds lack is said in the capabilities", async () => {
  const { recording, cluster } = await made();
  const ready = await Promise.all(cluster.ready.map(({ urn }) => value(urn)));
  for (const name of ["kafka-cluster", "kafka-key-writer-1", "kafka-secret-reader", "kafka-topic-out"])
    assert.ok(
      ready.some((urn) => urn.endsWith(`::${name}`)),
      name,
    );
  assert.deepEqual(cluster.reachedBy("writer").ports, [9092]);
  assert.equal((cluster.reachedBy("writer").to[0] as any).ipBlock.except.length, 5);
  assert.deepEqual(
    cluster.metrics.map(({ kind }) => kind),
    ["confluent-api"],
  );
  assert.ok(!cluster.capabilities.quotas.supported);
  assert.equal(recording.named("kafka").outputsRegistered, 1);
  const { cluster: freight } = await made({ size: { kind: "freight" }, availability: "high" });
  assert.ok(!freight.capabilities.transactions.supported && freight.capabilities.quotas.supported);
});

test("a preview of a cluster that is not there yet declares the same resources", async () => {
  const urns = ({ resources }: Recording) => resources.map(({ urn }) => urn);
  const change = { size: { kind: "enterprise" }, private: await awsWay() } as const;
  for (const one of [{}, change])
    assert.deepEqual(urns((await made(one, true)).recording), urns((await made(one)).recording));
});

test("a transform is typed, changes its child and stays out of state", async () => {
  const { recording } = await made({
    transform: { topic: { partitionsCount: 12 }, key: { description: "ours" } },
  });
  assert.equal(recording.named("kafka-topic-events").inputs["partitionsCount"], 12);
  assert.equal(recording.named("kafka-key-reader-1").inputs["description"], "ours");
  assert.ok(!("transform" in recording.named("kafka").inputs));
});

test("descriptions hold as many tags as the service takes, whole ones", () => {
  const tags = { project: "tributary", stack: "x".repeat(60), owner: "y".repeat(60), "cost-center": "42" };
  assert.equal(describe(tags), `project=tributary stack=${"x".repeat(60)} cost-center=42`);
  assert.ok(describe({ ...tags, owner: "z".repeat(10) }).length <= LONGEST_DESCRIPTION);
  assert.equal(describe({ stack: "test", owner: "me" }), "stack=test owner=me");
});
