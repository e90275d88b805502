import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TributaryError } from "../../components/errors.ts";
import { projectRoot } from "../../components/local/folder.ts";
import { localNeeds } from "../../infra/local-needs.ts";
import { parseSettings } from "../../infra/settings.ts";
import { readStackFile, stackNames } from "../../infra/stack-file.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-stack-file-"));
after(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const file = join(folder, "Pulumi.test.yaml");
  writeFileSync(file, text);
  return file;
}

const refused = (code: string, message: RegExp) => (error: TributaryError) => {
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

for (const stack of stackNames()) {
  test(`stacks/Pulumi.${stack}.yaml is valid`, () => {
    const cloud = ["kubernetes", "aws", "gcp", "azure"].find((name) => stack.split("-").includes(name)) ?? "local";
    assert.equal(parseSettings(readStackFile(stack)).cloud, cloud);
  });
}

test("the stacks that README names are there", () => {
  for (const stack of ["local", "local-three", "local-zookeeper", "existing-local", "kubernetes-small"])
    assert.ok(stackNames().includes(stack));
});

test("docs/stacks.md has every stack once, with its own size, and no other", () => {
  const rows = readFileSync(join(projectRoot, "docs/stacks.md"), "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, size, name] = /^\|[^|]+\| (development|production) \| `([a-z-]+)` \| \S/.exec(line) ?? [];
      return size === undefined ? [] : [`${name} ${size}`];
    });
  const there = stackNames().map((stack) => `${stack} ${readStackFile(stack)["environment"]}`);
  assert.deepEqual(rows.sort(), there.sort());
});

test("stacks can run side by side: no two of the committed ones share a port", () => {
  const holders = new Map<number, string>();
  for (const stack of stackNames()) {
    const settings = parseSettings(readStackFile(stack));
    if (settings.cloud !== "local") continue;
    for (const { port, key } of localNeeds(settings, stack).ports) {
      assert.equal(holders.get(port), undefined, `${stack}: ${key} ${port} is taken by ${holders.get(port)}`);
      holders.set(port, stack);
    }
  }
});

test("defaults of Pulumi.yaml lie under the stack's; other namespaces are left out", () => {
  const raw = readStackFile(
    "test",
    written("config:\n  tributary:cloud: local\n  tributary:environment: production\n  aws:region: x\n"),
  );
  assert.deepEqual(raw, { settingsVersion: 1, environment: "production", cloud: "local" });
});

test("an encrypted value stays as it stands, for the settings to tell", () => {
  const raw = readStackFile("test", written("config:\n  tributary:cloud:\n    secure: v1:abc\n"));
  assert.deepEqual(raw["cloud"], { secure: "v1:abc" });
});

test("a stack without a file is told with those that have one", () => {
  assert.throws(
    () => readStackFile("locl"),
    (error: TributaryError) => {
      assert.equal(error.hint, "Did you mean local?");
      return refused("TRB_STACK_UNKNOWN", /stacks\/Pulumi\.locl\.yaml does not exist.*local-three/)(error);
    },
  );
});

test("what is no stack file is one sentence", () => {
  assert.throws(
    () => readStackFile("test", written("config:\n  cloud: local\n")),
    refused("TRB_SETTINGS_INVALID", /config\.cloud .*tributary:cloud/),
  );
  assert.throws(
    () => readStackFile("test", written("config: [1]\n")),
    refused("TRB_SETTINGS_INVALID", /no object `config`/),
  );
  assert.throws(
    () => readStackFile("test", written("config: [1\n b: {")),
    refused("TRB_SETTINGS_INVALID", /is not YAML/),
  );
  assert.throws(() => readStackFile("test", written("")), refused("TRB_SETTINGS_INVALID", /no object `config`/));
});

test("what a machine must have: the locked sets and the ports, with the keys that change them", () => {
  const needs = (stack: string) => {
    const settings = parseSettings(readStackFile(stack));
    assert.ok(settings.cloud === "local");
    return localNeeds(settings, stack);
  };
  assert.deepEqual(needs("local").artifacts, ["kafka-4.4.0", "registry-2.6.13"]);
  assert.deepEqual(needs("local-zookeeper").artifacts, ["kafka-3.9.2", "registry-2.6.13"]);
  assert.deepEqual(needs("existing-local").artifacts, ["registry-2.6.13"]);
  const ports = needs("local-three").ports;
  assert.deepEqual(
    ports.filter(({ key }) => key === "local.ports.kafka").map(({ port }) => port),
    [29092, 29093, 29094],
  );
  assert.ok(
    ports.some(({ port, key }) => key === "local.ports.ops" && port === 29430),
    "processor-0",
  );
});
