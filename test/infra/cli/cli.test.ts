/** The command line: exit status, machine output, one sentence for each error, logs, tables. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { stringify } from "yaml";
import { cacheFolder, projectRoot } from "../../../components/local/folder.ts";
import { fit, table } from "../../../infra/cli/table.ts";
import { run } from "../../support/platform.ts";

let home = "";
let configFile = "";
before(() => {
  home = mkdtempSync(join(tmpdir(), "tributary-cli-"));
  configFile = join(home, "Pulumi.cli.yaml");
  const kafka = { backend: "local", topics: { events: { partitions: 3 } }, access: { reader: { auth: "scram" } } };
  const config = {
    "tributary:cloud": "local",
    "tributary:local": { ports: { kafka: 21380, replication: 21381, controller: 21382 } },
    "tributary:kafka": kafka,
    "tributary:registry": { enabled: false },
  };
  writeFileSync(configFile, stringify({ config }));
});
after(() => rmSync(home, { recursive: true, force: true }));

const cli = (...args: string[]) => run(process.execPath, ["infra/cli/main.ts", ...args], { TRIBUTARY_HOME: home });

test("help names each command with an example, and costs no time", async () => {
  const { code, stdout, stderr } = await cli("--help");
  assert.deepEqual([code, stderr], [0, ""]);
  for (const name of [
    "up",
    "preview",
    "refresh",
    "down",
    "status",
    "outputs",
    "history",
    "cancel",
    "logs",
    "ingest",
    "smoke",
    "upgrade",
  ]) {
    assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  }
  assert.match(stdout, /npm run down -- --purge/);
  assert.equal((await cli()).code, 0);
});

test("wrong arguments end with status 2 and say what there is", async () => {
  const wrong: [string[], RegExp][] = [
    [["dwon"], /unknown command 'dwon'/],
    [["up", "--engine", "other"], /Allowed choices are auto, pulumi, embedded, npm/],
    [["logs", "-n", "many"], /whole number/],
    [["up", "nowhere"], /no stack nowhere.*there is .*local/],
    [["down", "--purge"], /nobody to ask/],
  ];
  for (const [args, pattern] of wrong) {
    const { code, stderr } = await cli(...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, pattern);
    assert.ok(!/\n\s+at /.test(stderr), "no stack trace");
  }
});

test("what is not up ends with status 4, for machines with an object on standard output", async () => {
  const status = await cli("status", "cli", "--config-file", configFile, "--json");
  assert.equal(status.code, 4);
  const { up, processes, engine } = JSON.parse(status.stdout);
  assert.deepEqual({ up, processes, engine }, { up: false, processes: [], engine: null });
  const outputs = await cli("outputs", "cli", "--json");
  assert.deepEqual([outputs.code, JSON.parse(outputs.stdout).error.code], [4, "TRB_STACK_DOWN"]);
  assert.equal((await cli("ingest", "events.ndjson", "--stack", "cli")).code, 4);
  assert.equal((await cli("down", "cli", "--config-file", configFile)).code, 0, "down of what is not up is done");
});

test("preview for people names the steps, for machines prints a line of JSON for each event", async () => {
  const args = ["preview", "cli", "--config-file", configFile, "--engine", "embedded"];
  const people = await cli(...args);
  assert.equal(people.code, 0, people.stderr);
  assert.match(people.stdout, /\+ kafka-node-1 +local:Broker +create/);
  assert.match(people.stdout, /\d+ to create in/);
  assert.ok(!people.stdout.includes("\x1b["), "no colours where there is no terminal");
  const machine = await cli(...args, "--json");
  const events = machine.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual([events[0].type, events.at(-1).type], ["run-started", "run-finished"]);
  const history = JSON.parse((await cli("history", "cli", "--json")).stdout);
  assert.deepEqual(
    history.map(({ result }: { result: string }) => result),
    ["succeeded", "succeeded"],
  );
});

test("an error is one sentence and its hint; --debug shows where it comes from; --json adds an object", async () => {
  const broken = join(home, "broken.yaml");
  writeFileSync(broken, stringify({ config: { "tributary:cloud": "local", "tributary:kafkaa": {} } }));
  const args = ["up", "cli", "--config-file", broken];
  const plain = await cli(...args);
  assert.equal(plain.code, 2);
  assert.match(plain.stderr, /kafkaa/);
  assert.ok(!/\n\s+at /.test(plain.stderr));
  assert.match((await cli(...args, "--debug")).stderr, /\n\s+at /);
  const lines = (await cli(...args, "--json")).stdout.trim().split("\n");
  const { error } = JSON.parse(lines.at(-1) ?? "");
  assert.equal(error.code, "TRB_SETTINGS_INVALID");
  assert.ok(error.details.problems.length >= 1);
});

test("logs shows the last lines of one or all, follows, and begins anew with a file that was cut", async () => {
  const logs = join(home, "stacks/cli/logs");
  mkdirSync(logs, { recursive: true });
  const file = join(logs, "kafka-1.log");
  writeFileSync(file, Array.from({ length: 50 }, (_, index) => `line ${index + 1}\n`).join(""));
  writeFileSync(join(logs, "registry.log"), "hello\n");
  assert.equal((await cli("logs", "kafka-1", "--stack", "cli", "-n", "2")).stdout, "line 49\nline 50\n");
  assert.match((await cli("logs", "--stack", "cli", "-n", "1")).stdout, /^kafka-1 {2}line 50\nregistry hello\n$/);
  const unknown = await cli("logs", "other", "--stack", "cli");
  assert.deepEqual([unknown.code, /there is kafka-1, registry/.test(unknown.stderr)], [2, true]);

  const child = spawn(process.execPath, ["infra/cli/main.ts", "logs", "kafka-1", "--stack", "cli", "-f", "-n", "1"], {
    cwd: projectRoot,
    env: { ...process.env, TRIBUTARY_HOME: home, TRIBUTARY_CACHE: cacheFolder() },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const until = async (text: string) => {
    for (const start = Date.now(); !out.includes(text); await new Promise((resolve) => setTimeout(resolve, 20))) {
      if (Date.now() - start > 10_000) throw new Error(`no "${text}" in ${out}`);
    }
  };
  await until("line 50\n");
  appendFileSync(file, "line 51\nhalf a ");
  await until("line 51\n");
  appendFileSync(file, "line\n");
  await until("half a line\n");
  writeFileSync(file, "anew\n");
  await until("anew\n");
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGINT");
  await ended;
});

test("a table fits its width: the widest column gives way", () => {
  const rows = [["a", "x".repeat(50)]];
  const lines = table(["n", "text"], rows, 30).split("\n");
  assert.ok(lines.every((line) => line.length <= 30));
  assert.ok(lines[1]?.endsWith("…"));
  assert.equal(fit("abc", 5), "abc  ");
  assert.equal(fit("abcdef", 4), "abc…");
});
