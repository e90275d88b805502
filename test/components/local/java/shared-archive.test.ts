/** Class archives: made once by a run of the real program, used by the supervisor, and no trouble when they cannot be made. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { ensureClassArchive } from "../../../../components/local/class-archives.ts";
import { ensureArtifacts, findJava, jvmStartFlags } from "../../../../components/local/java/index.ts";
import { ensureSupervisor } from "../../../../components/local/supervisor/client.ts";
import { sleeper, temporaryStack, until } from "../supervisor/stack.ts";

test("Java takes Kafka's classes from the archive", { timeout: 400_000 }, async () => {
  await ensureClassArchive("kafka-4.4.0", () => {});
  const flags = await jvmStartFlags("kafka-4.4.0");
  assert.match(flags[0]!, /^-XX:SharedArchiveFile=.*kafka-4\.4\.0-[0-9a-f]{16}\.jsa$/);
  const { classpath } = await ensureArtifacts("kafka-4.4.0");
  const program = ["-cp", classpath.join(delimiter), "kafka.tools.StorageTool", "random-uuid"];
  const loaded = execFileSync((await findJava(17)).command, [...flags, "-Xlog:class+load", ...program], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const fromArchive = loaded.split("\n").filter((line) => /kafka\.\S+ source: shared objects file/.test(line));
  assert.ok(fromArchive.length > 5, `${fromArchive.length} of Kafka's classes`);

  await ensureClassArchive("kafka-4.4.0", () => assert.fail("it is made once"));
});

test("the supervisor adds the flags to what runs on the set's jars", { timeout: 180_000 }, async (t) => {
  const folder = temporaryStack(t);
  const { classpath } = await ensureArtifacts("kafka-4.4.0");
  const supervisor = await ensureSupervisor(folder);
  const spec = sleeper("java", "", {
    command: "java",
    args: ["-XX:+PrintFlagsFinal", "-cp", classpath.join(delimiter), "kafka.tools.StorageTool", "random-uuid"],
  });
  await supervisor.put(spec);
  // It names the archive in its own words: an option that prints all flags to the log, then ends.
  const printed = await until(
    "Java has written",
    () => /SharedArchiveFile\s+=\s+(\S+)/.exec(readFileSync(folder.path("logs", "java.log"), "utf8"))?.[1],
  );
  assert.match(printed, /kafka-4\.4\.0-[0-9a-f]{16}\.jsa$/);
});

test("an archive that cannot be made is told once, and Java starts without", { timeout: 180_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-archive-"));
  const former = { ...process.env };
  t.after(() => {
    delete process.env["KAFKA_HOME"];
    Object.assign(process.env, former);
    if (!former["TRIBUTARY_CACHE"]) delete process.env["TRIBUTARY_CACHE"];
    rmSync(folder, { recursive: true, force: true });
  });
  process.env["TRIBUTARY_CACHE"] = join(folder, "cache");
  process.env["KAFKA_HOME"] = join(folder, "kafka");
  mkdirSync(join(folder, "kafka/libs"), { recursive: true });
  for (const jar of ["kafka_2.13-4.4.0.jar", "metrics-reporter-0.2.0.jar"])
    writeFileSync(join(folder, "kafka/libs", jar), "not a jar");

  const lines: string[] = [];
  await ensureClassArchive("kafka-4.4.0", (line) => lines.push(line));
  assert.match(lines.at(-1)!, /^kafka-4\.4\.0: Java starts without a class archive \(.+\)$/);
  assert.deepEqual(await jvmStartFlags("kafka-4.4.0"), []);
  await ensureClassArchive("kafka-4.4.0", () => assert.fail("it is not tried again"));
  const left = readdirSync(join(folder, "cache/java/shared-archives")).sort();
  assert.deepEqual(
    left.map((name) => name.replace(/-[0-9a-f]{16}/, "")),
    ["kafka-4.4.0.jsa.failed", "kafka-4.4.0.lock"],
  );
});
