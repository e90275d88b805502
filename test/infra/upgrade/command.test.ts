/** `tributary upgrade plan`: exit status, what is printed, JSON, bad input, and that nothing is changed. */
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wrap } from "../../../infra/cli/wrap.ts";
import { run } from "../../support/platform.ts";
import { changed, folder, planUpgrade, stateOf } from "./support.ts";

const home = join(folder, "home");
const cli = (...args: string[]) =>
  run(process.execPath, ["infra/cli/main.ts", "upgrade", "plan", ...args], { TRIBUTARY_HOME: home });

test("a plan: status 0, a table and steps that fit, no colour without a terminal, nothing written", async () => {
  const file = changed("kubernetes-production", (raw) => (raw.kafka.version = "4.2.0"));
  const { code, stdout, stderr } = await cli("kubernetes-production", "--config-file", file);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^Upgrade of stack kubernetes-production: kubernetes, Kafka by strimzi\.\nNothing here tells what runs/,
  );
  assert.match(stdout, /^subject +now +target +end of life +what$/m);
  assert.match(stdout, /^kafka +4\.2\.0 +4\.3\.1 +unknown +step 1$/m);
  assert.match(
    stdout,
    /^ 1\. Kafka 4\.2\.0 -> 4\.3\.1\n +set +kafka\.version: 4\.3\.1, kafka\.metadataVersion: 4\.2-IV1$/m,
  );
  assert.match(stdout, /^ 2\. Metadata[\s\S]*From step 2 on there is no way back\.$/m);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 100, line);
  assert.throws(() => readdirSync(home), /ENOENT/);
});

test("a refused jump: status 5, why and what instead; JSON has the same", async () => {
  const { code, stdout } = await cli("--stack", "local", "--to", "kafka=3.9.2", "--json");
  const plan = JSON.parse(stdout);
  assert.deepEqual([code, plan.stack, plan.cloud, plan.backend, plan.seen], [5, "local", "local", "local", null]);
  assert.deepEqual(
    Object.keys(plan).sort(),
    "backend cloud noWayBackFrom refused seen stack steps subjects".split(" "),
  );
  assert.deepEqual(Object.keys(plan.subjects[0]).sort(), "end id now source state target title what".split(" "));
  assert.deepEqual(Object.keys(plan.refused[0]).sort(), "from instead reason subject to way".split(" "));
});

test("bad input ends with status 2 and one sentence", async () => {
  const { code, stdout, stderr } = await cli("local", "--to", "kafak=4.4.0");
  assert.deepEqual([code, stdout], [2, ""]);
  assert.equal(
    stderr,
    "Error: --to kafak: stack local has no such subject; it has kafka, registry, node, pulumi.\nDid you mean kafka?\n",
  );
  const nonsense = join(folder, "nonsense.json");
  writeFileSync(nonsense, "[]");
  const other = await stateOf("local", { backend: "local", kafkaVersion: "4.4.0" });
  const wrong: [Parameters<typeof planUpgrade>, RegExp][] = [
    [["local", { to: ["kafka"] }], /--to kafka is not SUBJECT=VERSION/],
    [["local", { to: ["kafka=newest"] }], /--to kafka=newest is not SUBJECT=VERSION/],
    [["local", { to: ["kafka=4.4.0", "kafka=3.9.2"] }], /--to names kafka twice/],
    [["local", { state: join(folder, "none.json") }], /none\.json cannot be read/],
    [["local", { state: nonsense }], /is no state of Pulumi's/],
    [["local-three", { state: other }], /is the state of stack local of tributary, and not of local-three/],
    [["nowhere", {}], /There is no stack nowhere/],
    [["local", { configFile: changed("local", (raw) => (raw.kafka.version = "1.0")) }], /kafka\.version is "1\.0"/],
  ];
  for (const [args, message] of wrong) await assert.rejects(planUpgrade(...args), message);
});

test("a state that says older than this machine's settings: brokers of this machine, without a way back", async () => {
  const state = await stateOf("local", { backend: "local", kafkaVersion: "4.1.2" });
  const { steps, noWayBackFrom } = await planUpgrade("local", { state });
  assert.deepEqual([steps.map(({ title }) => title), noWayBackFrom], [["Kafka 4.1.2 -> 4.4.0"], 1]);
});

test("text is wrapped at words, and indented", () => {
  assert.equal(wrap("one two three four five six", 4, 24), "one two three four\n    five six");
  assert.equal(wrap("short", 4, 24), "short");
});
