/**
 * @pulumi/kafka on real brokers with TLS and SCRAM, by Pulumi's own engine: topic, right, quota and user; nothing on a second up; partitions
 * grown and not taken away; what outlives the stack. Skipped by name where the engine or the plugin is not on PATH.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Provider } from "@pulumi/kafka/provider.js";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import {
  KafkaProviderAdministration,
  type KafkaProviderAdministrationArgs,
} from "../../components/kafka/administration/provider.ts";
import { providerArgs } from "../../components/kafka/administration/provider-args.ts";
import { KafkaAdmin } from "../../components/local/kafka/admin.ts";
import { findOnPath } from "../../infra/find-on-path.ts";
import { Platform } from "../support/platform.ts";

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
  let stack: Stack;
  let oracle: KafkaAdmin;

  before(
    async () => {
      await owner.up();
      const sasl = { mechanism: "SCRAM-SHA-512" as const, username: "operator", password: owner.password("operator") };
      const times = { connectTimeout: 3_000, timeout: 15_000, retries: 4, retryDelay: 250 };
      const clientOptions = { clientId: "oracle", bootstrapBrokers: owner.bootstrap, tls: { ca: owner.ca }, sasl };
      oracle = new KafkaAdmin({ ...clientOptions, ...times });
      stack = await LocalWorkspace.createOrSelectStack(
        { stackName: "dev", projectName: "tributary-kafka", program: async () => program() },
        {
          workDir: home,
          envVars: { PULUMI_BACKEND_URL: `file://${home}`, PULUMI_CONFIG_PASSPHRASE: "test", PULUMI_HOME: home },
        },
      );
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

  function program(): void {
    const login = providerArgs({
      bootstrapServers: owner.bootstrap,
      protocol: "SASL_SSL",
      auth: { mechanism: "scram-sha-512", username: "operator", password: { active: { store: "env", name: "X" } } },
      secrets: { password: owner.password("operator"), caCert: owner.ca },
      kafkaVersion: "3.9.0",
    });
    const kafka = new Provider("kafka", login);
    new KafkaProviderAdministration("administration", wanted, { providers: { kafka } });
  }
  async function up(): Promise<Record<string, number | undefined>> {
    const { summary } = await stack.up();
    return { ...summary.resourceChanges };
  }

  test("topic, rights, quota and user are made", async () => {
    const changes = await up();
    assert.ok((changes["create"] ?? 0) >= 9, JSON.stringify(changes));
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
    const changes = await up();
    assert.deepEqual(Object.keys(changes), ["same"], JSON.stringify(changes));
    const state = JSON.stringify(await stack.exportStack());
    for (const secret of [PASSWORD, owner.password("operator")]) assert.ok(!state.includes(secret));
  });

  test("partitions are raised in place, and nothing else changes", async () => {
    wanted.topics["events"]!.partitions = 6;
    const changes = await up();
    assert.deepEqual([changes["update"], changes["create"], changes["replace"]], [1, undefined, undefined]);
    assert.equal((await oracle.topic("team-events"))?.partitions, 6);
  });

  test("fewer partitions are refused before the topic is touched", async () => {
    wanted.topics["events"]!.partitions = 2;
    await assert.rejects(up(), /Topic team-events has 6 partitions and the settings ask for 2/);
    assert.equal((await oracle.topic("team-events"))?.partitions, 6);
    wanted.topics["events"]!.partitions = 6;
  });

  test("when the stack goes topic and user stay, and rights and quota go", async () => {
    await stack.destroy();
    assert.equal((await oracle.topic("team-events"))?.partitions, 6);
    assert.deepEqual(await oracle.acls("User:carol"), [[]]);
    assert.deepEqual(await oracle.quotas("carol"), [{}]);
    assert.deepEqual(await oracle.scram("carol", "scram-sha-512"), [4097]);
  });
});
