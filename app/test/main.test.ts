import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "app-main-"));
after(() => rmSync(folder, { recursive: true }));

function run(config: unknown, args: string[] = []): { status: number | null; error: string } {
  const file = join(folder, "config.json");
  writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config ?? null));
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], {
    env: {
      PATH: process.env["PATH"],
      TRIBUTARY_SECRETS_DIR: folder,
      ...(config === undefined ? {} : { TRIBUTARY_CONFIG: file }),
    },
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, error: stderr };
}

const base = {
  version: 1,
  instance: "x-0",
  ops: { port: 21090 },
  connection: {
    version: 1,
    bootstrapServers: ["127.0.0.1:21099"],
    protocol: "SASL_SSL",
    auth: {
      mechanism: "scram-sha-512",
      username: "u",
      password: { active: { store: "file", name: "missing/password" } },
    },
    limits: { maxMessageBytes: 1_048_576, compression: ["none"] },
    principal: "x",
    groupPrefix: "",
  },
};
/** Without a login, so that there is no secret to be read. */
const open = { ...base.connection, protocol: "PLAINTEXT", auth: { mechanism: "none" } };
const generator = { ...base, role: "generator", topic: "in" };

test("a configuration that cannot be used is one sentence and exit status 2", () => {
  const cases: [string, unknown, string[], RegExp][] = [
    ["not set", undefined, [], /^TRIBUTARY_CONFIG is not set.*\n$/],
    ["not JSON", "{", [], /cannot be read as JSON.*\n$/],
    ["unknown role", { ...generator, role: "x" }, [], /is not valid: role: .*\n$/],
    [
      "several problems at once",
      { ...generator, topic: "", eventsPerSecond: -1 },
      [],
      /topic: .*; eventsPerSecond: .*\n$/,
    ],
    ["missing secret", generator, [], /^The secret missing\/password cannot be read from .* \(ENOENT\)\.\n$/],
    [
      "mechanism that does not fit",
      { ...generator, connection: { ...base.connection, auth: { mechanism: "none" } } },
      [],
      /SASL_SSL needs an auth.mechanism.*\n$/,
    ],
    [
      "codec that brokers do not take",
      { ...generator, connection: open, compression: "zstd" },
      [],
      /^compression is zstd, and connection.limits.compression says that the brokers take none; .*\n$/,
    ],
    ["wrong role", generator, ["ingest-file"], /ingest-file needs a configuration of role ingest.*\n$/],
    ["wrong command", generator, ["nonsense"], /^Usage: .*\n$/],
  ];
  for (const [name, config, args, expected] of cases) {
    const { status, error } = run(config, args);
    assert.equal(status, 2, `${name}: ${error}`);
    assert.match(error, expected, name);
    assert.equal(error.trim().split("\n").length, 1, `${name}: ${error}`);
  }
});

test("also in a worker thread of the processor", () => {
  const processor = { ...base, role: "processor", topics: { input: "a", output: "b", deadLetter: "c" }, group: "g" };
  const cases: [object, RegExp][] = [
    [{ workers: 2 }, /^The secret missing\/password cannot be read/],
    [{ connection: open, compression: "lz4" }, /^compression is lz4, and connection.limits.compression says/],
  ];
  for (const [more, expected] of cases) {
    const { status, error } = run({ ...processor, ...more });
    assert.equal(status, 2, error);
    assert.match(error, expected);
  }
});
