/** One real broker for the application's tests: KRaft, plaintext, in a folder of its own. The platform's brokers have TLS and users. */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ArtifactSet, ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import type { KafkaConnection } from "../../src/connection.ts";

export interface Broker {
  folder: string;
  address: string;
  connection: KafkaConnection;
  pid: number;
  stop(): Promise<void>;
}

export interface BrokerOptions {
  /** Release of Kafka. Default: kafka-4.4.0. */
  set?: ArtifactSet;
  /** Properties on top of, or instead of, its own; they may depend on its folder. */
  properties?: (folder: string) => Record<string, string | number>;
  /** Users that exist from the start, as the storage tool takes them, e.g. SCRAM-SHA-512=[name=a,password=b] */
  users?: string[];
  jvm?: string[];
}

/** @param port of the broker; the controller takes the next one */
export async function startBroker(port: number, options: BrokerOptions = {}): Promise<Broker> {
  const java = await findJava(17);
  const { classpath } = await ensureArtifacts(options.set ?? "kafka-4.4.0");
  const folder = mkdtempSync(join(tmpdir(), "app-broker-"));
  const properties = join(folder, "server.properties");
  const address = `127.0.0.1:${port}`;
  writeFileSync(
    properties,
    Object.entries({
      "process.roles": "broker,controller",
      "node.id": 1,
      "controller.quorum.voters": `1@127.0.0.1:${port + 1}`,
      listeners: `PLAINTEXT://${address},CONTROLLER://127.0.0.1:${port + 1}`,
      "advertised.listeners": `PLAINTEXT://${address}`,
      "controller.listener.names": "CONTROLLER",
      "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "log.dirs": join(folder, "data"),
      "offsets.topic.replication.factor": 1,
      "offsets.topic.num.partitions": 4,
      "transaction.state.log.replication.factor": 1,
      "transaction.state.log.min.isr": 1,
      "transaction.state.log.num.partitions": 4,
      "group.initial.rebalance.delay.ms": 0,
      "auto.create.topics.enable": false,
      // Of 128 MiB by default, which now and then does not fit a heap of 256.
      "log.cleaner.dedupe.buffer.size": 8_388_608,
      ...options.properties?.(folder),
    })
      .map((entry) => entry.join("="))
      .join("\n"),
  );
  const jvm = ["-Xmx256m", ...(options.jvm ?? []), "-cp", classpath.join(delimiter)];
  const id = randomBytes(16).toString("base64url").replace(/^-/, "a");
  const users = (options.users ?? []).flatMap((user) => ["--add-scram", user]);
  execFileSync(java.command, [...jvm, "kafka.tools.StorageTool", "format", "-t", id, "-c", properties, ...users], {
    stdio: "pipe",
  });
  const log = join(folder, "broker.log");
  const output = openSync(log, "w");
  const child = spawn(java.command, [...jvm, "kafka.Kafka", properties], { stdio: ["ignore", output, output] });
  closeSync(output);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 300 || child.exitCode !== null) {
      const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-20).join("\n");
      const end = child.signalCode ?? child.exitCode ?? "none yet";
      await stop();
      throw new Error(`the broker at ${address} did not start (exit: ${end}); its last lines:\n${lines}`);
    }
    await sleep(100);
  }
  const connection: KafkaConnection = {
    version: 1,
    bootstrapServers: [address],
    protocol: "PLAINTEXT",
    auth: { mechanism: "none" },
    limits: { maxMessageBytes: 1_048_576, compression: ["none"] },
    principal: "test",
    groupPrefix: "",
  };
  return { folder, address, connection, pid: child.pid!, stop };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
