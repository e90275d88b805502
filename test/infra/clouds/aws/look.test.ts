/** What is at AWS already and would be made anew, or refused halfway, is told before anything is declared. AWS' answers are played. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TributaryError } from "../../../../components/errors.ts";
import type { AwsSettings } from "../../../../infra/clouds/aws/index.ts";
import { lookAtMsk, type SeenCluster, shapeOf } from "../../../../infra/clouds/aws/look.ts";
import type { Problem } from "../../../../infra/settings/problem.ts";
import { parseSettings } from "../../../../infra/settings.ts";
import { readStackFile } from "../../../../infra/stack-file.ts";

const STACK = "aws-msk-production";

function settingsWith(change: (raw: any) => void = () => undefined): AwsSettings {
  const raw = structuredClone(readStackFile(STACK)) as any;
  change(raw);
  return parseSettings(raw) as AwsSettings;
}

/** As `aws kafka list-clusters-v2` writes it. */
const cluster = (change: (provisioned: any) => void = () => undefined) => {
  const Provisioned = {
    BrokerNodeGroupInfo: {
      ClientSubnets: ["subnet-1", "subnet-2", "subnet-3"],
      InstanceType: "kafka.m7g.xlarge",
      StorageInfo: { EbsStorageInfo: { VolumeSize: 900 } },
    },
    CurrentBrokerSoftwareInfo: { KafkaVersion: "4.1.x.kraft" },
    NumberOfBrokerNodes: 3,
  };
  change(Provisioned);
  return { ClusterName: `tributary-${STACK}`, Provisioned };
};
const topics = [
  { name: "login-events", partitions: 12, replication: 3 },
  { name: "somebody-elses", partitions: 1, replication: 2 },
];

async function problems(settings: AwsSettings, seen: SeenCluster | undefined): Promise<Record<string, string>> {
  const asked: string[][] = [];
  try {
    await lookAtMsk(settings, STACK, async (...args) => {
      asked.push(args);
      return seen;
    });
    return {};
  } catch (thrown) {
    const { code, details } = thrown as TributaryError;
    assert.equal(code, "TRB_CLUSTER_UNFIT");
    return Object.fromEntries((details["problems"] as Problem[]).map(({ path, allowed }) => [path, allowed]));
  } finally {
    assert.deepEqual(asked, [["eu-central-1", `tributary-${STACK}`]]);
  }
}

test("nothing there, or what fits, is let through; disks that grow by themselves are larger than asked", async () => {
  assert.deepEqual(await problems(settingsWith(), undefined), {});
  assert.deepEqual(await problems(settingsWith(), { shape: shapeOf(cluster()), topics }), {});
  assert.deepEqual(await problems(settingsWith(), { shape: shapeOf(cluster()), topics: undefined }), {});
});

test("a Kafka that AWS has raised by itself: the older one of the settings would be a new cluster", async () => {
  const seen = { shape: shapeOf(cluster()), topics };
  const found = await problems(
    settingsWith((raw) => (raw.kafka.version = "3.9.x.kraft")),
    seen,
  );
  assert.deepEqual(Object.keys(found), ["kafka.version"]);
  assert.match(found["kafka.version"]!, /^4\.1\.x\.kraft or newer: an older one would make the cluster anew/);
});

test("fewer brokers, smaller disks, another tier", async () => {
  const more = shapeOf(cluster((provisioned) => (provisioned.NumberOfBrokerNodes = 6)));
  assert.deepEqual(Object.keys(await problems(settingsWith(), { shape: more, topics })), ["kafka.nodes"]);
  const fixed = settingsWith((raw) => (raw.kafka.storage = { sizeGi: 500 }));
  assert.match(
    (await problems(fixed, { shape: shapeOf(cluster()), topics }))["kafka.storage.sizeGi"]!,
    /at least 900: disks never shrink/,
  );
  const express = shapeOf(
    cluster((provisioned) => (provisioned.BrokerNodeGroupInfo.InstanceType = "express.m7g.large")),
  );
  assert.ok("kafka.tier" in (await problems(settingsWith(), { shape: express, topics })));
  assert.deepEqual(shapeOf({ ClusterName: "it", Serverless: {} }), { name: "it", tier: "serverless" });
});

test("fewer partitions, and other copies, of a topic that is there", async () => {
  const seen = { shape: shapeOf(cluster()), topics };
  const change = (spec: object) => settingsWith((raw) => Object.assign(raw.kafka.topics.events, spec));
  const all = (partitions: number) => (raw: any) => {
    for (const topic of Object.values<any>(raw.kafka.topics)) topic.partitions = partitions;
  };
  assert.match(
    (await problems(settingsWith(all(6)), seen))["kafka.topics.events.partitions"]!,
    /at least 12, which it has: partitions are never lowered/,
  );
  assert.match(
    (await problems(change({ replication: 2 }), seen))["kafka.topics.events.replication"]!,
    /^3, which it has, unless allow holds replace/,
  );
  assert.deepEqual(await problems(change({ replication: 2, allow: ["replace"] }), seen), {});
  assert.deepEqual(await problems(settingsWith(all(24)), seen), {});
});
