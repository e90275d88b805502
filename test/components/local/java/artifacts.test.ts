/** Downloads: checked, complete or not there, and one sentence for each way to fail. Uses the real Maven and made-up ones. */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { artifactSets, ensureArtifacts, presentArtifacts, readLock } from "../../../../components/local/java/index.ts";
import { fileName } from "../../../../components/local/java/lock-file.ts";
import { findMaven } from "../../../../components/local/java/maven-program.ts";

/** An empty cache for the test, and environment variables for its time. */
function machine(t: TestContext, env: Record<string, string | undefined> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-cache-"));
  const former = { ...process.env };
  Object.assign(process.env, { TRIBUTARY_CACHE: join(folder, "cache") });
  delete process.env["KAFKA_HOME"];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  t.after(() => {
    for (const name of Object.keys(process.env)) if (!(name in former)) delete process.env[name];
    Object.assign(process.env, former);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A program `mvn` that comes first on PATH. */
function fakeMaven(folder: string, script: string): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "bin/mvn"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "bin/mvn"), 0o755);
  process.env["PATH"] = `${join(folder, "bin")}:${process.env["PATH"]}`;
  delete process.env["MAVEN_HOME"];
  delete process.env["M2_HOME"];
}

test("the locks name every file once, with a checksum of full length", () => {
  for (const set of artifactSets) {
    const { lock } = readLock(set);
    assert.equal(lock.set, set);
    const names = lock.artifacts.map(fileName);
    assert.equal(new Set(names).size, names.length);
    for (const artifact of lock.artifacts) {
      assert.match(artifact.sha512, /^[0-9a-f]{128}$/);
      assert.ok(artifact.bytes > 1_000);
    }
  }
});

test("downloads a set once, by two processes at the same time; then a look is quick", {
  timeout: 180_000,
}, async (t) => {
  const folder = machine(t);
  const index = new URL("../../../../components/local/java/index.ts", import.meta.url).href;
  const script = `import { ensureArtifacts } from ${JSON.stringify(index)};
    const lines = [];
    const { classpath } = await ensureArtifacts("kafka-4.4.0", (text) => lines.push(text));
    console.log(JSON.stringify({ files: classpath.length, lines }));`;
  const program = join(folder, "fetch.mjs");
  writeFileSync(program, script);
  const both = await Promise.all(
    [1, 2].map(() => promisify(execFile)(process.execPath, [program], { env: process.env })),
  );
  const told = both.map(({ stdout }) => JSON.parse(stdout) as { files: number; lines: string[] });
  const expected = readLock("kafka-4.4.0").lock.artifacts.length;
  assert.deepEqual(
    told.map((one) => one.files),
    [expected, expected],
  );
  const downloads = told.flatMap((one) => one.lines).filter((line) => line.includes("downloading 58"));
  assert.equal(downloads.length, 1, "only one of them downloads");
  assert.deepEqual(
    readdirSync(join(folder, "cache/java")).filter((name) => name.startsWith(".")),
    [],
    "nothing half-made is left",
  );

  const started = performance.now();
  const { classpath } = await ensureArtifacts("kafka-4.4.0", () =>
    assert.fail("no progress when nothing is to be done"),
  );
  assert.ok(performance.now() - started < 1_000);

  // Another time is looked into; other bytes are found out and replaced.
  utimesSync(classpath[0]!, new Date(), new Date());
  assert.ok(await presentArtifacts("kafka-4.4.0"));
  writeFileSync(classpath[0]!, "not a jar");
  assert.equal(await presentArtifacts("kafka-4.4.0"), undefined);
  await ensureArtifacts("kafka-4.4.0");
  assert.ok(await presentArtifacts("kafka-4.4.0"));
});

test("a file that differs from the lock is refused and not kept", async (t) => {
  const folder = machine(t);
  const names = readLock("kafka-4.4.0").lock.artifacts.map(fileName).join(" ");
  fakeMaven(
    folder,
    `while [ "$1" != "-f" ]; do shift; done\ncd "$(dirname "$2")" && mkdir files && cd files && for name in ${names}; do echo wrong > $name; done`,
  );
  await assert.rejects(ensureArtifacts("kafka-4.4.0"), (error: { code: string; message: string }) => {
    assert.equal(error.code, "TRB_CHECKSUM");
    assert.match(
      error.message,
      /^The checksum of HdrHistogram-2\.2\.2\.jar \(kafka-4\.4\.0\) differs: the lock says sha512 fb28f1bc3a3d\.\.\., the download has [0-9a-f]{12}\.\.\.; it is not used\.$/,
    );
    return true;
  });
  assert.equal(existsSync(join(folder, "cache/java/kafka-4.4.0")), false);
  assert.deepEqual(readdirSync(join(folder, "cache/java")), ["kafka-4.4.0.lock"]);
});

test("no network: the real Maven's words become one sentence", { timeout: 180_000 }, async (t) => {
  const folder = machine(t);
  mkdirSync(join(folder, ".m2"));
  const mirror = "<mirror><id>none</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:1/</url></mirror>";
  writeFileSync(join(folder, ".m2/settings.xml"), `<settings><mirrors>${mirror}</mirrors></settings>`);
  process.env["MAVEN_OPTS"] = `-Duser.home=${folder}`;
  await assert.rejects(ensureArtifacts("kafka-4.4.0"), {
    code: "TRB_NETWORK",
    exitCode: 3,
    message: /^Maven reaches no repository to download kafka-4\.4\.0 from \(.+\): check the network/,
  });
});

test("a full disk, a file that the mirror lacks, and what is not known", async (t) => {
  const folder = machine(t);
  const fails = async (words: string, expected: object): Promise<void> => {
    fakeMaven(folder, `echo "${words}"; exit 1`);
    await assert.rejects(ensureArtifacts("kafka-3.9.2"), expected);
  };
  await fails("[ERROR] Failed to write: No space left on device", { code: "TRB_DISK_FULL" });
  await fails("[ERROR] Could not find artifact a:b:jar:1 in mirror", {
    code: "TRB_NETWORK",
    message: /does not have a:b:jar:1/,
  });
  await fails("[ERROR] Something else", { code: "TRB_RUN_FAILED", message: /\(exit code 1\): Something else\.$/ });
});

test("no Maven is one sentence that names the other way", async (t) => {
  machine(t, { PATH: "/nowhere", MAVEN_HOME: undefined, M2_HOME: undefined });
  await assert.rejects(ensureArtifacts("kafka-4.4.0"), {
    code: "TRB_MAVEN_MISSING",
    message: /neither Maven nor a Docker engine .*install Maven .*KAFKA_HOME/,
  });
});

test("without Maven, the one of its image is run when a Docker engine answers", { timeout: 180_000 }, async (t) => {
  const folder = machine(t);
  // Stands for Docker: runs what the image would run, with the mounted folder where it is.
  const maven = findMaven()!;
  const script = `
case "$1" in
  version) echo 28.0.0 ;;
  run)
    echo "$@" > ${folder}/asked
    while [ "$1" != mvn ]; do [ "$1" = --volume ] && mounted="\${2%:/download}"; shift; done
    shift 2
    for argument; do shift; case "$argument" in /download/*) argument="$mounted/\${argument#/download/}" ;; esac; set -- "$@" "$argument"; done
    cd "$mounted" && exec ${maven} "$@" ;;
esac`;
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/docker"), `#!/bin/sh${script}\n`);
  chmodSync(join(folder, "bin/docker"), 0o755);
  for (const name of ["dirname", "basename", "uname", "sh", "cat", "ls", "expr", "tar", "java"]) {
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(folder, "bin", name));
  }
  process.env["PATH"] = join(folder, "bin");
  delete process.env["MAVEN_HOME"];
  delete process.env["M2_HOME"];
  const lines: string[] = [];
  const { classpath } = await ensureArtifacts("kafka-4.4.0", (line) => lines.push(line));
  assert.equal(classpath.length, readLock("kafka-4.4.0").lock.artifacts.length);
  assert.match(lines[0]!, /58 files, 48 MB with Maven in Docker/);
  const asked = readFileSync(join(folder, "asked"), "utf8");
  assert.match(
    asked,
    /^run --rm --init --user \d+:\d+ .* mvn -Duser\.home=\/download\/home -B -U .* -f \/download\/pom\.xml org\.apache/,
  );
});

test("KAFKA_HOME is used when it holds that very version", async (t) => {
  const folder = machine(t, { PATH: "/nowhere", MAVEN_HOME: undefined, M2_HOME: undefined });
  const libs = join(folder, "kafka/libs");
  mkdirSync(libs, { recursive: true });
  for (const name of ["kafka_2.13-4.4.0.jar", "metrics-reporter-0.2.0.jar", "NOTICE"])
    writeFileSync(join(libs, name), "");
  process.env["KAFKA_HOME"] = join(folder, "kafka");
  const { classpath } = await ensureArtifacts("kafka-4.4.0");
  assert.deepEqual(classpath, [join(libs, "kafka_2.13-4.4.0.jar"), join(libs, "metrics-reporter-0.2.0.jar")]);
  const lines: string[] = [];
  await assert.rejects(
    ensureArtifacts("kafka-3.9.2", (text) => lines.push(text)),
    { code: "TRB_MAVEN_MISSING" },
  );
  assert.deepEqual(lines, [
    "kafka-3.9.2: KAFKA_HOME holds no Kafka 3.9.2 with Strimzi's metrics-reporter and is not used",
  ]);
});
