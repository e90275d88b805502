/** The command and the automation library: exit status, what is printed, and that nothing was changed. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { stringify } from "yaml";
import { readStackFile } from "../../../infra/stack-file.ts";
import { run } from "../../support/platform.ts";

let home = "";
before(() => {
  home = mkdtempSync(join(tmpdir(), "tributary-policy-"));
});
after(() => rmSync(home, { recursive: true, force: true }));

const cli = (...args: string[]) =>
  run(process.execPath, ["infra/cli/main.ts", ...args], { TRIBUTARY_HOME: home, COLUMNS: "100" });

/** The file of a stack with one thing changed. */
function changed(stack: string, change: (raw: any) => void): string {
  const raw = readStackFile(stack);
  change(raw);
  const file = join(home, `Pulumi.${stack}.yaml`);
  const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`tributary:${key}`, value]));
  writeFileSync(file, stringify({ config }));
  return file;
}

const exception = (until: string) => ({
  rule: "topic-replication",
  resource: "kafka-topic-events",
  reason: "a test of it",
  until,
});

test("a stack that keeps the rules: status 0, a table that fits, JSON for pipelines", async () => {
  const { code, stdout, stderr } = await cli("policy", "local");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^stack +resources +broken +advice +excepted\nlocal +\d+ +0 +0 +0\n\nAll rules are kept\.\n$/);
  const json = await cli("policy", "--stack", "local", "--json");
  const { broken, stacks } = JSON.parse(json.stdout);
  assert.deepEqual([json.code, broken, stacks.map((one: any) => one.stack)], [0, 0, ["local"]]);
});

test("broken rules: status 5, each with resource, path and what to do; the exceptions that hold are told", async () => {
  const file = changed("kubernetes-existing", (raw) => {
    raw.kafka.version = "3.8.1";
    raw.policy = { exceptions: [exception("2026-01-31"), exception("2999-01-31")] };
  });
  const { code, stdout } = await cli("policy", "--stack", "kubernetes-existing", "--config-file", file);
  assert.equal(code, 5);
  assert.match(
    stdout,
    /broken supported-versions \(high\): kafka tributary:kafka:ExistingPodsCluster\n {4}version is Kafka 3\.8\.1, /,
  );
  assert.match(stdout, /allowed: 4\.4, .*\. Raise kafka\.version/);
  assert.match(stdout, /policy\.exceptions\[0\]\.until is 2026-01-31, which has passed/);
  assert.match(
    stdout,
    /advice topic-replication .*\n {4}policy\.exceptions\[1\] is an exception for kafka-topic-events/,
  );
  const json = JSON.parse(
    (await cli("policy", "--stack", "kubernetes-existing", "--config-file", file, "--json")).stdout,
  );
  assert.equal(json.broken, 2);
  assert.deepEqual(Object.keys(json.stacks[0].broken[0]).sort(), [
    "allowed",
    "given",
    "level",
    "mend",
    "name",
    "path",
    "rule",
    "severity",
    "type",
    "urn",
  ]);
});

test("what only one stack can have asks for its name, and a stack that is not there is told", async () => {
  for (const option of ["--config-file", "--preview"]) {
    const { code, stderr } = await cli("policy", option, "somewhere");
    assert.equal(code, 2);
    assert.match(stderr, /Add its name/);
  }
  assert.match((await cli("policy", "local", "--stack", "other")).stderr, /Two stacks are named, local and other/);
  assert.equal((await cli("policy", "nowhere")).code, 2);
});

test("steps of a preview are judged, too", async () => {
  const urn = "urn:pulumi:local::tributary::aws:s3/bucket:Bucket::lake-bucket";
  const file = join(home, "preview.json");
  writeFileSync(file, JSON.stringify({ steps: [{ op: "replace", urn, replaceReasons: ["bucket"] }] }));
  const { code, stdout } = await cli("policy", "--stack", "local", "--preview", file);
  assert.equal(code, 5);
  assert.match(stdout, /broken kept-data \(critical\): lake-bucket aws:s3\/bucket:Bucket/);
});

for (const command of ["preview", "up"]) {
  test(`${command} refuses before anything is asked or changed`, async () => {
    const file = changed("local", (raw) => {
      raw.policy = { exceptions: [exception("2026-01-31")] };
    });
    const { code, stderr } = await cli(command, "local", "--engine", "embedded", "--config-file", file);
    assert.equal(code, 5, stderr);
    assert.match(
      stderr,
      /Stack local breaks a policy\. topic-replication: local: policy\.exceptions\[0\]\.until is 2026-01-31/,
    );
    const folder = join(home, "local");
    const left = existsSync(folder) ? readdirSync(folder) : [];
    assert.deepEqual(
      left.filter((name) => /state|secrets|kafka|logs/.test(name)),
      [],
      `left: ${left.join(", ")}`,
    );
  });
}
