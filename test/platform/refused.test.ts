/** What a machine lacks is told in one sentence before anything is started; on a full disk a stack can still be stopped. */
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { cacheFolder } from "../../components/local/folder.ts";
import { findJava, javaHome, usualFolders } from "../../components/local/java/find.ts";
import { Machine, noMachine } from "../support/machine.ts";
import { type CliResult, Platform, run } from "../support/platform.ts";
import { noProcesses, processesOf } from "../support/processes.ts";

const platform = new Platform({ stack: "refused", basePort: 22600, ingest: false });
const scratch = mkdtempSync(join(tmpdir(), "tributary-refused-"));
after(
  async () => {
    await platform.dispose();
    rmSync(scratch, { recursive: true, force: true });
  },
  { timeout: 120_000 },
);

const args = (command: string) => [
  "infra/cli/main.ts",
  command,
  "refused",
  ...["--config-file", platform.stackFile, "--engine", "embedded"],
];
const up = (env: Record<string, string>, machine?: Machine): Promise<CliResult> => {
  const all = { TRIBUTARY_HOME: platform.home, JAVA_HOME, ...env };
  return machine ? machine.run(process.execPath, args("up"), all) : run(process.execPath, args("up"), all);
};

/** One sentence, its exit status, no trace, and nothing that runs or is half there. */
function assertRefused({ code, stdout, stderr }: CliResult, expected: number, sentence: RegExp): void {
  assert.equal(code, expected, stdout + stderr);
  assert.match(stderr, sentence);
  const lines = stderr.trim().split("\n");
  assert.ok(lines.length <= 2, `an error and a hint: ${stderr}`);
  assert.doesNotMatch(stderr, /not on purpose/);
  assert.deepEqual(processesOf(platform.home), []);
  for (const made of ["kafka", "secrets", "registry", "state.json"]) {
    assert.ok(!existsSync(join(platform.folder, made)), `${made} was made`);
  }
}

/** A program of a test's own, in a folder for PATH. */
function program(name: string, script: string): string {
  const folder = mkdtempSync(join(scratch, "bin-"));
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}
// Java is there wherever the others are asked for.
const JAVA_HOME = javaHome(await findJava(17));
const system = `${dirname(process.execPath)}:/bin:/sbin`;

test("no Java, and Java that is too old", { skip: noMachine }, async () => {
  const machine = await Machine.with(
    Object.fromEntries(usualFolders.filter(existsSync).map((folder) => [folder, "ro"])),
  );
  try {
    const none = await up({ PATH: dirname(process.execPath), JAVA_HOME: "" }, machine);
    assertRefused(none, 3, /No Java was found .*install Java 17 or newer, or set JAVA_HOME/);
    const old = program("java", `echo 'openjdk version "11.0.22" 2024-01-16' >&2`);
    const tooOld = await up({ PATH: `${old}:${dirname(process.execPath)}`, JAVA_HOME: "" }, machine);
    assertRefused(tooOld, 3, /Java 11 at .*\/java is too old: 17 or newer is needed/);
  } finally {
    machine.end();
  }
});

test("nothing downloaded: no Maven, no network, a file that differs", { skip: noProcesses }, async () => {
  const empty = mkdtempSync(join(scratch, "cache-"));
  const none = await up({ TRIBUTARY_CACHE: empty, PATH: dirname(process.execPath), MAVEN_HOME: "", M2_HOME: "" });
  assertRefused(none, 3, /neither Maven nor a Docker engine .*install Maven/);

  // As Maven tells it, and as it would fetch the files: those of the real cache, one of them changed by a byte.
  const unreachable = program("mvn", "echo '[ERROR] Unknown host repo.example: Name or service not known'; exit 1");
  const offline = await up({ TRIBUTARY_CACHE: empty, PATH: `${unreachable}:${system}` });
  assertRefused(offline, 3, /Maven reaches no repository .*check the network/);
  const jars = cacheFolder("java", "kafka-4.4.0");
  const changed = program(
    "mvn",
    `while [ "$1" != -f ]; do shift; done
out="$(dirname "$2")/files" && mkdir -p "$out" && cp ${jars}/*.jar "$out" && printf x >> "$out/zstd-jni-1.5.7-17.jar"`,
  );
  const differs = await up({ TRIBUTARY_CACHE: empty, PATH: `${changed}:${system}` });
  assertRefused(differs, 3, /checksum of zstd-jni-1\.5\.7-17\.jar \(kafka-4\.4\.0\) differs/);
  const left = existsSync(join(empty, "java")) ? readdirSync(join(empty, "java")) : [];
  assert.deepEqual(
    left.filter((name) => !name.endsWith(".lock")),
    [],
    "nothing unchecked is kept",
  );
});

test("a jar that was changed on the disk is fetched anew instead of being run", { skip: noProcesses }, async () => {
  const cache = mkdtempSync(join(scratch, "cache-"));
  cpSync(cacheFolder("java", "kafka-4.4.0"), join(cache, "java", "kafka-4.4.0"), {
    recursive: true,
    preserveTimestamps: true,
  });
  writeFileSync(join(cache, "java/kafka-4.4.0/zstd-jni-1.5.7-17.jar"), "x");
  const refused = await up({ TRIBUTARY_CACHE: cache, PATH: dirname(process.execPath), MAVEN_HOME: "", M2_HOME: "" });
  assertRefused(refused, 3, /kafka-4\.4\.0 has to be downloaded/);
});

test("a folder of a newer version", { skip: noProcesses }, async () => {
  const newer = [
    ["engine.json", { version: 2, engine: "embedded" }],
    ["supervisor/state.json", { version: 2, stackToken: "t", processes: {} }],
  ] as const;
  for (const [name, content] of newer) {
    const path = join(platform.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
    assertRefused(await up({}), 4, /newer Tributary \(version 2.*use that one/);
    const down = await platform.cli("down");
    assert.equal(down.code, 4, down.stdout + down.stderr);
    rmSync(path);
  }
  const state = join(platform.folder, "state.json");
  writeFileSync(state, JSON.stringify({ format: "tributary-state", version: 2 }));
  const other = await up({});
  assert.equal(other.code, 4, other.stdout + other.stderr);
  assert.match(other.stderr, /state\.json was written by another Tributary \(version 2/);
  rmSync(state);
  assert.deepEqual(processesOf(platform.home), []);
});

test("a disk that is read-only, too small, or full", { skip: noMachine }, async () => {
  const cases: [string, number, RegExp][] = [
    ["ro", 1, /is on a disk that is read-only: .*TRIBUTARY_HOME/],
    ["size=64m", 3, /has \d+ MiB free and stack refused needs 1024 MiB: free some space/],
    // Not even room for a name.
    ["size=4k,nr_inodes=2", 3, /disk/],
  ];
  for (const [options, code, sentence] of cases) {
    const home = mkdtempSync(join(scratch, "home-"));
    const machine = await Machine.with({ [home]: options });
    try {
      assertRefused(await up({ TRIBUTARY_HOME: home }, machine), code, sentence);
    } finally {
      machine.end();
    }
  }
});

test("down of a stack whose disk is full leaves no process, and goes through when there is room", {
  skip: noMachine,
  timeout: 120_000,
}, async () => {
  const home = mkdtempSync(join(scratch, "home-"));
  const machine = await Machine.with({ [home]: "size=1200m" });
  const cli = (command: string) => machine.run(process.execPath, args(command), { TRIBUTARY_HOME: home });
  try {
    const started = await cli("up");
    assert.equal(started.code, 0, started.stdout + started.stderr);
    await machine.run("sh", ["-c", `cat /dev/zero > ${home}/ballast`]);
    const refused = await cli("up");
    assert.equal(refused.code, 3, refused.stdout + refused.stderr);
    assert.match(refused.stderr, /has 0 MiB free/);
    assert.ok(processesOf(home).length > 0);
    const full = await cli("down");
    assert.deepEqual(processesOf(home), [], full.stdout + full.stderr);
    assert.equal(full.code, 3, full.stdout + full.stderr);
    assert.match(full.stderr, /no room is left|disk is full/);
    await machine.run("rm", [`${home}/ballast`]);
    const down = await cli("down");
    assert.equal(down.code, 0, down.stdout + down.stderr);
  } finally {
    await cli("down");
    machine.end();
  }
});
