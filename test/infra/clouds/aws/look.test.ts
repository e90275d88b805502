/** What is at AWS already and would be made anew, or refused halfway, is told before anything is declared. AWS' answers are played. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import type { TributaryError } from "../../../../components/errors.ts";
import type { AwsSettings } from "../../../../infra/clouds/aws/index.ts";
import { askCluster, lookAtMsk, type SeenCluster, shapeOf } from "../../../../infra/clouds/aws/look.ts";
import type { LastCluster } from "../../../../infra/clouds/last-up.ts";
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

/** What the stack told at its last `up`, as infra/outputs.ts writes it. */
const last = (change: Partial<LastCluster> = {}): LastCluster => ({
  backend: "msk",
  kafkaVersion: "4.1.x.kraft",
  topics: { events: { name: "login-events", partitions: 12 } },
  metrics: [{ kind: "cloudwatch", dimensions: { "Cluster Name": `tributary-${STACK}` } }],
  ...change,
});

async function problems(
  settings: AwsSettings,
  seen: SeenCluster | "none" | "unknown",
  { told, name = `tributary-${STACK}` }: { told?: LastCluster; name?: string } = {},
): Promise<Record<string, string>> {
  const asked: string[][] = [];
  try {
    await lookAtMsk(
      settings,
      STACK,
      async (...args) => {
        asked.push(args);
        return seen;
      },
      async () => told,
    );
    return {};
  } catch (thrown) {
    const { code, details } = thrown as TributaryError;
    assert.equal(code, "TRB_CLUSTER_UNFIT");
    return Object.fromEntries((details["problems"] as Problem[]).map(({ path, allowed }) => [path, allowed]));
  } finally {
    assert.deepEqual(asked, [["eu-central-1", name]]);
  }
}

test("nothing there, or what fits, is let through; disks that grow by themselves are larger than asked", async () => {
  assert.deepEqual(await problems(settingsWith(), "none"), {});
  assert.deepEqual(await problems(settingsWith(), "unknown"), {});
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
  const may = change({ replication: 2, allow: ["replace"] });
  const had = (deletable: boolean) => last({ topics: { events: { name: "login-events", partitions: 12, deletable } } });
  for (const told of [undefined, had(false)])
    assert.match(
      (await problems(may, seen, told === undefined ? {} : { told }))["kafka.topics.events.replication"]!,
      /^3, which it has, until an up has taken allow in by itself/,
    );
  assert.deepEqual(await problems(may, seen, { told: had(true) }), {});
  assert.deepEqual(await problems(settingsWith(all(24)), seen), {});
});

const sized = (partitions: number, spec: object = {}) =>
  settingsWith((raw) => {
    for (const topic of Object.values<any>(raw.kafka.topics)) topic.partitions = partitions;
    Object.assign(raw.kafka.topics.events, spec);
  });

test("where topics are not told, what the stack told at its last up counts; where they are, they count", async () => {
  const untold = { shape: shapeOf(cluster()), topics: undefined };
  for (const seen of [untold, "unknown"] as const)
    assert.deepEqual(await problems(sized(6), seen, { told: last() }), {
      "kafka.topics.events.partitions": "at least 12, which it has: partitions are never lowered",
    });
  assert.deepEqual(await problems(sized(12), untold, { told: last() }), {});
  assert.deepEqual(await problems(sized(6), untold, { told: last({ backend: "strimzi" }) }), {});
  const fewer = [{ name: "login-events", partitions: 6, replication: 3 }];
  assert.deepEqual(await problems(sized(6), { ...untold, topics: fewer }, { told: last() }), {});
  const older = settingsWith((raw) => (raw.kafka.version = "3.9.x.kraft"));
  assert.match((await problems(older, "unknown", { told: last() }))["kafka.version"]!, /^4\.1\.x\.kraft or newer/);
});

test("topics of a serverless cluster, which tells none: fewer partitions unless its Job may make it anew", async () => {
  const serverless = (change: (raw: any) => void = () => undefined) => {
    const raw = structuredClone(readStackFile("aws-msk-serverless-development")) as any;
    change(raw);
    return parseSettings(raw) as AwsSettings;
  };
  const [key, { name = key, partitions }] = Object.entries(serverless().kafka.topics)[0]!;
  const told = last({ kafkaVersion: "serverless", topics: { [key]: { name, partitions: partitions + 1 } } });
  const seen = { shape: shapeOf({ ClusterName: `tributary-${STACK}`, Serverless: {} }), topics: undefined };
  assert.match(
    (await problems(serverless(), seen, { told }))[`kafka.topics.${key}.partitions`]!,
    new RegExp(`^at least ${partitions + 1}, which it has, unless allow holds shrink or replace`),
  );
  const may = serverless(({ kafka }) => (kafka.topics[key].allow = ["shrink"]));
  assert.deepEqual(await problems(may, seen, { told }), {});
});

test("another name of a topic, which AWS would delete and make anew, unless its records may go", async () => {
  const seen = { shape: shapeOf(cluster()), topics };
  const renamed = (allow: string[]) =>
    settingsWith((raw) => {
      raw.kafka = JSON.parse(JSON.stringify(raw.kafka).replaceAll('"login-events"', '"logins"'));
      raw.kafka.topics.events.allow = allow;
    });
  assert.deepEqual(await problems(renamed([]), seen, { told: last() }), {
    "kafka.topics.events.name": "login-events, or another key for another topic: MSK renames none",
  });
  assert.deepEqual(await problems(renamed(["replace"]), seen, { told: last() }), {});
});

test("another name of the cluster, by which AWS knows none: the stack has one by the former", async () => {
  const renamed = settingsWith((raw) => (raw.kafka.name = "another"));
  const found = await problems(renamed, "none", { told: last(), name: "another" });
  assert.deepEqual(Object.keys(found), ["kafka.name"]);
  assert.match(found["kafka.name"]!, new RegExp(`^tributary-${STACK}, as it is; for another one a second cluster`));
  assert.deepEqual(await problems(renamed, "none", { name: "another" }), {});
});

test("ways in from outside only once the cluster is there, also when AWS does not say whether it is", async () => {
  const raw = readStackFile("aws-msk-multi-vpc-production");
  const settings = parseSettings(raw) as AwsSettings;
  const refused = await problems(settings, "none");
  assert.deepEqual(Object.keys(refused), ["kafka.reach.mode"]);
  assert.match(
    refused["kafka.reach.mode"]!,
    /^private, as there is no cluster tributary-aws-msk-production yet: .* two steps: an up without kafka\.reach, which makes it, then one with kafka\.reach and created: true/,
  );
  assert.match((await problems(settings, "unknown"))["kafka.reach.mode"]!, /^private, as AWS did not say whether/);
  const told = last({ kafkaVersion: "3.7.x.kraft", topics: {} });
  assert.deepEqual(await problems(settings, "unknown", { told }), {});
  assert.ok(!("kafka.reach.mode" in (await problems(settings, { shape: shapeOf(cluster()), topics: [] }))));
});

test("AWS that knows no cluster of the name is told from AWS that does not answer", async () => {
  const answers = async (script: string) => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-aws-"));
    writeFileSync(join(folder, "aws"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const before = process.env["PATH"];
    process.env["PATH"] = `${folder}${delimiter}${before}`;
    try {
      return await askCluster("eu-central-1", "it");
    } finally {
      process.env["PATH"] = before;
      rmSync(folder, { recursive: true });
    }
  };
  assert.equal(await answers(`echo '{"ClusterInfoList":[{"ClusterName":"it-too"}]}'`), "none");
  assert.equal(await answers("echo AccessDeniedException >&2; exit 254"), "unknown");
  const there = `{"ClusterInfoList":[{"ClusterName":"it","ClusterArn":"arn","Serverless":{}}]}`;
  const topicsFail = `case "$2" in list-clusters-v2) echo '${there}';; *) echo "Invalid choice" >&2; exit 252;; esac`;
  assert.deepEqual(await answers(topicsFail), { shape: { name: "it", tier: "serverless" }, topics: undefined });
});
