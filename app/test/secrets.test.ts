import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ConfigError } from "../src/errors.ts";
import { checkSecrets, readGeneration, readSecret, secretFile } from "../src/secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "secrets-"));
process.env["TRIBUTARY_SECRETS_DIR"] = folder;
after(() => rmSync(folder, { recursive: true }));

test("a reference is read from its place; one newline at the end is not part of it", () => {
  mkdirSync(join(folder, "db"));
  writeFileSync(join(folder, "password"), "p w \n");
  writeFileSync(join(folder, "db", "key"), "k\r\n");
  process.env["SECRET_OF_TEST"] = "e";
  assert.equal(readSecret({ store: "file", name: "password" }), "p w ");
  assert.equal(readSecret({ store: "file", name: join(folder, "password") }), "p w ");
  for (const store of ["kubernetes", "aws", "gcp", "azure"] as const)
    assert.equal(readSecret({ store, name: "db", key: "key" }), "k");
  assert.equal(readSecret({ store: "env", name: "SECRET_OF_TEST" }), "e");
  assert.equal(secretFile({ store: "env", name: "SECRET_OF_TEST" }), undefined);
});

test("a rotated file is seen at the next read", () => {
  writeFileSync(join(folder, "rotated"), "one");
  assert.equal(readSecret({ store: "file", name: "rotated" }), "one");
  writeFileSync(join(folder, "rotated"), "two");
  assert.equal(readSecret({ store: "file", name: "rotated" }), "two");
});

test("a key with a star means all files with that end, such as both certificates of an authority that is replaced", () => {
  mkdirSync(join(folder, "authority"));
  for (const [name, text] of Object.entries({ "ca.crt": "new\n", "ca-2026.crt": "old\n", "ca.p12": "other" }))
    writeFileSync(join(folder, "authority", name), text);
  assert.equal(readSecret({ store: "kubernetes", name: "authority", key: "*.crt" }), "old\nnew");
  assert.throws(() => readSecret({ store: "kubernetes", name: "authority", key: "*.pem" }), /is empty/);
});

test("of a mounted Secret all certificates are of one moment, whatever stands beside them", () => {
  const mounted = join(folder, "mounted");
  mkdirSync(join(mounted, "..now"), { recursive: true });
  symlinkSync("..now", join(mounted, "..data"));
  writeFileSync(join(mounted, "..now", "ca.crt"), "now");
  // A link that the kubelet has not removed yet, to a file that is no more.
  symlinkSync("..data/ca-before.crt", join(mounted, "ca-before.crt"));
  symlinkSync("..data/ca.crt", join(mounted, "ca.crt"));
  assert.equal(readSecret({ store: "kubernetes", name: "mounted", key: "*.crt" }), "now");
});

test("of two generations one is enough; with neither the active one is named", () => {
  mkdirSync(join(folder, "rotating"));
  writeFileSync(join(folder, "rotating", "password-2"), "two");
  const ref = (generation: number) =>
    ({ store: "kubernetes", name: "rotating", key: `password-${generation}` }) as const;
  const password = { active: ref(1), retiring: ref(2) };
  assert.deepEqual(readGeneration(password), { name: "retiring", value: "two" });
  const connection = (of: typeof password) => ({
    version: 1 as const,
    bootstrapServers: ["127.0.0.1:9092"],
    protocol: "SASL_PLAINTEXT" as const,
    auth: { mechanism: "scram-sha-512" as const, username: "app", password: of },
    limits: { maxMessageBytes: 1, compression: [] },
    principal: "app",
    groupPrefix: "",
  });
  checkSecrets(connection(password));
  assert.throws(() => checkSecrets(connection({ active: ref(7), retiring: ref(8) })), /password-7 \(ENOENT\)/);
});

test("what is missing or empty is an error that names the place", () => {
  writeFileSync(join(folder, "empty"), "\n");
  assert.throws(
    () => readSecret({ store: "file", name: "none" }),
    (error) => error instanceof ConfigError && /none cannot be read/.test(error.message),
  );
  assert.throws(() => readSecret({ store: "file", name: "empty" }), /is empty/);
  assert.throws(() => readSecret({ store: "env", name: "NO_SUCH_VARIABLE" }), /NO_SUCH_VARIABLE/);
});
