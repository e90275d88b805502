/** The registry's client against an HTTP server, and what is kept on disk. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pino } from "pino";
import { Breaker } from "../../src/codec/breaker.ts";
import { DiskCache } from "../../src/codec/disk-cache.ts";
import { RegistryClient, RegistryUnavailableError } from "../../src/codec/registry-client.ts";

let answer: { status: number; body: string; seen?: string | undefined } = { status: 200, body: "{}" };
let server: Server;
let url = "";
let asked = 0;
const folder = mkdtempSync(join(tmpdir(), "app-schemas-"));
before(async () => {
  server = createServer((request, response) => {
    asked += 1;
    answer.seen = request.headers.authorization;
    if (answer.status > 0) response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
});
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const unavailable = (error: unknown): boolean => error instanceof RegistryUnavailableError && error.retryInMs > 0;

test("only the registry's own 404 says that an id is not there; everything else is no answer", async () => {
  const byId = async (status: number, body: string) => {
    answer = { status, body };
    return new RegistryClient({ url }, { timeoutMs: 200 }).byId(7);
  };
  assert.deepEqual(await byId(200, '{"schema":"\\"int\\""}'), { type: "AVRO", schema: '"int"' });
  assert.equal(await byId(404, '{"error_code":40403}'), undefined);
  for (const [status, body] of [
    [404, "<html>"],
    [404, '{"error_code":404}'],
    [200, "{}"],
    [200, "no json"],
    [500, "{}"],
    [401, "{}"],
    [0, "never"],
  ] as const)
    await assert.rejects(byId(status, body), unavailable, `${status} ${body}`);
  await assert.rejects(new RegistryClient({ url: "http://127.0.0.1:1" }).byId(1), unavailable);
});

test("after a failure nobody is asked before a pause is over; pauses grow, and an answer ends them", async () => {
  let now = 1_000;
  const breaker = new Breaker(() => now);
  const client = new RegistryClient({ url }, { breaker });
  const pauses: number[] = [];
  answer = { status: 503, body: "" };
  asked = 0;
  for (let tries = 0; tries < 9; tries += 1) {
    await assert.rejects(client.byId(1), unavailable);
    await assert.rejects(client.byId(2), unavailable);
    pauses.push(breaker.waitMs());
    now += breaker.waitMs();
  }
  assert.equal(asked, 9);
  assert.deepEqual(pauses.slice(0, 3), [250, 500, 1_000]);
  assert.equal(pauses.at(-1), 15_000);
  answer = { status: 200, body: '{"schema":"{}"}' };
  await client.byId(1);
  assert.equal(breaker.waitMs(), 0);
});

test("a retiring password is tried when the active one is refused", async () => {
  const secret = (name: string) => {
    writeFileSync(join(folder, name), `${name}\n`);
    return { store: "file" as const, name: join(folder, name) };
  };
  const auth = { username: "app", password: { active: secret("new"), retiring: secret("old") } };
  answer = { status: 401, body: "{}" };
  asked = 0;
  await assert.rejects(new RegistryClient({ url, auth }).byId(1), unavailable);
  assert.equal(asked, 2);
  assert.equal(answer.seen, `Basic ${Buffer.from("app:old").toString("base64")}`);
});

test("what is kept is owner-only and whole; a damaged file counts as not there, another registry has its own", () => {
  const log = pino({ enabled: false });
  const cache = new DiskCache(join(folder, "cache"), url, log);
  const value = { type: "AVRO", schema: "ä\n" };
  assert.equal(cache.read("schema-1"), undefined);
  cache.write("schema-1", value);
  assert.deepEqual(cache.read("schema-1"), value);
  assert.equal(new DiskCache(join(folder, "cache"), "http://other", log).read("schema-1"), undefined);
  const [own] = readdirSync(join(folder, "cache"));
  const file = join(folder, "cache", own!, "schema-1.json");
  assert.deepEqual([statSync(file).mode & 0o777, readdirSync(join(folder, "cache", own!))], [0o600, ["schema-1.json"]]);
  const text = readFileSync(file, "utf8");
  for (const damaged of [text.slice(0, -3), "", `x${text}`, text.replace("AVRO", "JSON")]) {
    writeFileSync(file, damaged);
    assert.equal(cache.read("schema-1"), undefined, damaged);
  }
});
