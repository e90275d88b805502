import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { projectRoot } from "../../components/local/folder.ts";
import { artifactSets } from "../../components/local/java/lock-file.ts";
import { opsPort, processName, roleLimits } from "../../components/workload/layout.ts";
import { clusterId, project } from "../../infra/naming.ts";
import { programArguments } from "../../infra/node-arguments.ts";
import { parseSettings } from "../../infra/settings.ts";
import { readStackFile } from "../../infra/stack-file.ts";
import { tagsOf } from "../../infra/tags.ts";
import * as versions from "../../infra/versions.ts";

test("the project is that of Pulumi.yaml", () => {
  assert.equal(project, parse(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8")).name);
});

test("Pulumi starts the program with the same arguments of Node as we do", () => {
  const { options } = parse(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8")).runtime;
  assert.equal(options.nodeargs, programArguments.join(" "));
});

test("a cluster's id is 16 bytes as Kafka writes them, the stack's own and always the same", () => {
  const ids = Array.from({ length: 500 }, (_, index) => clusterId(`stack-${index}`));
  for (const id of ids) {
    assert.match(id, /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
    assert.equal(Buffer.from(id, "base64url").length, 16);
  }
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(clusterId("local"), clusterId("local"));
});

test("no two processes of the application share an ops port", () => {
  const ports = Object.entries(roleLimits).flatMap(([role, limit]) =>
    Array.from({ length: limit }, (_, index) => opsPort(19400, role as keyof typeof roleLimits, index)),
  );
  assert.equal(new Set(ports).size, ports.length);
  assert.deepEqual(
    [opsPort(19400, "ingest", 0), opsPort(19400, "generator", 0), opsPort(19400, "processor", 2)],
    [19400, 19420, 19432],
  );
  assert.equal(processName("processor", 2), "processor-2");
});

test("tags say whose a resource is", () => {
  const settings = parseSettings({ ...readStackFile("local"), cost: { owner: "data-team", center: "42" } });
  assert.deepEqual(tagsOf(settings, "local"), {
    project: "tributary",
    stack: "local",
    environment: "development",
    "managed-by": "pulumi",
    owner: "data-team",
    "cost-center": "42",
  });
});

test("each version in the table has a lock of its jars", () => {
  for (const version of versions.localKafkaVersions)
    assert.ok((artifactSets as readonly string[]).includes(`kafka-${version}`));
  assert.ok(
    (artifactSets as readonly string[]).includes(`registry-${versions.registry.version.replace(".Final", "")}`),
  );
});
