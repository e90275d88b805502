/** The whole platform on one machine: real Kafka over TLS with SCRAM, real registry, real application, every event accounted for. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Producer } from "@platformatic/kafka";
import { accountForAll } from "../support/account.ts";
import { countsOf, oracleCounts } from "../support/counts.ts";
import { idOf, loginEvents } from "../support/events.ts";
import { Platform } from "../support/platform.ts";
import { clientOptions, readAll, until, writeAll } from "../support/reader.ts";
import { post, sendAsFile } from "../support/traffic.ts";

const platform = new Platform({ stack: "e2e-up", basePort: 22000, aggregates: true });

before(() => platform.up(), { timeout: 300_000 });
after(() => platform.dispose(), { timeout: 120_000 });

test("every event is accounted for by id: processed, or dead-lettered with reason and original bytes", async () => {
  const fromFile = loginEvents("file", 2_000);
  const fromHttp = loginEvents("http", 200);
  const broken = [
    { key: "b1", value: Buffer.from("not json at all") },
    { key: "b2", value: Buffer.from(JSON.stringify({ device_id: "broken-2", user_id: 7 })) },
    {
      key: "b3",
      value: Buffer.from(JSON.stringify({ ...fromFile[0]!.event, device_id: "broken-3", timestamp: "soon" })),
    },
    { key: "b4", value: Buffer.from([0xff, 0xfe, 0x00, 0x7b]) },
    {
      key: "b5",
      value: Buffer.from(JSON.stringify({ ...fromFile[0]!.event, device_id: "broken-5", ip: "999.1.2.3" })),
    },
  ];
  const counted = await sendAsFile(platform, fromFile, 1);
  assert.deepEqual([counted.accepted, counted.rejected], [2_000, 0]);
  for (let start = 0; start < fromHttp.length; start += 50) {
    const answer = await post(
      platform,
      fromHttp
        .slice(start, start + 50)
        .map(({ event }) => JSON.stringify(event))
        .join("\n"),
    );
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.accepted, 50);
  }
  await writeAll(platform, "generator", "login-events", broken);

  const ids = [...fromFile, ...fromHttp].map(({ id }) => id);
  const result = await accountForAll(platform, ids, 60);
  assert.equal(result.duplicates, 0, "nothing was killed, so nothing is repeated");
  assert.equal(result.processed, ids.length, "nothing else is in the output");

  const dead = await until("dead letters", 30, async () => {
    const records = await readAll(platform, "login-events-dead-letter");
    return records.length >= broken.length && records;
  });
  assert.equal(dead.length, broken.length);
  for (const { key, value } of broken) {
    const record = dead.find((candidate) => String(candidate.key) === key);
    assert.ok(record, `${key} is not among the dead letters`);
    assert.deepEqual(record.value, value, "the original bytes are kept");
    assert.ok(
      Object.entries(record.headers).some(([name, text]) => /reason/.test(name) && text.length > 0),
      JSON.stringify(record.headers),
    );
  }
});

test("the counts by device type, locale and version are those of the events", async () => {
  const events = [...loginEvents("file", 2_000), ...loginEvents("http", 200)].map(({ event }) => event);
  assert.deepEqual(await countsOf(platform), oracleCounts(events));
});

test("an enriched event has its time, its id and a masked address", async () => {
  const record = (await readAll(platform, "login-events-processed")).find(({ value }) => idOf(value) === "file-000000");
  assert.ok(record);
  const event = JSON.parse(String(record.value));
  assert.equal(event.event_time, "2026-09-21T14:13:20.000Z");
  assert.match(event.event_id, /^login-events-\d+-\d+$/);
  assert.equal(event.masked_ip, "10.0.0.0");
  assert.equal(event.ip, undefined, "the whole address is not passed on");
});

test("a wrong password, a plain connection and a user without rights are refused", async () => {
  const attempt = async (identity: Parameters<typeof clientOptions>[1]) => {
    const producer = new Producer({ ...clientOptions(platform, identity), retries: 0, timeout: 4_000 });
    try {
      await producer.send({ messages: [{ topic: "login-events", value: Buffer.from("{}") }], acks: -1 });
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      await producer.close().catch(() => undefined);
    }
  };
  assert.ok(await attempt({ user: "ingest", password: "wrong" }), "a wrong password was accepted");
  assert.ok(await attempt({ user: "ingest", tls: false }), "a connection without TLS was accepted");
  const stranger = await attempt({ user: "stranger" });
  assert.ok(stranger, "a user without rights could write");
  assert.equal(await attempt({ user: "ingest" }), undefined, "the same request with the right user is accepted");
});

test("keys and passwords are readable by their owner only", () => {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  const files = walk(join(platform.folder, "secrets"));
  assert.ok(files.length >= 6);
  for (const file of files) assert.equal(statSync(file).mode & 0o077, 0, file);
});

test("no secret stands in the state, the logs or the outputs", async () => {
  const secrets = ["ingest", "processor", "reader"].map((user) => platform.password(user));
  const outputs = (await platform.cli("outputs", ["--json"])).stdout;
  const logs = readdirSync(join(platform.folder, "logs")).map((name) =>
    readFileSync(join(platform.folder, "logs", name), "utf8"),
  );
  for (const secret of secrets) {
    assert.ok(secret.length >= 32);
    for (const text of [outputs, ...logs]) assert.ok(!text.includes(secret));
  }
});

test("no two logins share a connection, as they would break it", () => {
  const log = readFileSync(join(platform.folder, "logs", "processor-0.log"), "utf8");
  assert.match(log, /aggregates restored/);
  assert.doesNotMatch(log, /Response without match|not valid given the current SASL state/);
});

test("a second up changes nothing, and status tells what runs", async () => {
  const second = await platform.up(["--json"]);
  const finished = second.stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .find(({ type }) => type === "run-finished");
  assert.ok(finished, second.stdout);
  const { same, ...others } = finished.changes;
  assert.ok(same > 10);
  assert.deepEqual(Object.values(others).filter(Boolean), [], JSON.stringify(others));

  const status = JSON.parse((await platform.cli("status", ["--json"])).stdout);
  const names = status.processes.map((process: { name: string }) => process.name);
  for (const name of ["kafka-1", "registry", "ingest-0", "processor-0"]) assert.ok(names.includes(name), `${names}`);
});
