/** `register-schemas` as a process against a real registry: all or none, twice the same, and what it says when it cannot. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { avroSchemaText } from "../../src/codec/avro.ts";
import { jsonSchemaText } from "../../src/codec/json-schema.ts";
import type { SchemasConfigInput } from "../../src/roles/register-schemas/config.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const PORT = 26_200;
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "app-register-"));
let registry: TestRegistry;
before(
  async () => {
    registry = await startRegistry(PORT, folder);
  },
  { timeout: 120_000 },
);
after(async () => {
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Schemas = SchemasConfigInput["schemas"];
const avro = (subject: string, schema = avroSchemaText, compatibility = "FULL_TRANSITIVE"): Schemas[number] =>
  ({ subject, schemaType: "AVRO", schema, compatibility }) as Schemas[number];
const json = (subject: string): Schemas[number] => ({
  subject,
  schemaType: "JSON",
  schema: jsonSchemaText,
  compatibility: "BACKWARD",
});

function start(schemas: Schemas, more: object = {}) {
  const file = join(folder, "schemas.json");
  const config = { version: 1, registry: { url: registry.url }, schemas, waitSeconds: 1, ...more };
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(process.execPath, [main, "register-schemas"], {
    env: { PATH: process.env["PATH"], TRIBUTARY_CONFIG: file },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let error = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (error += chunk));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, out, error }));
  return { ended, said: () => out };
}
const run = (schemas: Schemas, more?: object) => start(schemas, more).ended;
const ask = async (path: string) => {
  const answer = await fetch(`${registry.url}/${path}`);
  return answer.status === 200 ? ((await answer.json()) as any) : answer.status;
};
/** Everything that the registry knows. */
async function state() {
  const subjects: string[] = await ask("subjects");
  const of = async (subject: string) => [
    subject,
    await ask(`subjects/${subject}/versions`),
    await ask(`subjects/${subject}/versions/latest`),
    await ask(`config/${subject}`),
  ];
  return await Promise.all(subjects.sort().map(of));
}
/** A change that readers of the first schema cannot take. */
function renamed(): string {
  const schema = JSON.parse(avroSchemaText) as { fields: { name: string; type: unknown }[] };
  schema.fields = schema.fields.map((field) => (field.name === "user_id" ? { name: "id", type: "long" } : field));
  return JSON.stringify(schema);
}

test("schemas and compatibilities are registered; a second run changes nothing", async () => {
  const wanted = [avro("a-value"), json("b-value")];
  const first = await run(wanted);
  assert.equal(first.code, 0, first.error);
  assert.equal((await ask("config/a-value")).compatibilityLevel, "FULL_TRANSITIVE");
  assert.equal((await ask("config/b-value")).compatibilityLevel, "BACKWARD");
  const before = await state();
  const second = await run(wanted);
  assert.equal(second.code, 0, second.error);
  assert.deepEqual(await state(), before);
  const ids = (text: string) =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .map(({ subject, id, version }) => [subject, id, version]);
  assert.deepEqual(ids(second.out), ids(first.out));
  assert.equal(ids(first.out).length, 2);
});

test("an incompatible schema is refused with the registry's reasons, and none of the others is registered", async () => {
  await run([avro("a-value"), avro("c-value")]);
  const before = await state();
  const { code, error } = await run([json("new-value"), avro("a-value", renamed()), avro("c-value", renamed())]);
  assert.equal(code, 6, error);
  const lines = error.trim().split("\n");
  assert.equal(lines.length, 2, error);
  assert.match(lines[0]!, /^The schema of a-value is not FULL_TRANSITIVE compatible with what is registered: .{10,}/);
  assert.match(
    lines[1]!,
    /^The schema of c-value .* Make the new fields optional, or register it under a new subject\.$/,
  );
  assert.deepEqual(await state(), before, "nothing is changed, not even for a moment that stays");
});

test("what the new compatibility forbids is refused, although the old one takes it", async () => {
  await run([avro("d-value", avroSchemaText, "NONE")]);
  const before = await state();
  const { code, error } = await run([avro("d-value", renamed(), "BACKWARD")]);
  assert.equal(code, 6, error);
  assert.deepEqual(await state(), before);
  assert.equal((await run([avro("d-value", renamed(), "NONE")])).code, 0);
  assert.deepEqual(await ask("subjects/d-value/versions"), [1, 2]);
});

test("a text that is no schema, and a configuration that is none, end with 2 and a sentence", async () => {
  const noSchema = await run([avro("e-value", '{"type":"nonsense"}')]);
  assert.equal(noSchema.code, 2, noSchema.error);
  assert.match(noSchema.error, /^The schema registry answered POST .* with 4\d\d: .*\n$/);
  const wrong = await run([], { logLevel: "loud" });
  assert.equal(wrong.code, 2);
  assert.match(wrong.error, /is not valid: schemas: .*; logLevel: .*\n$/);
  const readable = await run([avro("e-value")], {
    registry: { url: "http://example.invalid", ca: [{ store: "file", name: "x" }] },
  });
  assert.equal(readable.code, 2);
  assert.match(readable.error, /^registry\.ca is set, but registry\.url does not encrypt/);
});

test("a registry that is down is waited for, but not for ever", async () => {
  await registry.stop();
  const began = Date.now();
  const { code, error, out } = await run([avro("f-value")], { waitSeconds: 2 });
  assert.equal(code, 1);
  assert.ok(Date.now() - began < 10_000);
  assert.match(error, /^The schema registry at .* does not answer \(ECONNREFUSED\)\. It was asked for 2 seconds\.\n$/);
  assert.match(out, /is not there yet/);

  const waiting = start([avro("f-value")], { waitSeconds: 60 });
  while (!waiting.said().includes("is not there yet")) await new Promise((resolve) => setTimeout(resolve, 50));
  registry = await startRegistry(PORT, folder);
  assert.equal((await waiting.ended).code, 0);
  assert.deepEqual(await ask("subjects/f-value/versions"), [1]);
});
