/** The Job that administers: what it is told, whom it reaches, when it is another one, and that nobody's data goes with it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection } from "../../../../app/src/connection.ts";
import { administerConfigSchema } from "../../../../app/src/roles/administer/config.ts";
import { administrationDocument, type WantedOfCluster } from "../../../../components/kafka/administration/document.ts";
import {
  ClusterAdministration,
  type ClusterAdministrationArgs,
} from "../../../../components/kafka/administration/job.ts";
import { manifestOf } from "../../../kubernetes/support/manifests.ts";
import { type Recording, record } from "../../../support/recording.ts";

const secret = (name: string) => ({ store: "kubernetes" as const, name, key: "password" });
const connection: KafkaConnection = {
  version: 1,
  bootstrapServers: ["broker:9094"],
  protocol: "SASL_SSL",
  auth: { mechanism: "scram-sha-512", username: "admin", password: { active: secret("kafka-admin") } },
  tls: { ca: [{ store: "kubernetes", name: "kafka-ca", key: "ca.crt" }] },
  limits: { maxMessageBytes: 1_048_576, compression: ["none"] },
  principal: "admin",
  groupPrefix: "",
};
const wanted: WantedOfCluster = {
  self: "User:admin",
  nodes: 3,
  topics: { events: { name: "login-events", partitions: 6 } },
  access: {
    ingest: { auth: "scram", produce: ["login-events"], quota: { produceBytesPerSecond: 1000 } },
    gone: { auth: "scram" },
  },
  userOf: (principal) => `team-${principal}`,
};
const users = [{ user: "team-ingest", mechanism: "scram-sha-512" as const, password: secret("ingest"), rotation: 2 }];
const document = { ...administrationDocument(wanted), users };
const args: ClusterAdministrationArgs = {
  connection,
  reached: { to: [{ ipBlock: { cidr: "10.0.0.0/8" } }], ports: [9094] },
  document,
  image: "example.invalid/app@sha256:0",
  imagePullSecrets: ["pull"],
  namespace: "platform",
  tags: { stack: "test" },
};
const made = (change: Partial<ClusterAdministrationArgs> = {}): Promise<Recording> =>
  record(() => void new ClusterAdministration("kafka-administration", { ...args, ...change }));
const job = (recording: Recording) => manifestOf(recording.named("kafka-administration-job"));
const told = (recording: Recording) =>
  administerConfigSchema.parse(JSON.parse(manifestOf(recording.named("kafka-administration-config")).data["app.json"]));

test("it is told all that there shall be, in the application's own words, and no secret's value", async () => {
  const { self, topics, access, quotas, users: found, connection: login } = told(await made());
  assert.deepEqual([self, login], ["User:admin", connection]);
  assert.deepEqual(
    topics.map(({ topic, partitions, replication, config }) => [
      topic,
      partitions,
      replication,
      config["min.insync.replicas"],
    ]),
    [["login-events", 6, 3, "2"]],
  );
  assert.deepEqual(access, [
    {
      principal: "User:team-ingest",
      rules: [{ resource: "topic", name: "login-events", pattern: "literal", operations: ["describe", "write"] }],
    },
    { principal: "User:team-gone", rules: [] },
  ]);
  assert.deepEqual(quotas, [{ user: "team-ingest", produceBytesPerSecond: 1000 }]);
  assert.deepEqual(found, users);
});

test("its pod has the Secrets that it refers to and no right on its node or in the cluster", async () => {
  const recording = await made();
  const { spec } = job(recording)["spec"].template;
  assert.deepEqual(
    spec.volumes.flatMap(({ secret: of }: any) => of?.secretName ?? []),
    ["ingest", "kafka-admin", "kafka-ca"],
  );
  assert.deepEqual(
    [spec.automountServiceAccountToken, spec.restartPolicy, spec.containers[0].args, spec.securityContext.runAsNonRoot],
    [false, "Never", ["administer"], true],
  );
  assert.equal(manifestOf(recording.named("kafka-administration-account"))["automountServiceAccountToken"], false);
});

test("it reaches the brokers alone; who issues tokens, and who knows identities of a cloud, when it must", async () => {
  const egress = async (change: Partial<ClusterAdministrationArgs>) =>
    manifestOf((await made(change)).named("kafka-administration-policy"))["spec"].egress;
  const brokers = { to: args.reached.to, ports: [{ protocol: "TCP", port: 9094 }] };
  assert.deepEqual(await egress({}), [brokers]);
  const auth = {
    mechanism: "oauthbearer" as const,
    tokenUrl: "https://login.example.com/token",
    clientId: "admin",
    clientSecret: { active: secret("admin") },
    scopes: [],
  };
  assert.deepEqual(await egress({ connection: { ...connection, auth } }), [
    brokers,
    { ports: [{ protocol: "TCP", port: 443 }] },
  ]);
  const agent = { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [80] };
  const identity = { grant: () => [], reached: agent };
  assert.deepEqual(await egress({ identity }), [brokers, { to: agent.to, ports: [{ protocol: "TCP", port: 80 }] }]);
});

test("the same is the same Job, and anything else another one", async () => {
  const { name } = job(await made()).metadata;
  assert.equal(job(await made()).metadata.name, name);
  const changes: Partial<ClusterAdministrationArgs>[] = [
    { image: "example.invalid/app@sha256:1" },
    { document: { ...document, topics: [{ ...document.topics![0]!, partitions: 7 }] } },
    { document: { ...document, quotas: [] } },
    { document: { ...document, users: [{ ...users[0]!, rotation: 3 }] } },
    { connection: { ...connection, bootstrapServers: ["other:9094"] } },
  ];
  const names = new Set([name]);
  for (const change of changes) names.add(job(await made(change)).metadata.name);
  assert.equal(names.size, 6);
  assert.ok(name.length <= 63);
});

test("trying again helps against a login that is not known yet, and not against what is wrong", async () => {
  const [refused, drained] = job(await made())["spec"].podFailurePolicy.rules;
  assert.deepEqual([refused.action, refused.onExitCodes.values], ["FailJob", [2, 5, 7]]);
  assert.equal(drained.action, "Ignore");
});

test("an identity of a cloud is granted to its service account before it starts", async () => {
  const asked: unknown[] = [];
  const recording = await record(() => {
    class Association extends pulumi.CustomResource {
      constructor(name: string) {
        super("test:index:Association", name, {});
      }
    }
    const identity = {
      reached: { to: [], ports: [80] },
      grant: (principal: string, { name }: { name: string }) => {
        asked.push([principal, name]);
        return [new Association("association")];
      },
    };
    new ClusterAdministration("kafka-administration", { ...args, identity, principal: "operator" });
  });
  assert.deepEqual(asked, [["operator", "kafka-administration"]]);
  const needs = recording.named("kafka-administration-job").dependencies.map((urn) => urn.split("::").at(-1));
  for (const name of ["association", "kafka-administration-config", "kafka-administration-policy"])
    assert.ok(needs.includes(name), name);
});

test("in a preview the Job is shown although the connection is not known yet", async () => {
  const { resources } = await record(
    () => void new ClusterAdministration("kafka-administration", { ...args, connection: unknown() }),
    { preview: true },
  );
  assert.deepEqual(
    resources.flatMap(({ name }) => (name.startsWith("kafka-administration-") ? name.split("-").at(-1) : [])).sort(),
    ["account", "config", "job", "policy"],
  );
});

function unknown(): pulumi.Output<KafkaConnection> {
  class Cluster extends pulumi.CustomResource {
    declare readonly connection: pulumi.Output<KafkaConnection>;
    constructor() {
      super("test:index:Cluster", "cluster-to-come", { connection: undefined });
    }
  }
  return new Cluster().connection;
}
