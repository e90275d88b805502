/** Brokers of somebody else, for pods: connections by Secrets, who may be reached, and who administers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as pulumi from "@pulumi/pulumi";
import { kafkaConnectionSchema } from "../../../app/src/connection.ts";
import { administerConfigSchema } from "../../../app/src/roles/administer/config.ts";
import type { TributaryError } from "../../../components/errors.ts";
import { ExistingPodsCluster, type ExistingPodsClusterArgs } from "../../../components/kafka/existing-pods.ts";
import { manifestOf } from "../../kubernetes/support/manifests.ts";
import { record } from "../../support/recording.ts";

const password = (name: string) => ({ active: { store: "kubernetes" as const, name, key: "password" } });
const scram = (username: string) => ({ mechanism: "scram-sha-512" as const, username, password: password(username) });
const args: ExistingPodsClusterArgs = {
  sizing: { nodes: 3 },
  topics: { events: { name: "login-events", partitions: 6, maxMessageBytes: 4096 } },
  access: {
    ingest: { auth: "scram", produce: ["login-events"] },
    processor: { auth: "mtls", consume: [{ topic: "login-events", group: "p" }] },
    reader: { auth: "oauth", consume: [{ topic: "login-events", group: "r" }] },
  },
  protection: false,
  tags: { stack: "test" },
  bootstrapServers: ["b-1:9094", "b-2:9094", "b-3:9095"],
  protocol: "SASL_SSL",
  tls: { ca: [{ store: "kubernetes", name: "kafka-ca", key: "ca.crt" }] },
  principals: {
    ingest: scram("team-ingest"),
    processor: { mechanism: "mtls", certificate: password("p"), key: password("p") },
    reader: {
      mechanism: "oauthbearer",
      tokenUrl: "https://login.example.com/token",
      clientId: "r",
      clientSecret: password("r"),
      scopes: [],
    },
  },
  admin: scram("team-admin"),
  users: { processor: "CN=processor" },
  networks: ["10.20.0.0/16"],
  administration: { mode: "none" },
  placement: { cloud: "kubernetes", zones: [] },
};
const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
async function made(change: Partial<ExistingPodsClusterArgs> = {}) {
  let cluster!: ExistingPodsCluster;
  const recording = await record(() => {
    cluster = new ExistingPodsCluster("kafka", { ...args, ...change });
  });
  return { recording, cluster };
}
const job = { mode: "job" as const, image: "example.invalid/app@sha256:0", imagePullSecrets: [], namespace: "team" };

test("a connection for each principal, with its own login, limits and groups", async () => {
  const { cluster } = await made();
  const ingest = kafkaConnectionSchema.parse(await value(cluster.connectionFor("ingest")));
  assert.deepEqual(
    [ingest.auth, ingest.tls, ingest.principal, ingest.limits.maxMessageBytes],
    [args.principals["ingest"], args.tls, "ingest", 4096],
  );
  assert.equal((await value(cluster.connectionFor("processor"))).groupPrefix, "p");
  assert.deepEqual(cluster.endpoints.internal?.auth, ["scram", "mtls", "oauth"]);
  assert.deepEqual([await value(cluster.clusterId), await value(cluster.kafkaVersion)], ["unknown", "unknown"]);
  for (const change of [() => cluster.connectionFor("nobody"), () => cluster.connectionFor("ingest", "external")])
    assert.throws(change, (error: TributaryError) => error.code === "TRB_SETTINGS_INVALID");
});

test("brokers are reached at their ports, in the networks that were named or anywhere; whoever issues tokens, too", async () => {
  const { cluster } = await made();
  assert.deepEqual(cluster.reachedBy("ingest"), { to: [{ ipBlock: { cidr: "10.20.0.0/16" } }], ports: [9094, 9095] });
  assert.deepEqual(cluster.reachedBy("reader").ports, [9094, 9095, 443]);
  assert.deepEqual((await made({ networks: [] })).cluster.reachedBy("ingest").to, []);
  const entra = {
    mechanism: "event-hubs-entra",
    tenantId: "example.com",
    clientId: "r",
    credential: { kind: "secret", clientSecret: password("r") },
  } as const;
  const { cluster: hubs } = await made({ principals: { ...args.principals, reader: entra } });
  assert.deepEqual(hubs.reachedBy("reader").ports, [9094, 9095, 443], "login.microsoftonline.com");
});

test("with nobody who administers nothing is made, and nothing is waited for", async () => {
  const { recording, cluster } = await made();
  assert.deepEqual(
    recording.resources.map(({ name }) => name),
    ["kafka"],
  );
  assert.deepEqual(cluster.ready, []);
});

test("a Job administers as kafka.admin, under the names that Kafka has; who depends on the cluster waits for it", async () => {
  const { recording, cluster } = await made({ administration: job });
  const { data } = manifestOf(recording.named("kafka-administration-config"));
  const told = administerConfigSchema.parse(JSON.parse(data["app.json"]));
  assert.deepEqual(
    [told.self, told.connection.auth, told.access.map(({ principal }) => principal)],
    ["User:team-admin", args.admin, ["User:team-ingest", "User:CN=processor", "User:reader"]],
  );
  assert.deepEqual(manifestOf(recording.named("kafka-administration-policy"))["spec"].egress, [
    {
      to: [{ ipBlock: { cidr: "10.20.0.0/16" } }],
      ports: [9094, 9095].map((port) => ({ protocol: "TCP", port })),
    },
  ]);
  assert.equal(cluster.ready.length, 1);
  assert.deepEqual(
    cluster.logs.map(({ component }) => component),
    ["administration"],
  );
});

test("rights of its own are given to an administrator whose name is known, and to no other", async () => {
  const mtls = { mechanism: "mtls" as const, certificate: password("a"), key: password("a") };
  const self = async (change: Partial<ExistingPodsClusterArgs>) => {
    const { recording } = await made({ administration: job, ...change });
    return JSON.parse(manifestOf(recording.named("kafka-administration-config")).data["app.json"]).self;
  };
  assert.equal(await self({ admin: mtls }), undefined);
  assert.equal(await self({ admin: mtls, users: { admin: "CN=admin" } }), "User:CN=admin");
});

test("@pulumi/kafka administers where Pulumi reaches the brokers", async () => {
  const { recording, cluster } = await made({ administration: { mode: "provider" } });
  assert.equal(recording.of("kafka:index/topic:Topic").length, 1);
  assert.ok(recording.named("kafka-administration-access-processor:topic-literal-read-login-events"));
  assert.equal(recording.of("kubernetes:batch/v1:Job").length, 0);
  assert.ok(cluster.ready.length > 5);
});

test("somebody who is to administer and has no identity is one sentence", async () => {
  await record(() => {
    assert.throws(
      () => new ExistingPodsCluster("kafka", { ...args, administration: job, admin: undefined }),
      (error: TributaryError) => /mode is job, which needs kafka\.admin/.test(error.message),
    );
  }).catch(() => undefined);
});
