/** The broker that everything is measured against: one node, KRaft, plaintext, a fixed heap, its data in a folder of its own. */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import { usageOf } from "./usage.ts";

export const brokerSet = "kafka-4.4.0";
export const brokerFlags = ["-Xms1g", "-Xmx1g", "-XX:+UseG1GC"];

export interface BenchBroker {
  address: string;
  folder: string;
  connection: KafkaConnection;
  /** seconds that it used so far; NaN without /proc */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** @param port of the broker; the controller takes the next one */
export async function startBroker(port: number, log: (text: string) => void): Promise<BenchBroker> {
  const java = await findJava(17);
  const { classpath } = await ensureArtifacts(brokerSet, log);
  const folder = mkdtempSync(join(tmpdir(), "tributary-bench-"));
  const address = `127.0.0.1:${port}`;
  const properties = join(folder, "server.properties");
  writeFileSync(properties, text(settings(port, join(folder, "data"))));
  const jvm = [...brokerFlags, "-cp", classpath.join(delimiter)];
  const id = randomBytes(16).toString("base64url").replace(/^-/, "a");
  const format = ["kafka.tools.StorageTool", "format", "-t", id, "-c", properties];
  execFileSync(java.command, [...jvm, ...format], { stdio: "pipe" });
  const child = spawn(java.command, [...jvm, "kafka.Kafka", properties], { stdio: "ignore", cwd: folder });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 600 || child.exitCode !== null) {
      await stop();
      throw new Error(`the broker did not start on port ${port}; is the port taken? --port chooses another`);
    }
    await sleep(100);
  }
  const connection: KafkaConnection = {
    version: 1,
    bootstrapServers: [address],
    protocol: "PLAINTEXT",
    auth: { mechanism: "none" },
    limits: { maxMessageBytes: 1_048_576, compression: ["none"] },
    principal: "bench",
    groupPrefix: "",
  };
  return { address, folder, connection, cpuSeconds: () => usageOf(child.pid!)?.cpuSeconds ?? Number.NaN, stop };
}

function settings(port: number, data: string): Record<string, string | number | boolean> {
  return {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${port + 1}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": data,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 4,
    "group.initial.rebalance.delay.ms": 0,
    "auto.create.topics.enable": false,
    // Room for deleted topics at once.
    "log.segment.delete.delay.ms": 1_000,
    "log.retention.check.interval.ms": 10_000,
  };
}

const text = (entries: Record<string, unknown>): string =>
  Object.entries(entries)
    .map((entry) => entry.join("="))
    .join("\n");

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
