/** Three KRaft brokers with small heaps, each behind a fault proxy; they reach one another without it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { until } from "../../../app/test/integration/processes.ts";
import { type ArtifactSet, ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import { type NodeId, Operations } from "./operations.ts";
import { FaultProxy } from "./proxy.ts";
import type { Security } from "./security.ts";

export const NODES: readonly NodeId[] = [1, 2, 3];
/** The broker with a second folder for its logs, which can fail without the first one. */
export const TWO_DISKS: NodeId = 3;

/** In order: what clients connect to (the proxy), the broker behind it, between brokers, controllers. */
const portsOf = (base: number, node: number) => ({
  proxy: base + node * 4,
  client: base + node * 4 + 1,
  internal: base + node * 4 + 2,
  controller: base + node * 4 + 3,
});

export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), "fault-cluster-"));
  readonly proxies = new Map<NodeId, FaultProxy>();
  readonly operations: Operations;
  readonly #children = new Map<NodeId, ChildProcess>();
  readonly #base: number;
  #command = "";
  #jvm: string[] = [];
  readonly #set: ArtifactSet;
  readonly #security: Security | undefined;

  /**
   * @param base ports base+4 to base+15 are used
   * @param set the release; default: the platform's own
   * @param security of the listener that clients come by; default: none
   */
  constructor(base: number, set: ArtifactSet = "kafka-4.4.0", security?: Security) {
    this.#base = base;
    this.#set = set;
    this.#security = security;
    this.operations = new Operations(this.direct);
  }

  /** By the proxies. */
  get bootstrap(): string[] {
    return NODES.map((node) => `127.0.0.1:${portsOf(this.#base, node).proxy}`);
  }

  /** By the brokers' own listener, which no proxy stands in front of. */
  get direct(): string[] {
    return NODES.map((node) => `127.0.0.1:${portsOf(this.#base, node).internal}`);
  }

  async up(): Promise<void> {
    this.#command = (await findJava(17)).command;
    await this.use(this.#set);
    await this.#security?.start(this.folder);
    const id = randomBytes(16).toString("base64url").replace(/^-/, "a");
    const users = (this.#security?.users ?? []).flatMap((user) => ["--add-scram", user]);
    for (const node of NODES) {
      writeFileSync(this.#file(node), this.#properties(node));
      const format = ["kafka.tools.StorageTool", "format", "-t", id, "-c", this.#file(node), ...users];
      execFileSync(this.#command, [...this.#jvm, ...format], { stdio: "pipe" });
      const { proxy, client } = portsOf(this.#base, node);
      this.proxies.set(node, await FaultProxy.start(proxy, client, this.#security === undefined));
      this.#spawn(node);
    }
    await until("three brokers", 90, async () => (await this.#alive()) === NODES.length);
  }

  /** Brokers that start from now on are of this release. */
  async use(set: ArtifactSet): Promise<void> {
    const { classpath } = await ensureArtifacts(set);
    const own = this.#security?.jvm ?? [];
    this.#jvm = ["-Xmx256m", "-XX:+UseSerialGC", ...own, "-cp", classpath.join(delimiter)];
  }
  /** Ends a broker; SIGTERM moves its leaders first. */
  async stop(node: NodeId, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#children.get(node);
    if (child === undefined) return;
    this.#children.delete(node);
    child.kill(signal);
    await once(child, "exit");
  }
  /** Starts a broker that was stopped, and waits until it answers. */
  async start(node: NodeId): Promise<void> {
    this.#spawn(node);
    await until(`broker ${node}`, 60, () => answers(portsOf(this.#base, node).client));
  }
  /** Of TWO_DISKS. */
  get secondDisk(): string {
    return join(this.folder, "disk-2");
  }
  /** Closes every connection of clients; new ones are taken. */
  cut(): void {
    for (const proxy of this.proxies.values()) proxy.cut();
  }
  heal(): void {
    for (const proxy of this.proxies.values()) proxy.heal();
  }
  /** Starts every broker that was stopped. */
  async restore(): Promise<void> {
    for (const node of NODES) if (!this.#children.has(node)) await this.start(node);
  }
  async dispose(): Promise<void> {
    for (const node of NODES) await this.stop(node, "SIGKILL");
    for (const proxy of this.proxies.values()) await proxy.close();
    await this.#security?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #alive(): Promise<number> {
    return this.operations.admin(
      async (admin) => (await admin.metadata({ topics: [], forceUpdate: true })).brokers.size,
    );
  }
  #file(node: NodeId): string {
    return join(this.folder, `${node}.properties`);
  }
  #spawn(node: NodeId): void {
    this.#children.set(
      node,
      spawn(this.#command, [...this.#jvm, "kafka.Kafka", this.#file(node)], { stdio: "ignore" }),
    );
  }
  #properties(node: NodeId): string {
    const own = portsOf(this.#base, node);
    const voters = NODES.map((other) => `${other}@127.0.0.1:${portsOf(this.#base, other).controller}`);
    return Object.entries({
      "process.roles": "broker,controller",
      "node.id": node,
      "controller.quorum.voters": voters.join(","),
      listeners: `CLIENT://127.0.0.1:${own.client},INTERNAL://127.0.0.1:${own.internal},CONTROLLER://127.0.0.1:${own.controller}`,
      "advertised.listeners": `CLIENT://127.0.0.1:${own.proxy},INTERNAL://127.0.0.1:${own.internal}`,
      "inter.broker.listener.name": "INTERNAL",
      "controller.listener.names": "CONTROLLER",
      "listener.security.protocol.map": `CLIENT:${this.#security?.protocol ?? "PLAINTEXT"},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT`,
      "log.dirs": [join(this.folder, `data-${node}`), ...(node === TWO_DISKS ? [this.secondDisk] : [])].join(","),
      "default.replication.factor": 3,
      "min.insync.replicas": 2,
      "offsets.topic.replication.factor": 3,
      "offsets.topic.num.partitions": 3,
      "transaction.state.log.replication.factor": 3,
      "transaction.state.log.min.isr": 2,
      "transaction.state.log.num.partitions": 3,
      // A killed broker is noticed sooner than by default (9 s), so that rounds are short.
      "broker.session.timeout.ms": 4_000,
      "broker.heartbeat.interval.ms": 1_000,
      "replica.lag.time.max.ms": 5_000,
      "group.initial.rebalance.delay.ms": 0,
      "auto.create.topics.enable": false,
      "log.cleaner.backoff.ms": 1_000,
      ...this.#security?.properties(),
    })
      .map((entry) => entry.join("="))
      .join("\n");
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
