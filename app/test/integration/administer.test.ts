/** `administer` as a process against a real broker with an authorizer: what it makes, twice the same, what it refuses, and what it says. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { KafkaAdmin } from "../../../components/local/kafka/admin.ts";
import { issue } from "../../../components/local/kafka/certificates.ts";
import type { ConnectionAuth } from "../../src/connection.ts";
import type { AdministerConfigInput } from "../../src/roles/administer/config.ts";
import { client, logIn } from "./auth/client.ts";
import { type ListenerName, type SecureBroker, startSecureBroker } from "./auth/secure-broker.ts";

const PORT = 27_300;
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
let broker: SecureBroker;
/** Another client, and a super user: what is really there. */
let oracle: KafkaAdmin;
before(
  async () => {
    broker = await startSecureBroker({
      port: PORT,
      users: { admin: "admin-password", bob: "bob-password" },
      properties: {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:CN=super",
        // Where nobody needed a right before, the first rule shuts everybody else out.
        "allow.everyone.if.no.acl.found": "true",
      },
    });
    const times = { connectTimeout: 3_000, timeout: 15_000, retries: 4, retryDelay: 250 };
    oracle = new KafkaAdmin({ clientId: "oracle", bootstrapBrokers: [broker.address], ...times });
  },
  { timeout: 120_000 },
);
after(async () => {
  await oracle?.close();
  await broker?.stop();
});

const scram = (username: string, password = `${username}-password`): ConnectionAuth => ({
  mechanism: "scram-sha-512",
  username,
  password: { active: broker.secret(`${username}.password`, password) },
});
type Document = Omit<AdministerConfigInput, "version" | "connection">;
type Rule = NonNullable<Document["access"]>[number]["rules"][number];

async function run(document: Document, listener: ListenerName = "SCRAM", auth: ConnectionAuth = scram("admin")) {
  const file = join(broker.secrets, "administer.json");
  const connection = broker.connectionTo(listener, auth);
  writeFileSync(file, JSON.stringify({ version: 1, connection, waitSeconds: 20, ...document }));
  const child = spawn(process.execPath, [main, "administer"], {
    env: { PATH: process.env["PATH"], TRIBUTARY_CONFIG: file },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let error = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (error += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  const lines = out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { msg: string; change?: number });
  return { code, error, out, changes: lines.filter(({ change }) => change !== undefined).map(({ msg }) => msg) };
}

const read = (topic: string): Rule => ({
  resource: "topic",
  name: topic,
  pattern: "prefixed",
  operations: ["describe", "read"],
});
const events = { topic: "events", partitions: 2, replication: 1, config: { "retention.ms": "3600000" } };
const counts = { topic: "counts", partitions: 1, replication: 1, config: { "cleanup.policy": "compact" } };
const document = (): Document => ({
  self: "User:admin",
  topics: [events, counts],
  users: [{ user: "carol", mechanism: "scram-sha-512", password: broker.secret("carol", "carol-password") }],
  access: [{ principal: "carol", rules: [read("ev")] }],
  quotas: [{ user: "carol", consumeBytesPerSecond: 1_000_000, requestPercent: 50 }],
});

test("topics, users, rights and limits are made, its own rights first; a second run changes nothing", async () => {
  const first = await run(document());
  assert.equal(first.code, 0, first.error + first.out);
  assert.deepEqual(first.changes, [
    "User:admin has 11 rights more and 0 less",
    "topic events is made with 2 partitions and 1 copies",
    "topic counts is made with 1 partitions and 1 copies",
    "user carol has password 1",
    "User:carol has 2 rights more and 0 less",
    "user carol has the limits consumer_byte_rate=1000000, request_percentage=50",
  ]);
  assert.deepEqual((await oracle.topic("events"))?.partitions, 2);
  assert.deepEqual(await oracle.topicConfig("events"), events.config);
  assert.deepEqual(await oracle.topicConfig("counts"), counts.config);
  assert.deepEqual(
    (await oracle.acls("User:carol"))[0]!
      .map(({ name, pattern, operation, permission }) => [name, pattern, operation, permission])
      .sort(),
    [
      ["ev", "prefixed", "describe", "allow"],
      ["ev", "prefixed", "read", "allow"],
    ],
  );
  assert.deepEqual(await oracle.quotas("carol"), [{ consumer_byte_rate: 1_000_000, request_percentage: 50 }]);
  await logIn(client(broker.connectionTo("SCRAM", scram("carol", "carol-password"))).kafka);

  const second = await run(document());
  assert.equal(second.code, 0, second.error);
  assert.deepEqual(second.changes, []);
  assert.match(second.out, /everything is as it shall be/);
});

test("partitions are raised, keys and rights changed, limits lifted, a password replaced; the rest is left", async () => {
  await oracle.alterTopicConfig("events", { "segment.ms": "600000" });
  const { code, error, changes } = await run({
    ...document(),
    topics: [{ ...events, partitions: 3, config: { "retention.ms": "7200000" } }],
    users: [{ ...document().users![0]!, password: broker.secret("carol", "another"), rotation: 2 }],
    access: [
      {
        principal: "User:carol",
        rules: [
          { ...read("events"), pattern: "literal" },
          { resource: "group", name: "g", pattern: "literal", operations: ["read"] },
        ],
      },
    ],
    quotas: [{ user: "carol", requestPercent: 25 }],
  });
  assert.equal(code, 0, error);
  assert.deepEqual(changes, [
    "topic events has 3 partitions instead of 2",
    "topic events has retention.ms=7200000",
    "user carol has password 2",
    "User:carol has 3 rights more and 2 less",
    "user carol has the limits consumer_byte_rate=none, request_percentage=25",
  ]);
  assert.equal((await oracle.topic("events"))?.partitions, 3);
  assert.deepEqual(await oracle.topicConfig("events"), { "retention.ms": "7200000", "segment.ms": "600000" });
  assert.deepEqual(await oracle.quotas("carol"), [{ request_percentage: 25 }]);
  assert.deepEqual(
    (await oracle.acls("User:carol"))[0]!
      .map(({ resource, name, operation }) => `${resource} ${name} ${operation}`)
      .sort(),
    ["group g read", "topic events describe", "topic events read"],
  );
  await logIn(client(broker.connectionTo("SCRAM", scram("carol", "another"))).kafka);
  await assert.rejects(logIn(client(broker.connectionTo("SCRAM", scram("carol", "carol-password"))).kafka), /refused/);
});

test("a topic that would lose records is refused before anything is changed, and made anew when it is allowed", async () => {
  const fewer = { ...events, partitions: 1 };
  const { code, error, changes } = await run({ ...document(), topics: [{ ...counts, topic: "new" }, fewer] });
  assert.equal(code, 7, error);
  assert.match(error, /^Topic events has 3 partitions and 1 are asked for, .* or add allow: \[shrink\]\.\n$/);
  assert.deepEqual(changes, []);
  assert.equal(await oracle.topic("new"), undefined);

  const copies = await run({ topics: [{ ...counts, replication: 3 }] });
  assert.equal(copies.code, 7);
  assert.match(copies.error, /^Topic counts has 1 copies of each record and 3 are asked for/);

  const allowed = await run({ topics: [{ ...fewer, allow: ["shrink"] }] });
  assert.equal(allowed.code, 0, allowed.error);
  assert.equal((await oracle.topic("events"))?.partitions, 1);
});

test("rights of its own are never taken, also when the settings give it others", async () => {
  const before = (await oracle.acls("User:admin"))[0]!.length;
  const { code, error } = await run({ self: "User:admin", access: [{ principal: "admin", rules: [read("ev")] }] });
  assert.equal(code, 0, error);
  assert.equal((await oracle.acls("User:admin"))[0]!.length, before + 2);
  const gone = await run({ self: "User:admin", access: [{ principal: "admin", rules: [] }] });
  assert.equal(gone.code, 0, gone.error);
  assert.equal((await oracle.acls("User:admin"))[0]!.length, before);
});

test("who may not administer is told so, with 4 and one sentence", async () => {
  const { code, error } = await run({ topics: [{ ...counts, topic: "forbidden" }] }, "SCRAM", scram("bob"));
  assert.equal(code, 4, error);
  assert.match(error, /^Kafka does not let this login do it: .*AUTHORIZATION_FAILED\)\. Give it the right, .*\n$/);
  const wrong = await run({}, "SCRAM", scram("admin", "wrong"));
  assert.equal(wrong.code, 4);
  assert.match(wrong.error, /refused the SCRAM-SHA-512 login of admin/);
});

test("what Kafka does not take ends with 2, and brokers that are not there with 1 after a while", async () => {
  const nonsense = await run({ topics: [{ ...counts, topic: "odd", config: { "no.such.key": "1" } }] });
  assert.equal(nonsense.code, 2, nonsense.error);
  assert.match(nonsense.error, /^Kafka does not take what is asked for: .*\(INVALID_CONFIG\)\.\n$/);

  const copies = await run({ topics: [{ ...counts, topic: "odd", replication: 5 }], waitSeconds: 1 });
  assert.equal(copies.code, 1, "brokers may come");
  assert.match(copies.error, /was asked for 1 seconds and did not do it: .*\(INVALID_REPLICATION_FACTOR\)\.\n$/);
});

test("a certificate is a login as any other", async () => {
  const pair = await issue(broker.authority, { commonName: "super", hosts: { names: [], addresses: [] }, days: 1 });
  const auth: ConnectionAuth = {
    mechanism: "mtls",
    certificate: { active: broker.secret("super.crt", pair.certificate) },
    key: { active: broker.secret("super.key", pair.key) },
  };
  const { code, error, changes } = await run({ topics: [{ ...counts, topic: "by-certificate" }] }, "MTLS", auth);
  assert.equal(code, 0, error);
  assert.deepEqual(changes, ["topic by-certificate is made with 1 partitions and 1 copies"]);
});
