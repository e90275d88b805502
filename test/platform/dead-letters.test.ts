/** A real stack that writes Avro; its dead letters: looked at without personal data, replayed once and only by who may. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { loginEvents } from "../support/events.ts";
import { Platform } from "../support/platform.ts";
import { readAll, until, writeAll } from "../support/reader.ts";
import { post, sendAsFile } from "../support/traffic.ts";

const platform = new Platform({ stack: "e2e-dead", basePort: 22_340, replays: true, partitions: 3, format: "avro" });
const events = loginEvents("dead", 3).map(({ event }) => event);
const broken = [
  { key: "user-secret", value: Buffer.from('{"user_id":"user-secret"') },
  { key: "user-secret", value: Buffer.from(JSON.stringify({ ...events[0], ip: "user-secret" })) },
  { key: "user-secret", value: Buffer.from(JSON.stringify({ ...events[1], ip: "user-secret" })) },
];

before(() => platform.up(), { timeout: 300_000 });
after(() => platform.dispose(), { timeout: 120_000 });

const deadLetters = async (command: string, ...args: string[]) => platform.cli("dead-letters", [command, ...args]);
const listed = async (...args: string[]) => {
  const { code, stdout, stderr } = await deadLetters("list", "--json", ...args);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};
const inTopic = (count: number) =>
  until(`${count} dead letters`, 30, async () => {
    const found = await readAll(platform, "login-events-dead-letter");
    return found.length === count && found;
  });

test("list tells reason and source, and keys and values only when asked", { timeout: 120_000 }, async () => {
  await writeAll(platform, "generator", "login-events", broken);
  await inTopic(3);
  const found = await listed();
  assert.deepEqual([found.total, found.reasons], [3, { invalid_json: 1, invalid_value: 2 }]);
  assert.ok(!JSON.stringify(found).includes("user-secret"), "no key and no value");
  assert.deepEqual(
    found.letters.map((letter: { source: { topic: string } }) => letter.source.topic),
    ["login-events", "login-events", "login-events"],
  );
  const plain = await deadLetters("list");
  assert.match(plain.stdout, /3 dead letters: .*invalid_value 2/);
  assert.ok(!plain.stdout.includes("user-secret"));
  const [letter] = (await listed("--show-value", "--reason", "invalid_json")).letters;
  assert.deepEqual([letter.key, letter.value], ["user-secret", String(broken[0]!.value)]);
  const { partition, offset } = letter;
  assert.equal(
    (await listed("--partition", String(partition), "--offset", offset, "--reason", "invalid_json")).total,
    1,
  );
  assert.equal((await listed("--since", "2100-01-01")).total, 0);
  assert.equal((await listed("--since", "1h", "--limit", "1")).letters.length, 1);
});

test("a replay writes key, value and headers of before, once, and counts", { timeout: 120_000 }, async () => {
  const dry = JSON.parse((await deadLetters("replay", "--reason", "invalid_value", "--dry-run", "--json")).stdout);
  assert.deepEqual([dry.found, dry.replayed], [2, 0]);
  const once = await deadLetters("replay", "--reason", "invalid_value", "--yes", "--json");
  assert.equal(once.code, 0, once.stderr);
  assert.deepEqual([JSON.parse(once.stdout).replayed, JSON.parse(once.stdout).already], [2, 0]);
  // They are as broken as before, so that they come again; the former ones stay replayed.
  const all = await inTopic(5);
  const again = all.filter(({ headers }) => headers["replay-count"] === "1");
  assert.equal(again.length, 2);
  for (const { key, value, headers } of again) {
    assert.equal(String(key), "user-secret");
    assert.ok(broken.slice(1).some((one) => one.value.equals(value!)));
    assert.match(headers["replay-of"]!, /^login-events-dead-letter-\d-\d$/);
    assert.match(headers["replay-source"]!, /^login-events-\d-\d$/);
  }
  const same = JSON.parse((await deadLetters("replay", "--all", "--yes", "--json")).stdout);
  assert.deepEqual([same.replayed, same.already], [3, 2]);
  const second = (await inTopic(8)).filter(({ headers }) => headers["replay-count"] === "2");
  assert.equal(second.length, 2);
  assert.deepEqual(
    second.map(({ headers }) => headers["replay-source"]).sort(),
    again.map(({ headers }) => headers["replay-source"]).sort(),
    "the first source position stays",
  );
});

test("ingest writes Avro by HTTP and from a file, and it is processed beside plain JSON", {
  timeout: 60_000,
}, async () => {
  const sent = loginEvents("avro", 20);
  await sendAsFile(platform, sent.slice(0, 10), 1);
  const lines = sent.slice(10).map(({ event }) => JSON.stringify(event));
  assert.equal((await post(platform, lines.join("\n"))).status, 200);
  await writeAll(platform, "generator", "login-events", [{ key: "plain", value: Buffer.from(lines[0]!) }]);
  const processed = await until("21 processed events", 30, async () => {
    const found = await readAll(platform, "login-events-processed");
    return found.length === 21 && found;
  });
  const devices = new Set(processed.map(({ value }) => JSON.parse(String(value)).device_id));
  assert.equal(devices.size, 20);
  assert.ok(sent.every(({ id }) => devices.has(id)));
  const kept = readdirSync(join(platform.folder, "schemas"), { recursive: true }).filter((name) =>
    String(name).endsWith(".json"),
  );
  assert.equal(kept.filter((name) => String(name).includes("schema-")).length, 1, String(kept));
});

test("who has no right to it cannot replay, and nothing is replayed by accident", { timeout: 120_000 }, async () => {
  for (const principal of ["reader", "stranger"]) {
    const denied = await deadLetters("replay", "--all", "--yes", "--principal", principal);
    assert.equal(denied.code, 6, `${denied.stdout}${denied.stderr}`);
    assert.match(denied.stderr, new RegExp(`kafka.access.${principal} does not have the rights`));
  }
  const wrong: [string[], RegExp][] = [
    [["replay"], /which dead letters are meant/],
    [["replay", "--all"], /nobody to ask/],
    [["replay", "--all", "--yes", "--principal", "nobody"], /no principal nobody in kafka.access/],
    [["list", "--offset", "1"], /--offset is of a partition/],
    [["list", "--since", "soon"], /--since soon is no time/],
  ];
  for (const [args, pattern] of wrong) {
    const [command = "", ...rest] = args;
    const { code, stderr } = await deadLetters(command, ...rest);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, pattern);
  }
  await inTopic(8);
});
