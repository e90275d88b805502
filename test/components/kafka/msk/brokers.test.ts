/** Brokers as AWS would be asked for them: every tier by itself, and each thing that has gone wrong for others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MskStandardArgs } from "../../../../components/kafka/msk/args.ts";
import { assertClosed, assertNamesFit, assertTagged } from "../../aws/conventions.ts";
import { express, made, serverless, standard, waitsFor } from "./support.ts";

const cluster = (recording: Awaited<ReturnType<typeof made>>["recording"]) => recording.named("kafka-cluster");
const ofStandard = async (change: Partial<MskStandardArgs>) =>
  cluster((await made({ ...standard, ...change })).recording);
const VOLUME = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize";
const off = {
  publicAccess: { type: "DISABLED" },
  vpcConnectivity: { clientAuthentication: { sasl: { iam: false, scram: false }, tls: false } },
};

test("standard: all of the cluster's inputs, encrypted and private", async () => {
  const { recording } = await made(standard);
  const found = cluster(recording);
  assert.deepEqual(found.inputs, {
    clusterName: "tributary-test",
    kafkaVersion: "4.1.x.kraft",
    numberOfBrokerNodes: 3,
    brokerNodeGroupInfo: {
      instanceType: "kafka.m7g.large",
      clientSubnets: ["subnet-0", "subnet-1", "subnet-2"],
      securityGroups: ["kafka-security-group-id"],
      storageInfo: { ebsStorageInfo: { volumeSize: 100 } },
      connectivityInfo: off,
    },
    clientAuthentication: {
      sasl: { iam: true, scram: true },
      tls: { certificateAuthorityArns: ["arn:aws:acm-pca:own"] },
      unauthenticated: false,
    },
    configurationInfo: { arn: "arn:aws:kafka:configuration", revision: 7 },
    encryptionInfo: {
      encryptionAtRestKmsKeyArn: "arn:aws:kms:data",
      encryptionInTransit: { clientBroker: "TLS", inCluster: true },
    },
    enhancedMonitoring: "PER_BROKER",
    openMonitoring: {
      prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
    },
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: "/aws/vendedlogs/msk/tributary-test" } } },
    tags: { stack: "test" },
  });
  assert.ok(found.protect);
  assert.deepEqual(found.timeouts, { create: "180m", update: "180m", delete: "120m" });
});

test("an upgrade of many brokers has the time that it takes", async () => {
  const { timeouts } = await ofStandard({ sizing: { nodes: 30 } });
  assert.equal(timeouts.update, "900m");
});

test("express: no storage, no storage mode, three zones, and rebalancing of its own", async () => {
  const { inputs } = cluster((await made(express)).recording);
  assert.ok(!("storageInfo" in inputs["brokerNodeGroupInfo"]));
  assert.ok(!("storageMode" in inputs));
  assert.deepEqual(inputs["rebalancing"], { status: "ACTIVE" });
  assert.ok("loggingInfo" in inputs);
  const paused = cluster((await made({ ...express, rebalancing: false })).recording);
  assert.deepEqual(paused.inputs["rebalancing"], { status: "PAUSED" });
  assert.ok(!("rebalancing" in (await ofStandard({})).inputs));
});

test("serverless: roles only, its own security group, and nothing that has brokers", async () => {
  const { recording } = await made(serverless);
  const { type, inputs, protect } = cluster(recording);
  assert.equal(type, "aws:msk/serverlessCluster:ServerlessCluster");
  assert.deepEqual(inputs, {
    clusterName: "tributary-test",
    clientAuthentication: { sasl: { iam: { enabled: true } } },
    vpcConfigs: [{ subnetIds: ["subnet-0", "subnet-1", "subnet-2"], securityGroupIds: ["kafka-security-group-id"] }],
    tags: { stack: "test" },
  });
  assert.ok(protect);
  assert.deepEqual(
    recording.resources
      .filter(({ custom }) => custom)
      .map(({ name }) => name)
      .sort(),
    ["kafka-cluster", "kafka-ingress-nodes-iam", "kafka-security-group"],
  );
});

test("the configuration has neither a name nor versions, and its text is the same for the same settings", async () => {
  const config = { "num.partitions": "3", "log.retention.hours": "24" };
  const { recording } = await made({ ...standard, config });
  assert.deepEqual(recording.named("kafka-configuration").inputs, {
    serverProperties: [
      "allow.everyone.if.no.acl.found=false",
      "auto.create.topics.enable=false",
      "default.replication.factor=3",
      "log.retention.hours=24",
      "min.insync.replicas=2",
      "num.partitions=3",
      "unclean.leader.election.enable=false",
      "",
    ].join("\n"),
  });
});

test("express: what AWS sets on its brokers stays out of the configuration", async () => {
  const { inputs } = (await made(express)).recording.named("kafka-configuration");
  assert.equal(inputs["serverProperties"], "allow.everyone.if.no.acl.found=false\nauto.create.topics.enable=false\n");
});

test("storage that does not grow by itself: its size is looked at, and nothing scales it", async () => {
  const { recording } = await made(standard);
  assert.deepEqual(cluster(recording).ignoreChanges, []);
  assert.equal(recording.of("aws:appautoscaling/target:Target").length, 0);
});

test("storage that grows by itself: its size is not looked at, and only then", async () => {
  const storage = { sizeGi: 100, scaling: { maxGi: 1000, targetPercent: 60 } };
  const { recording } = await made({ ...standard, storage });
  assert.deepEqual(cluster(recording).ignoreChanges, [VOLUME]);
  const target = recording.named("kafka-storage-target");
  const { arn } = { arn: target.inputs["resourceId"] };
  assert.match(arn, /^arn:aws:kafka:/);
  assert.deepEqual(target.inputs, {
    serviceNamespace: "kafka",
    scalableDimension: "kafka:broker-storage:VolumeSize",
    resourceId: arn,
    minCapacity: 1,
    maxCapacity: 1000,
    tags: { stack: "test" },
  });
  assert.deepEqual(recording.named("kafka-storage-policy").inputs, {
    policyType: "TargetTrackingScaling",
    serviceNamespace: "kafka",
    scalableDimension: "kafka:broker-storage:VolumeSize",
    resourceId: arn,
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
      targetValue: 60,
      disableScaleIn: true,
    },
  });
});

test("tiered storage and throughput are asked for by name, and otherwise not at all", async () => {
  const { inputs } = await ofStandard({ storage: { sizeGi: 500, tiered: true, throughputMibps: 300 } });
  assert.equal(inputs["storageMode"], "TIERED");
  assert.deepEqual(inputs["brokerNodeGroupInfo"].storageInfo.ebsStorageInfo, {
    volumeSize: 500,
    provisionedThroughput: { enabled: true, volumeThroughput: 300 },
  });
  assert.ok(!("storageMode" in (await ofStandard({})).inputs));
});

test("without open monitoring nothing is said of it, and its ports are closed", async () => {
  const { recording } = await made({ ...standard, monitoring: { level: "DEFAULT", open: false } });
  assert.ok(!("openMonitoring" in cluster(recording).inputs));
  const opened = recording.of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  assert.deepEqual(opened.map(({ inputs }) => inputs["fromPort"]).sort(), [9094, 9096, 9098]);
});

test("logs are encrypted, are kept for so long, and go where else they are wanted", async () => {
  const logs = { retentionDays: 90, s3: { bucket: "theirs" }, firehose: "stream" };
  const { recording, cluster: built } = await made({ ...standard, logs });
  const group = recording.named("kafka-logs");
  assert.deepEqual(group.inputs, {
    name: "/aws/vendedlogs/msk/tributary-test",
    kmsKeyId: "arn:aws:kms:data",
    retentionInDays: 90,
    tags: { stack: "test" },
  });
  assert.deepEqual(cluster(recording).inputs["loggingInfo"].brokerLogs, {
    cloudwatchLogs: { enabled: true, logGroup: "/aws/vendedlogs/msk/tributary-test" },
    s3: { enabled: true, bucket: "theirs", prefix: "msk/tributary-test" },
    firehose: { enabled: true, deliveryStream: "stream" },
  });
  assert.ok(waitsFor(recording, cluster(recording)).includes("kafka-logs"));
  assert.deepEqual(
    built.logs.map(({ kind }) => kind),
    ["cloudwatch", "s3"],
  );
});

test("only given security groups come in, each at the ports of the logins that are used", async () => {
  const iam = { processor: standard.access["processor"]! };
  const clients = { nodes: "sg-1", bastion: "sg-2" };
  const { recording } = await made({
    ...standard,
    access: iam,
    clients,
    monitoring: { level: "DEFAULT", open: false },
  });
  const rules = recording.of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  assert.deepEqual(
    rules.map(({ name, inputs }) => [name, inputs["referencedSecurityGroupId"], inputs["fromPort"], inputs["toPort"]]),
    [
      ["kafka-ingress-bastion-iam", "sg-2", 9098, 9098],
      ["kafka-ingress-nodes-iam", "sg-1", 9098, 9098],
    ],
  );
  const { inputs } = recording.named("kafka-security-group");
  assert.ok(!("ingress" in inputs) && !("egress" in inputs));
});

test("in development nothing is protected", async () => {
  const { recording } = await made({ ...standard, protection: false });
  assert.deepEqual(
    recording.resources.filter(({ protect }) => protect).map(({ name }) => name),
    [],
  );
  assert.equal(recording.named("kafka-secret-ingest-1").inputs["recoveryWindowInDays"], 0);
  assert.equal(recording.named("kafka-authority").inputs["permanentDeletionTimeInDays"], 7);
});

test("in production what holds data is protected", async () => {
  const { recording } = await made(standard);
  assert.deepEqual(
    recording.resources
      .filter(({ protect }) => protect)
      .map(({ name }) => name)
      .sort(),
    ["kafka-authority", "kafka-cluster", "kafka-topic-counts", "kafka-topic-events"],
  );
});

test("everything that takes tags has them, nothing is open to the internet, and names fit", async () => {
  for (const args of [standard, express, serverless]) {
    const { resources } = (await made(args)).recording;
    assertTagged(resources, { stack: "test" });
    assertClosed(resources);
    assertNamesFit(resources);
  }
});

test("a preview knows what will be there, before anything is", async () => {
  for (const args of [standard, express, serverless]) {
    const { recording } = await made(args, { preview: true });
    const whole = (await made(args)).recording;
    assert.deepEqual(
      recording.resources.map(({ urn }) => urn),
      whole.resources.map(({ urn }) => urn),
      args.tier,
    );
  }
});

test("a transform is typed, changes its child and stays out of state", async () => {
  const { recording } = await made({ ...standard, transform: { cluster: { enhancedMonitoring: "DEFAULT" } } });
  assert.equal(cluster(recording).inputs["enhancedMonitoring"], "DEFAULT");
  assert.ok(!("transform" in recording.named("kafka").inputs));
});
