/** Finding Java among made-up installations, and the real one of this machine. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findJava, javaHome } from "../../../../components/local/java/find.ts";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tributary-java-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An installation with a release file, or one that only tells its version when run. */
function installation(folder: string, name: string, version: string, release = true): string {
  const home = join(folder, name);
  mkdirSync(join(home, "bin"), { recursive: true });
  if (release) writeFileSync(join(home, "release"), `IMPLEMENTOR="Test"\nJAVA_VERSION="${version}"\n`);
  const program = release ? "exit 1" : `echo 'openjdk version "${version}" 2024-01-01' >&2`;
  writeFileSync(join(home, "bin/java"), `#!/bin/sh\n${program}\n`);
  chmodSync(join(home, "bin/java"), 0o755);
  return home;
}

test("JAVA_HOME comes first, then PATH, then the usual folders", async (t) => {
  const folder = temporaryFolder(t);
  const [home, onPath] = [installation(folder, "home", "21.0.2"), installation(folder, "path", "17.0.15")];
  installation(join(folder, "jvm"), "java-25", "25");
  const folders = [join(folder, "jvm")];
  const all = { env: { JAVA_HOME: home, PATH: `/nowhere:${join(onPath, "bin")}` }, folders };
  assert.deepEqual(await findJava(17, all), { command: join(home, "bin/java"), version: 21 });
  assert.equal((await findJava(17, { ...all, env: { PATH: all.env.PATH } })).version, 17);
  assert.equal((await findJava(17, { env: {}, folders })).version, 25);
});

test("what is too old is passed over for a newer one further on", async (t) => {
  const folder = temporaryFolder(t);
  const old = installation(folder, "old", "11.0.22");
  installation(join(folder, "jvm"), "java-17", "17.0.1");
  const java = await findJava(17, { env: { JAVA_HOME: old, PATH: "" }, folders: [join(folder, "jvm")] });
  assert.equal(java.version, 17);
});

test("finds the layouts of macOS and links", async (t) => {
  const folder = temporaryFolder(t);
  installation(join(folder, "a/temurin-21.jdk/Contents"), "Home", "21.0.4");
  installation(join(folder, "b/openjdk@17/libexec/openjdk.jdk/Contents"), "Home", "17.0.9");
  assert.equal((await findJava(17, { env: {}, folders: [join(folder, "a")] })).version, 21);
  assert.equal((await findJava(17, { env: {}, folders: [join(folder, "b")] })).version, 17);

  const home = installation(folder, "real", "17.0.2");
  mkdirSync(join(folder, "bin"));
  symlinkSync(join(home, "bin/java"), join(folder, "bin/java"));
  const linked = await findJava(17, { env: { PATH: join(folder, "bin") }, folders: [] });
  assert.equal(linked.version, 17);
  assert.equal(javaHome(linked).endsWith("/real"), true);
});

test("without a release file the program is asked", async (t) => {
  const folder = temporaryFolder(t);
  const places = (version: string) => ({
    env: { JAVA_HOME: installation(folder, version, version, false) },
    folders: [],
  });
  assert.equal((await findJava(17, places("17.0.15"))).version, 17);
  assert.equal((await findJava(17, places("26-ea"))).version, 26);
  await assert.rejects(findJava(17, places("1.8.0_402")), { code: "TRB_JAVA_TOO_OLD" });
});

test("too old and missing are one sentence each, with what to do", async (t) => {
  const folder = temporaryFolder(t);
  const old = installation(folder, "old", "1.8.0_402");
  await assert.rejects(findJava(17, { env: { JAVA_HOME: old }, folders: [] }), {
    code: "TRB_JAVA_TOO_OLD",
    exitCode: 3,
    message: `Java 8 at ${join(old, "bin/java")} is too old: 17 or newer is needed; install one, or set JAVA_HOME to it.`,
  });
  await assert.rejects(
    findJava(17, { env: { JAVA_HOME: join(folder, "gone"), PATH: folder }, folders: [folder, "/nowhere"] }),
    {
      code: "TRB_JAVA_TOO_OLD",
    },
  );
  await assert.rejects(findJava(17, { env: {}, folders: [] }), {
    code: "TRB_JAVA_MISSING",
    exitCode: 3,
    message: /^No Java was found .*install Java 17 or newer, or set JAVA_HOME/,
  });
});

test("this machine's Java is found", async () => {
  assert.ok((await findJava(17)).version >= 17);
});
