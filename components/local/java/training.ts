/** Runs a program once, for itself and on free ports, so that Java writes down the classes that its start loads. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { ProcessSpec } from "../supervisor/api.ts";
import { isReady } from "../supervisor/readiness.ts";
import type { Artifacts } from "./artifacts.ts";
import type { Java } from "./find.ts";
import type { ArtifactSet } from "./lock-file.ts";

/** Milliseconds until the program must answer, and until Java must have written the archive. */
const startTimeoutMs = 60_000;
const endTimeoutMs = 60_000;

/**
 * Ends its program as soon as its own input ends: when this process has seen enough, and also when it is killed.
 */
const leash = '"$@" & program=$!; read -r _; kill "$program"; wait "$program"';

interface Program {
  args: string[];
  ready: ProcessSpec["ready"];
}

/**
 * Writes the class archive of a set.
 * @param work an empty folder for the program's files
 * @throws a plain Error with a short reason
 */
export async function train(
  set: ArtifactSet,
  java: Java,
  artifacts: Artifacts,
  archive: string,
  work: string,
): Promise<void> {
  const program = set.startsWith("kafka-") ? await kafka(java, artifacts, work) : await registry(artifacts);
  const flags = [`-XX:ArchiveClassesAtExit=${archive}`, "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xmx384m"];
  const child = spawn("sh", ["-c", leash, "sh", java.command, ...flags, ...program.args], {
    cwd: work,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = once(child, "exit");
  try {
    const until = Date.now() + startTimeoutMs;
    while (!(await isReady(program.ready))) {
      if (child.exitCode !== null) throw new Error(`the program ended with exit code ${child.exitCode}`);
      if (Date.now() > until) throw new Error("the program did not answer");
      await sleep(100);
    }
  } finally {
    child.stdin.end();
    const late = setTimeout(() => child.kill("SIGKILL"), endTimeoutMs);
    await ended;
    clearTimeout(late);
  }
  if (!existsSync(archive)) throw new Error("Java wrote no archive");
}

/** One node of its own in KRaft mode, which 3.9 has as well. */
async function kafka(java: Java, artifacts: Artifacts, work: string): Promise<Program> {
  const [broker, controller] = await freePorts(2);
  const classpath = artifacts.classpath.join(delimiter);
  const properties = join(work, "server.properties");
  const settings = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controller}`,
    "controller.listener.names": "CONTROLLER",
    listeners: `PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    "log.dirs": join(work, "data"),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
  };
  writeFileSync(
    properties,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  const format = [
    "-cp",
    classpath,
    "kafka.tools.StorageTool",
    "format",
    "-t",
    "AAAAAAAAAAAAAAAAAAAAAQ",
    "-c",
    properties,
  ];
  try {
    await promisify(execFile)(java.command, format, { cwd: work });
  } catch {
    throw new Error("Kafka's StorageTool failed");
  }
  return { args: ["-cp", classpath, "kafka.Kafka", properties], ready: { kind: "tcp", port: broker! } };
}

/** The schema registry with its data in memory. */
async function registry(artifacts: Artifacts): Promise<Program> {
  const [port] = await freePorts(1);
  const jar = artifacts.classpath.find((path) => path.endsWith("-runner.jar"));
  if (!jar) throw new Error("there is no runner jar");
  return {
    args: ["-Dquarkus.http.host=127.0.0.1", `-Dquarkus.http.port=${port}`, "-jar", jar],
    ready: { kind: "http", url: `http://127.0.0.1:${port}/apis/ccompat/v7/subjects` },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
