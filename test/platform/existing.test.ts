/** Bring your own Kafka: two stacks without brokers run their registry and application on the brokers of a third one. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accountForAll } from "../support/account.ts";
import { countIds, loginEvents } from "../support/events.ts";
import { Platform } from "../support/platform.ts";
import { readAll, until } from "../support/reader.ts";
import { sendAsFile } from "../support/traffic.ts";

const owner = new Platform({
  stack: "owner",
  basePort: 23000,
  ingest: false,
  processors: 0,
  excepted: { "no-wildcard-kafka-access": ["kafka-access-auditor"] },
  access: {
    // Whom the second guest may administer with, and whom it gives rights to.
    operator: { admin: ["topics", "access", "cluster"] },
    "team-ingest": {},
    "team-processor": {},
    auditor: { consume: [{ topic: "*", group: "reader-*" }] },
  },
});
const user = (name: string) => ({
  mechanism: "scram-sha-512",
  username: name,
  password: { active: { store: "file", name: `${owner.folder}/secrets/users/${name}.1.password` } },
});
const brokers = () => ({
  backend: "existing",
  bootstrapServers: owner.bootstrap,
  protocol: "SASL_SSL",
  tls: { ca: [{ store: "file", name: `${owner.folder}/secrets/ca/ca.crt` }] },
  nodes: 1,
  heapMb: undefined,
});
const guest = new Platform({
  stack: "guest",
  basePort: 23100,
  access: { generator: undefined, stranger: undefined },
  kafka: {
    ...brokers(),
    principals: { ingest: user("ingest"), processor: user("processor"), reader: user("reader") },
  },
});
const team = new Platform({
  stack: "team",
  basePort: 23200,
  group: "team-processor",
  kafka: {
    ...brokers(),
    admin: user("operator"),
    principals: { ingest: user("team-ingest"), processor: user("team-processor") },
    topics: {
      events: { name: "team-events", partitions: 3 },
      processed: { name: "team-processed", partitions: 3 },
      deadLetter: { name: "team-dead-letter", partitions: 3 },
    },
    access: {
      ingest: { produce: ["team-events"] },
      processor: {
        consume: [{ topic: "team-events", group: "team-processor" }],
        produce: ["team-processed", "team-dead-letter"],
      },
    },
  },
});

before(() => owner.up(), { timeout: 300_000 });
after(
  async () => {
    for (const platform of [team, guest, owner]) await platform.dispose();
  },
  { timeout: 120_000 },
);

test("without an administrator nothing is changed, and the application and the registry run on the brokers", async () => {
  const up = await guest.up(["--json"]);
  const summary = JSON.parse(up.stdout.trim().split("\n").at(-1)!);
  assert.deepEqual(summary.processes.map(({ kind }: { kind: string }) => kind).sort(), [
    "ingest",
    "processor",
    "registry",
  ]);
  const subjects = await fetch(`http://127.0.0.1:${guest.port("registry")}/apis/ccompat/v7/subjects`);
  assert.deepEqual(await subjects.json(), ["login-events-value"]);
  const events = loginEvents("guest", 500);
  assert.equal((await sendAsFile(guest, events, 1)).accepted, 500);
  const { duplicates } = await accountForAll(
    owner,
    events.map(({ id }) => id),
  );
  assert.equal(duplicates, 0);
  const second = JSON.parse((await guest.up(["--json"])).stdout.trim().split("\n").at(-1)!);
  assert.deepEqual(Object.keys(second.changes), ["same"]);
});

test("with an administrator topics and rights are made, and events flow through them", async () => {
  await team.up();
  const events = loginEvents("team", 300);
  assert.equal((await sendAsFile(team, events, 1)).accepted, 300);
  await until("every event in the output", 60, async () => {
    const counts = countIds((await readAll(owner, "team-processed", "auditor")).map(({ value }) => value));
    return events.every(({ id }) => counts.get(id) === 1);
  });
});

test("what is missing on the brokers is told by name, before anything runs", async () => {
  const lost = new Platform({ stack: "lost", basePort: 23300, kafka: { ...guest.options.kafka } });
  try {
    lost.change({
      access: { generator: undefined, stranger: undefined },
      kafka: {
        ...guest.options.kafka,
        topics: {
          events: { name: "login-events", partitions: 6 },
          processed: { name: "login-events-processed", partitions: 6 },
          deadLetter: { name: "login-events-dead-letter", partitions: 12 },
        },
      },
    });
    const { code, stderr, stdout } = await lost.cli("up");
    assert.notEqual(code, 0);
    assert.match(stderr, /login-events-dead-letter has 6 partitions/, stdout + stderr);
    const { processes } = JSON.parse((await lost.cli("status", ["--json"])).stdout);
    assert.deepEqual(
      processes.filter(({ kind }: { kind: string }) => kind !== "registry"),
      [],
    );
  } finally {
    await lost.dispose();
  }
});

test("down of a guest leaves the brokers and everything on them", async () => {
  const before = await readAll(owner, "login-events-processed");
  for (const platform of [guest, team]) {
    const down = await platform.cli("down", ["--purge", "--yes"]);
    assert.equal(down.code, 0, down.stdout + down.stderr);
  }
  assert.equal((await readAll(owner, "login-events-processed")).length, before.length);
  assert.equal(
    (await readAll(owner, "team-processed", "auditor")).length,
    300,
    "topics of a cluster that is not ours stay",
  );
  const status = JSON.parse((await owner.cli("status", ["--json"])).stdout);
  assert.equal(status.up, true);
});
