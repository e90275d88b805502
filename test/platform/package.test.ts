/** The package, packed and installed in an empty folder, is used by a program that is not ours: a component and the automation library. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { run } from "../support/platform.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-package-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const program = `
import * as pulumi from "@pulumi/pulumi";
const seen = [];
await pulumi.runtime.setMocks({ call: () => ({}), newResource: (args) => { seen.push(args.type); return { id: args.name, state: args.inputs }; } }, "theirs", "dev");
const { ExistingCluster } = await import("tributary");
const automation = await import("tributary/automation");
const file = (name) => ({ active: { store: "file", name } });
const cluster = new ExistingCluster("kafka", {
  bootstrapServers: ["127.0.0.1:9094"], protocol: "SASL_SSL", tls: { ca: [{ store: "file", name: "ca.crt" }] },
  principals: { reader: { mechanism: "scram-sha-512", username: "reader", password: file("reader.password") } },
  topics: { events: { partitions: 3 } }, access: { reader: { auth: "scram", consume: [{ topic: "events", group: "reader-*" }] } },
  sizing: { nodes: 3 }, protection: false, tags: {},
});
await new Promise((resolve) => cluster.urn.apply(resolve));
const connection = await new Promise((resolve) => cluster.connectionFor("reader").apply(resolve));
console.log(JSON.stringify({ principal: connection.principal, seen, up: typeof automation.up }));
`;

test("an empty folder installs the package and uses it", { timeout: 900_000 }, async () => {
  const built = await run("npm", ["run", "--silent", "build"], {});
  assert.equal(built.code, 0, built.stdout + built.stderr);
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder], {});
  assert.equal(packed.code, 0, packed.stderr);
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  assert.ok(archive);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "theirs", private: true, type: "module" }));
  const flags = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  const installed = await run("npm", ["install", "--prefix", folder, ...flags, join(folder, archive)], {});
  assert.equal(installed.code, 0, installed.stderr);
  writeFileSync(join(folder, "program.mjs"), program);
  const used = await run(process.execPath, [join(folder, "program.mjs")], {});
  assert.equal(used.code, 0, used.stderr);
  const result = JSON.parse(used.stdout);
  assert.equal(result.principal, "reader");
  assert.equal(result.up, "function");
  assert.ok(result.seen.includes("tributary:kafka:ExistingCluster"), used.stdout);
});
