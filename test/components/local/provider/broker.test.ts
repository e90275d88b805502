/** One real broker, made by the provider: what is made, who may do what, what is refused, and what survives. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { settled } from "../../../../components/local/handlers/settle.ts";
import { KafkaAdmin } from "../../../../components/local/kafka/admin.ts";
import { withAdmin } from "../../../../components/local/kafka/admin-pool.ts";
import { clientOptions as adminOptions } from "../../../../components/local/kafka/client-options.ts";
import { Access, Check, Cluster, Quota, Topic, User } from "../../../../components/local/resources.ts";
import { stopEverything } from "../../../../components/local/supervisor/client.ts";
import { clientOptions, type Made, nodePorts, ProviderStack, passwordOf, send, textOf } from "./stack.ts";

const stack = new ProviderStack("provider-broker");
const { folder } = stack;
const nodes = nodePorts(21200);
let authority: Made;
let broker: Made;
let cluster: Made;
let events: Made;
let ingest: Made;

const admin = <T>(work: (client: KafkaAdmin) => Promise<T>): Promise<T> =>
  withAdmin(cluster.outs["admin"], folder, work);
const as = (user: string, password: string, tls = true) =>
  clientOptions(folder, ["127.0.0.1:21200"], { user, password, tls });
const ingestPassword = () => passwordOf(folder, ingest.outs["password"]);

before(
  async () => {
    authority = await stack.authority();
    [broker] = (await stack.brokers(authority, nodes)) as [Made];
    cluster = await stack.cluster(authority, nodes);
    [events, ingest] = await Promise.all([
      stack.create(
        Topic,
        "events",
        stack.topic(cluster, "events", { config: { "retention.ms": "3600000", "max.message.bytes": "2000000" } }),
      ),
      stack.create(User, "ingest", {
        admin: cluster.outs["admin"],
        user: "ingest",
        mechanism: "scram-sha-512",
        rotation: 1,
      }),
    ]);
  },
  { timeout: 120_000 },
);
after(() => stack.dispose(), { timeout: 60_000 });

test("the cluster tells its id, the version that runs and its two ways in", () => {
  const { clusterId, kafkaVersion, bootstrapServers, replicationServers } = cluster.outs;
  assert.deepEqual([clusterId, kafkaVersion], ["dHJpYnV0YXJ5LXRlc3QtMQ", "4.4.0"]);
  assert.deepEqual([bootstrapServers, replicationServers], [["127.0.0.1:21200"], ["127.0.0.1:21203"]]);
});

test("nothing is to be done to what was just made, and a refresh finds it as it is", async () => {
  for (const made of [authority, broker, cluster, events, ingest]) {
    assert.deepEqual(await stack.diff(made), {
      changes: false,
      changed: [],
      replaces: [],
      deleteBeforeReplace: (await stack.diff(made)).deleteBeforeReplace,
    });
    assert.deepEqual(await stack.read(made), made.outs);
  }
});

test("only who has the right password, TLS and the right may write", async () => {
  assert.match(
    textOf(await send(as("ingest", ingestPassword()), "events", ["x"])),
    /auth/i,
    "without any rule everything is denied",
  );
  const rules = [{ resource: "topic", name: "events", pattern: "literal", operations: ["write", "describe"] }];
  const access = await stack.create(Access, "ingest", { admin: cluster.outs["admin"], principal: "ingest", rules });
  assert.equal(textOf(await send(as("ingest", ingestPassword()), "events", ["x"])), "");
  assert.match(textOf(await send(as("ingest", "wrong"), "events", ["x"])), /authentication/i);
  assert.ok(
    await send(as("ingest", ingestPassword(), false), "events", ["x"]),
    "a connection without TLS was accepted",
  );

  const wider = await stack.update(access, {
    rules: [...rules, { resource: "group", name: "g-", pattern: "prefixed", operations: ["read"] }],
  });
  assert.equal((await admin((client) => client.acls("User:ingest")))[0]?.length, 3);
  await admin((client) =>
    client.addAcls("User:ingest", [
      { resource: "topic", name: "other", pattern: "literal", operation: "read", host: "*", permission: "allow" },
    ]),
  );
  const found = await stack.read(wider);
  assert.equal(found?.["rules"].length, 3, "a refresh tells of a right that somebody added");
  const narrow = await stack.update({ ...wider, outs: found! }, { rules });
  assert.equal(
    (await admin((client) => client.acls("User:ingest")))[0]?.length,
    2,
    "exactly the rules of the settings are there",
  );
  assert.deepEqual(await stack.read(narrow), narrow.outs);
});

test("the replication listener wants a certificate of the stack's authority", async () => {
  const { tls } = adminOptions(cluster.outs["admin"], folder);
  const without = new KafkaAdmin({
    ...adminOptions(cluster.outs["admin"], folder),
    tls: { ca: tls?.ca },
    retries: 0,
    timeout: 3_000,
  });
  await assert.rejects(without.cluster(), { code: "TRB_KAFKA" });
  await without.close();
});

test("a topic grows and is configured in place; keys that go are back at their default", async () => {
  const changed = { partitions: 4, config: { "retention.ms": "7200000" } };
  assert.deepEqual((await stack.diff(events, changed)).changed, ["partitions", "config"]);
  const [grown] = await Promise.all([
    stack.update(events, changed),
    // At the same time: the library would join these two into one.
    stack.create(Topic, "side", stack.topic(cluster, "side")).then((side) => stack.update(side, { partitions: 5 })),
  ]);
  events = grown;
  assert.deepEqual(await admin((client) => client.topicConfig("events")), { "retention.ms": "7200000" });
  assert.equal((await admin((client) => client.topic("events")))?.partitions, 4);
  assert.equal((await admin((client) => client.topic("side")))?.partitions, 5);
  await admin((client) => client.alterTopicConfig("events", { "retention.ms": "1" }));
  // The controller answers before the broker knows.
  await settled("What was changed by hand", async () => {
    const found = await stack.read(events);
    return found?.["config"]["retention.ms"] === "1";
  });
  await stack.update(events, {});
  assert.equal((await admin((client) => client.topicConfig("events")))["retention.ms"], "7200000");
});

test("what would lose records is refused, and done when allowed", async () => {
  await assert.rejects(stack.diff(events, { partitions: 1 }), {
    code: "TRB_DATA_PROTECTED",
    message: /has 4 partitions and the settings ask for 1/,
  });
  await assert.rejects(stack.update(events, { partitions: 1 }), { code: "TRB_DATA_PROTECTED" });
  await assert.rejects(stack.update(events, { replication: 2 }), { code: "TRB_DATA_PROTECTED" });
  await assert.rejects(stack.remove(events), { code: "TRB_DATA_PROTECTED", message: /holds records/ });
  const allowed = await stack.create(Topic, "gone", stack.topic(cluster, "gone", { allow: ["shrink", "delete"] }));
  await stack.create(Access, "gone", {
    admin: cluster.outs["admin"],
    principal: "ingest",
    rules: [
      { resource: "topic", name: "events", pattern: "literal", operations: ["write", "describe"] },
      { resource: "topic", name: "gone", pattern: "literal", operations: ["write", "describe"] },
    ],
  });
  assert.equal(textOf(await send(as("ingest", ingestPassword()), "gone", ["x"])), "");
  const shrunk = await stack.update(allowed, { partitions: 1 });
  assert.equal((await admin((client) => client.topic("gone")))?.partitions, 1);
  await stack.remove(shrunk);
  assert.equal(await admin((client) => client.topic("gone")), undefined);
  assert.equal(await stack.read(shrunk), undefined);
  await stack.remove(shrunk);
});

test("a new generation of a password ends the former one", async () => {
  const reader = await stack.create(User, "reader", {
    admin: cluster.outs["admin"],
    user: "reader",
    mechanism: "scram-sha-512",
    rotation: 1,
  });
  const former = passwordOf(folder, reader.outs["password"]);
  const rotated = await stack.update(reader, { rotation: 2 });
  assert.equal(rotated.outs["password"].active.name, "secrets/users/reader.2.password");
  assert.equal(rotated.outs["password"].retiring, undefined);
  assert.match(textOf(await send(as("reader", former), "events", ["x"])), /authentication/i);
  assert.doesNotMatch(
    textOf(await send(as("reader", passwordOf(folder, rotated.outs["password"])), "events", ["x"])),
    /authentication/i,
  );
  rmSync(folder.path(rotated.outs["password"].active.name));
  assert.deepEqual((await stack.diff(rotated)).changed, ["password"], "a lost file is made anew by the next up");
  const last = passwordOf(folder, (await stack.update(rotated, { rotation: 3 })).outs["password"]);
  const gone = { ...rotated, outs: { ...rotated.outs, rotation: 3 } };
  await stack.remove(gone);
  assert.equal(await stack.read(gone), undefined);
  assert.match(textOf(await send(as("reader", last), "events", ["x"])), /authentication/i);
  await stack.remove(gone);
});

test("quotas are set, changed and lifted", async () => {
  const quota = await stack.create(Quota, "ingest", {
    admin: cluster.outs["admin"],
    user: "ingest",
    produceBytesPerSecond: 1e6,
    requestPercent: 50,
  });
  assert.deepEqual(await admin((client) => client.quotas("ingest")), [
    {
      producer_byte_rate: 1e6,
      request_percentage: 50,
    },
  ]);
  const { requestPercent: _, ...rest } = quota.outs;
  const changed = await stack.provider.update!(quota.id, quota.urn, quota.outs, rest);
  assert.deepEqual(await admin((client) => client.quotas("ingest")), [{ producer_byte_rate: 1e6 }]);
  assert.deepEqual(await stack.read({ ...quota, outs: changed.outs }), changed.outs);
  await stack.remove(quota);
  assert.deepEqual(await admin((client) => client.quotas("ingest")), [{}]);
});

test("a look at a cluster tells what is missing", async () => {
  const inputs = { connection: cluster.outs["admin"], topics: [{ topic: "events", partitions: 2 }] };
  const found = await stack.create(Check, "look", inputs);
  assert.deepEqual([found.outs["clusterId"], found.outs["kafkaVersion"]], [cluster.outs["clusterId"], "4.4"]);
  assert.equal((await stack.diff(found)).changes, false);
  const missing = {
    ...inputs,
    topics: [
      { topic: "nowhere", partitions: 1 },
      { topic: "events", partitions: 99 },
    ],
  };
  await assert.rejects(stack.create(Check, "look", missing), {
    code: "TRB_KAFKA",
    message: /nowhere is not there.*events has 4 partitions and 99/,
  });
  const oauth = { mechanism: "aws-iam", region: "eu-west-1" };
  await assert.rejects(stack.create(Check, "look", { ...inputs, connection: { ...inputs.connection, auth: oauth } }), {
    code: "TRB_CAPABILITY_MISSING",
  });
});

test("a changed configuration restarts the node in place, and what was written is still there", async () => {
  const before = await stack.pidOf("kafka-1");
  broker = await stack.update(broker, { config: { "log.retention.check.interval.ms": "600000" } });
  assert.notEqual(await stack.pidOf("kafka-1"), before);
  assert.equal((await stack.diff(cluster)).changes, false, "the update waited until the node was back");
  assert.ok((await admin((client) => client.records("events", 4))) > 0n);
});

test("what was acknowledged survives SIGKILL of the only broker, which comes back by itself", async () => {
  const before = await admin((client) => client.records("events", 4));
  assert.equal(
    textOf(
      await send(
        as("ingest", ingestPassword()),
        "events",
        Array.from({ length: 500 }, (_, index) => `r-${index}`),
      ),
    ),
    "",
  );
  process.kill((await stack.pidOf("kafka-1"))!, "SIGKILL");
  assert.notEqual(await stack.read(broker), undefined, "the supervisor has it and starts it again");
  await stack.update(cluster, {});
  assert.equal(await admin((client) => client.records("events", 4)), before + 500n);
});

test("when all processes are gone the next up starts them again, with data, users and rights", async () => {
  await stopEverything(folder);
  assert.equal(await stack.read(broker), undefined, "a refresh says that the broker is gone");
  assert.deepEqual(await stack.read(events), events.outs, "what cannot be asked stays as it was");
  assert.deepEqual((await stack.diff(broker)).changed, ["process"]);
  assert.deepEqual((await stack.diff(cluster)).changed, ["ready"]);
  // As after `down`, when the state is empty too.
  await stack.brokers(await stack.authority(), nodes);
  const again = await stack.create(Cluster, "cluster", {
    nodes,
    authority: authority.outs["certificate"],
    authorityFingerprint: authority.outs["fingerprint"],
  });
  assert.equal(again.outs["clusterId"], cluster.outs["clusterId"]);
  const user = await stack.create(User, "ingest", { ...ingest.outs });
  assert.equal(passwordOf(folder, user.outs["password"]), ingestPassword());
  await stack.create(Topic, "events", { ...events.outs });
  assert.equal(textOf(await send(as("ingest", ingestPassword()), "events", ["after"])), "");
});

test("data of another cluster, or for another number of nodes, is not touched", async () => {
  const other = { clusterId: "AAAAAAAAAAAAAAAAAAAAAA" };
  await assert.rejects(stack.update(broker, other), {
    code: "TRB_DATA_PROTECTED",
    message: /belongs to cluster dHJpYnV0YXJ5LXRlc3QtMQ/,
  });
  await assert.rejects(stack.update(broker, { nodes: nodePorts(21200, 3) }), {
    code: "TRB_DATA_PROTECTED",
    message: /made for 1 node and the settings ask for 3 nodes/,
  });
  await assert.rejects(stack.update(broker, { metadata: "zookeeper" }), {
    code: "TRB_DATA_PROTECTED",
    message: /metadata: kraft/,
  });
});

test("no key or password is readable by others, and none stands in states, logs or command lines", async () => {
  const walk = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? walk(join(path, entry.name)) : [join(path, entry.name)],
    );
  const files = [...walk(folder.path("secrets")), ...walk(folder.path("kafka/node-1/tls"))];
  assert.ok(files.length >= 8, files.join());
  for (const file of files) assert.equal(statSync(file).mode & 0o077, 0, file);
  const state = JSON.stringify([authority, broker, cluster, events, ingest]);
  const texts = [
    state,
    ...walk(folder.path("logs")).map((file) => readFileSync(file, "utf8")),
    readFileSync(folder.path("kafka/node-1/server.properties"), "utf8"),
  ];
  texts.push(
    execFileSync("ps", ["-ww", "-o", "args=", "-p", String(await stack.pidOf("kafka-1"))], { encoding: "utf8" }),
  );
  for (const text of texts) {
    assert.ok(!text.includes(ingestPassword()) && !text.includes("PRIVATE KEY"));
  }
  assert.ok(!state.includes(stack.home), "no path of this machine is in a state");
});

test("a broker that cannot start is told with what its log says", async () => {
  const broken = await stack.update(broker, { config: { "num.io.threads": "none" } }).then(
    () => undefined,
    (error: Error & { code: string }) => error,
  );
  assert.equal(broken?.code, "TRB_PROCESS_FAILED");
  assert.match(broken.message, /kafka-1 ended 3 times.*num\.io\.threads/);
  await stack.update(broker, { config: {} });
  await sleep(100);
  await stack.update(cluster, {});
});
