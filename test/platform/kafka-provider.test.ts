/**
 * @pulumi/kafka on real brokers with TLS and SCRAM, by Pulumi's own engine: topic, right, quota and user; nothing on a second up; partitions
 * grown and not taken away; what outlives the stack. Skipped by name where the engine or the plugin is not on PATH.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { KafkaProviderAdministrationArgs } from "../../components/kafka/administration/provider.ts";
import { KafkaAdmin } from "../../components/local/kafka/admin.ts";
import { findOnPath } from "../../infra/find-on-path.ts";
import type { KafkaProviderRun } from "../support/kafka-provider-stack.ts";
import { Platform, run } from "../support/platform.ts";

const absent = ["pulumi", "pulumi-resource-kafka"].filter((name) => findOnPath(name) === undefined);
const skip = absent.length > 0 ? `${absent.join(", ")}: not on PATH` : false;
const PASSWORD = "carol-has-a-password";

describe("@pulumi/kafka on the local stack's brokers", { skip, timeout: 600_000 }, () => {
  const owner = new Platform({
    stack: "administered",
    basePort: 23400,
    ingest: false,
    processors: 0,
    access: { operator: { admin: ["topics", "access", "cluster"] } },
  });
  const home = mkdtempSync(join(tmpdir(), "tributary-kafka-provider-"));
  const wanted: KafkaProviderAdministrationArgs = {
    nodes: 1,
    topics: { events: { name: "team-events", partitions: 3, retention: "1d" } },
    access: {
      carol: {
        auth: "scram",
        produce: ["team-*"],
        consume: [{ topic: "team-events", group: "carol" }],
        quota: { produceBytesPerSecond: 1_000_000 },
      },
    },
    users: { carol: { mechanism: "scram-sha-512", password: PASSWORD, rotation: 1 } },
    protection: false,
  };
  let oracle: KafkaAdmin;

  before(
    async () => {
      await owner.up();
      const sasl = { mechanism: "SCRAM-SHA-512" as const, username: "operator", password: owner.password("operator") };
      const times = { connectTimeout: 3_000, timeout: 15_000, retries: 4, retryDelay: 250 };
      const clientOptions = { clientId: "oracle", bootstrapBrokers: owner.bootstrap, tls: { ca: owner.ca }, sasl };
      oracle = new KafkaAdmin({ ...clientOptions, ...times });
    },
    { timeout: 300_000 },
  );
  after(
    async () => {
      await oracle?.close();
      await owner.dispose();
      rmSync(home, { recursive: true, force: true });
    },
    { timeout: 120_000 },
  );

  /** What is done to resources of Kafka, such as "update kafka:index/topic:Topic". @throws Error what the engine said */
  async function pulumi(command: KafkaProviderRun["command"]): Promise<string[]> {
    const told: KafkaProviderRun = {
      command,
      home,
      login: {
        bootstrapServers: owner.bootstrap,
        protocol: "SASL_SSL",
        auth: { mechanism: "scram-sha-512", username: "operator", password: { active: { store: "env", name: "X" } } },
        secrets: { password: owner.password("operator"), caCert: owner.ca },
        kafkaVersion: "3.9.0",
      },
      wanted,
    };
    const words = ["test/support/kafka-provider-stack.ts"];
    const { code, stdout, stderr } = await run(process.execPath, words, {}, JSON.stringify(told));
    if (code !== 0) throw new Error(stderr + stdout);
    return JSON.parse(stdout) as string[];
  }
  const up = () => pulumi("up");

  test("topic, rights, quota and user are made", async () => {
    const made = { acl: 6, quota: 1, topic: 1, userScramCredential: 1 };
    const types = Object.entries(made).flatMap(([type, count]) => Array<string>(count).fill(type));
    assert.deepEqual(
      await up(),
      types.map((type) => `create kafka:index/${type}:${type.charAt(0).toUpperCase()}${type.slice(1)}`),
    );
    assert.equal((await oracle.topic("team-events"))?.partitions, 3);
    assert.equal((await oracle.topicConfig("team-events"))["retention.ms"], "86400000");
    const rights = (await oracle.acls("User:carol"))[0]!.map(
      ({ resource, pattern, name, operation }) => `${resource} ${pattern} ${name} ${operation}`,
    );
    assert.deepEqual(rights.sort(), [
      "group literal carol describe",
      "group literal carol read",
      "topic literal team-events describe",
      "topic literal team-events read",
      "topic prefixed team- describe",
      "topic prefixed team- write",
    ]);
    assert.deepEqual(await oracle.quotas("carol"), [{ producer_byte_rate: 1_000_000 }]);
    assert.deepEqual(await oracle.scram("carol", "scram-sha-512"), [4097]);
  });

  test("a second up changes nothing, and no password stands plain in state", async () => {
    assert.deepEqual(await up(), []);
    const state = readFileSync(join(home, ".pulumi/stacks/tributary-kafka/dev.json"), "utf8");
    assert.match(state, /team-events/);
    for (const secret of [PASSWORD, owner.password("operator")]) assert.ok(!state.includes(secret));
  });

  test("partitions are raised in place, and nothing else changes", async () => {
    wanted.topics["events"]!.partitions = 6;
    assert.deepEqual(await up(), ["update kafka:index/topic:Topic"]);
    assert.equal((await oracle.topic("team-events"))?.partitions, 6);
  });

  test("fewer partitions are refused before the topic is touched", async () => {
    wanted.topics["events"]!.partitions = 2;
    await assert.rejects(up(), /Topic team-events has 6 partitions and the settings ask for 2/);
    assert.equal((await oracle.topic("team-events"))?.partitions, 6);
    wanted.topics["events"]!.partitions = 6;
  });

  test("when the stack goes topic and user stay, and rights and quota go", async () => {
    await pulumi("destroy");
    assert.equal((await oracle.topic("team-events"))?.partitions, 6);
    assert.deepEqual(await oracle.acls("User:carol"), [[]]);
    assert.deepEqual(await oracle.quotas("carol"), [{}]);
    assert.deepEqual(await oracle.scram("carol", "scram-sha-512"), [4097]);
  });
});
