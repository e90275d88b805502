/** The platform of compose.yaml in containers of a test's engine, and a reader of it that shares nothing with the application. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Kafka, logLevel } from "kafkajs";
import { projectRoot } from "../../../components/local/folder.ts";
import { until } from "../../support/reader.ts";
import type { Engine } from "./engine.ts";
import { composeProgram } from "./needs.ts";

const run = promisify(execFile);

export interface Letter {
  key: string;
  value: string;
  headers: Record<string, string>;
}

export class Containers {
  readonly profile: "kraft" | "zookeeper";
  /** Its services that run on Kafka's files, the broker first. */
  readonly brokers: string[];
  readonly #engine: Engine;
  readonly #env: NodeJS.ProcessEnv;
  readonly #shown = new Map<string, Promise<string>>();
  readonly #ports: { kafka: number; ingest: number };

  /** @param profile of compose.yaml @param basePort first of three ports */
  constructor(engine: Engine, profile: "kraft" | "zookeeper", basePort: number) {
    this.profile = profile;
    this.brokers = profile === "kraft" ? ["kafka"] : ["kafka-zookeeper", "zookeeper"];
    this.#engine = engine;
    this.#ports = { kafka: basePort, ingest: basePort + 1 };
    this.#env = {
      ...engine.docker.env,
      COMPOSE_PROFILES: profile,
      COMPOSE_PROJECT_NAME: `images-${profile}`,
      KAFKA_PORT: String(basePort),
      INGEST_PORT: String(basePort + 1),
      REGISTRY_PORT: String(basePort + 2),
    };
  }

  /** Runs a command of compose to its end. @returns what it wrote to standard output @throws Error with its last lines */
  async compose(...args: string[]): Promise<string> {
    const [program = "", ...first] = composeProgram()!;
    try {
      return (
        await run(program, [...first, ...args], { cwd: projectRoot, env: this.#env, maxBuffer: 1 << 26 })
      ).stdout.trim();
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      throw new Error(`compose ${args[0]} failed: ${stderr?.trim().split("\n").slice(-20).join("\n") ?? message}`);
    }
  }

  async up(): Promise<void> {
    try {
      await this.compose("up", "--detach", "--no-build");
      for (const service of ["ingest", "processor"]) await this.healthy(service);
    } catch (error) {
      const logs = await this.compose("logs", "--no-color", "--tail=10", "prepare", "setup", "ingest", ...this.brokers);
      throw new Error(`${(error as Error).message}\n${logs}`);
    }
  }

  healthy(service: string): Promise<unknown> {
    return until(`${service} healthy`, 90, async () => {
      const state = await this.inspect(service);
      return state.State.Running && state.State.Health?.Status === "healthy";
    });
  }

  /** By the labels that compose gives: asking compose itself takes a second. */
  id(service: string): Promise<string> {
    const labels = { project: this.#env["COMPOSE_PROJECT_NAME"], service };
    const filters = Object.entries(labels).flatMap(([key, value]) => [
      "--filter",
      `label=com.docker.compose.${key}=${value}`,
    ]);
    return this.#engine.run("ps", "--all", "--quiet", ...filters);
  }

  async inspect(service: string): Promise<any> {
    return JSON.parse(await this.#engine.run("inspect", await this.id(service)))[0];
  }

  /** Runs JavaScript in a running container of ours. */
  async evaluate(service: string, code: string): Promise<string> {
    return this.#engine.run("exec", await this.id(service), "node", "-e", code);
  }

  /** Ends a container's process as a crash would, and waits until another runs in its place. */
  async crash(service: string): Promise<void> {
    const before = (await this.inspect(service)).State.Pid as number;
    process.kill(before, "SIGKILL");
    await until(`${service} started again`, 60, async () => {
      const { State } = await this.inspect(service);
      return State.Running && State.Pid !== before && State.Pid > 0;
    });
  }

  /** A secret, as the README says that it is shown. */
  show(name: string): Promise<string> {
    const shown = this.#shown.get(name) ?? this.compose("run", "--rm", "--no-deps", "-T", "setup", "show", name);
    this.#shown.set(name, shown);
    return shown;
  }

  /** Sends events until each of them is accepted. */
  async post(token: string, lines: string, key: string): Promise<void> {
    await until(`${key} accepted`, 90, async () => {
      const answer = await fetch(`http://127.0.0.1:${this.#ports.ingest}/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson", "idempotency-key": key },
        body: lines,
        signal: AbortSignal.timeout(20_000),
      });
      const { rejected } = (await answer.json()) as { rejected?: number };
      return answer.ok && rejected === 0;
    });
  }

  /** A client from outside the containers. @param more overrides, such as another password */
  async client(user: string, more: { password?: string; ssl?: boolean } = {}): Promise<Kafka> {
    return new Kafka({
      clientId: `images-${user}`,
      brokers: [`127.0.0.1:${this.#ports.kafka}`],
      ...(more.ssl === false ? {} : { ssl: { ca: [await this.show("ca")] } }),
      sasl: { mechanism: "scram-sha-512", username: user, password: more.password ?? (await this.show(user)) },
      connectionTimeout: 5_000,
      retry: { retries: 2, initialRetryTime: 100 },
      logLevel: logLevel.NOTHING,
    });
  }

  /** Reads a topic from its beginning until enough is there. @param enough is asked after each record */
  async read(kafka: Kafka, topic: string, enough: (letters: Letter[]) => boolean): Promise<Letter[]> {
    const consumer = kafka.consumer({ groupId: `reader-${topic}-${Date.now()}` });
    const letters: Letter[] = [];
    await consumer.connect();
    try {
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message: { key, value, headers = {} } }) => {
          const texts = Object.entries(headers).map(([name, text]) => [name, String(text)]);
          letters.push({ key: String(key), value: String(value), headers: Object.fromEntries(texts) });
        },
      });
      await until(`what is expected in ${topic}`, 60, async () => enough(letters));
      return letters;
    } finally {
      await consumer.disconnect();
    }
  }
}
