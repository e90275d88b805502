/** A platform of a test's own: its folder, its ports, its stack file; driven by the command line, as a person would. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { cacheFolder, projectRoot } from "../../components/local/folder.ts";

export interface PlatformOptions {
  /** Name of the stack. */
  stack: string;
  /** First of a hundred ports that the test may use. */
  basePort: number;
  /** Brokers. Default: 1. */
  nodes?: number;
  /** Partitions of each topic. Default: 6. */
  partitions?: number;
  /** Copies of each record. Default: the program's own. */
  replication?: number;
  metadata?: "kraft" | "zookeeper";
  processors?: number;
  workers?: number;
  /** Default: at-least-once. With exactly-once the processor has a right to transactional ids. */
  semantics?: "at-least-once" | "exactly-once";
  /** Of batches, of every role. Default: none. */
  compression?: "none" | "gzip" | "snappy" | "lz4" | "zstd";
  /** Counts of events in windows, in topic login-aggregates. Default: none. */
  aggregates?: boolean;
  /** Consumer group of the processors. Default: login-processor. */
  group?: string;
  ingest?: boolean;
  generator?: { eventsPerSecond: number; brokenShare: number } | false;
  /** How ingest and the generator write; the input topic's schema is of that type. Default: json. */
  format?: "json" | "json-schema" | "avro";
  /** Whether dead letters can be replayed, by the principal replayer. Default: false. */
  replays?: boolean;
  /** Whether it can be tested from end to end, and within how many seconds. Default: it cannot. */
  smoke?: number;
  /** More principals, as they stand in a stack file. */
  access?: Record<string, unknown>;
  /** More for `kafka`, as it stands in a stack file. */
  kafka?: Record<string, unknown>;
  /** Resources that may break a rule, by rule (docs/policy.md). Default: none. */
  excepted?: Record<string, string[]>;
  engine?: "embedded" | "pulumi";
  /** Default: development. */
  environment?: "development" | "production";
  /** Default: off. */
  prometheus?: "auto" | "off";
}

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

export class Platform {
  readonly home: string;
  readonly stackFile: string;
  readonly options: PlatformOptions;

  constructor(options: PlatformOptions) {
    this.options = options;
    this.home = mkdtempSync(join(tmpdir(), `tributary-${options.stack}-`));
    this.stackFile = join(this.home, `Pulumi.${options.stack}.yaml`);
    this.change({});
  }

  /** Writes the stack file with other options than before; an `up` makes them so. */
  change(options: Partial<PlatformOptions>): void {
    Object.assign(this.options, options);
    writeFileSync(this.stackFile, stringify({ config: settingsOf(this.options) }));
  }

  get folder(): string {
    return join(this.home, "stacks", this.options.stack);
  }

  port(role: "kafka" | "registry" | "ingest" | "ops" | "prometheus"): number {
    return ports(this.options.basePort)[role];
  }

  /** Runs one command of the command line; never throws for its exit status. */
  cli(command: string, args: string[] = [], input?: string): Promise<CliResult> {
    const stackArgs =
      command === "logs" || command === "ingest" ? ["--stack", this.options.stack] : [this.options.stack];
    // The command is one of several words: the stack comes after them.
    const [first = "", ...rest] = command === "dead-letters" ? args : ["", ...args];
    const words = first === "" ? [command] : [command, first];
    const all = ["infra/cli/main.ts", ...words, ...stackArgs, "--config-file", this.stackFile, ...rest];
    if (["up", "preview", "down", "refresh"].includes(command)) all.push("--engine", this.options.engine ?? "embedded");
    return run(process.execPath, all, { TRIBUTARY_HOME: this.home }, input);
  }

  /** `up`, and its output when it fails. */
  async up(args: string[] = []): Promise<CliResult> {
    const result = await this.cli("up", args);
    if (result.code !== 0)
      throw new Error(`up ended with ${result.code}\n${result.stdout}\n${result.stderr}\n${this.logs()}`);
    return result;
  }

  /** What a process of the stack wrote, its last lines; for a test's own error. */
  logs(): string {
    const folder = join(this.folder, "logs");
    if (!existsSync(folder)) return "";
    return ["kafka-1", "registry", "processor-0", "ingest-0"]
      .map((name) => join(folder, `${name}.log`))
      .filter((file) => existsSync(file))
      .map((file) => `--- ${file}\n${readFileSync(file, "utf8").split("\n").slice(-15).join("\n")}`)
      .join("\n");
  }

  /** The password of a user, from the file that its reference names. */
  password(user: string): string {
    return readFileSync(join(this.folder, "secrets/users", `${user}.1.password`), "utf8").trim();
  }

  get ca(): string {
    return readFileSync(join(this.folder, "secrets/ca/ca.crt"), "utf8");
  }

  get bootstrap(): string[] {
    const first = this.port("kafka");
    return Array.from({ length: this.options.nodes ?? 1 }, (_, index) => `127.0.0.1:${first + index}`);
  }

  /** Stops everything, whatever the test did, and removes the folder. */
  async dispose(): Promise<void> {
    await this.cli("down", ["--purge", "--yes"]);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function ports(base: number) {
  return {
    kafka: base,
    replication: base + 10,
    controller: base + 20,
    metrics: base + 25,
    zookeeper: base + 29,
    registry: base + 30,
    ingest: base + 31,
    prometheus: base + 35,
    ops: base + 40,
  };
}

function exceptionsOf({ excepted = {} }: PlatformOptions) {
  return Object.entries(excepted).flatMap(([rule, resources]) =>
    resources.map((resource) => ({ rule, resource, reason: "a test of one machine asks for it", until: "2099-12-31" })),
  );
}

function settingsOf(options: PlatformOptions): Record<string, unknown> {
  const partitions = options.partitions ?? 6;
  const group = options.group ?? "login-processor";
  const counts = (by: string) => (options.aggregates ? [{ topic: "login-aggregates", group: by }] : []);
  const copies = options.replication === undefined ? {} : { replication: options.replication };
  const compression = options.compression === undefined ? {} : { compression: options.compression };
  const jsonSchema = (file: string) => ({
    value: { file: `app/schemas/${file}`, type: "JSON" },
    compatibility: "BACKWARD",
  });
  return {
    "tributary:cloud": "local",
    ...(options.environment ? { "tributary:environment": options.environment } : {}),
    "tributary:policy": { exceptions: exceptionsOf(options) },
    "tributary:local": { ports: ports(options.basePort) },
    "tributary:kafka": {
      backend: "local",
      nodes: options.nodes ?? 1,
      heapMb: 320,
      ...(options.metadata ? { metadata: options.metadata } : {}),
      topics: {
        events: {
          name: "login-events",
          partitions,
          ...copies,
          schema:
            options.format === "avro"
              ? { value: { file: "app/schemas/login-event.v1.avsc", type: "AVRO" }, compatibility: "BACKWARD" }
              : jsonSchema("login-event.v1.json"),
          personalData: true,
        },
        processed: { name: "login-events-processed", partitions, ...copies },
        deadLetter: { name: "login-events-dead-letter", partitions, ...copies, retention: "30d" },
        ...(options.aggregates
          ? { aggregates: { name: "login-aggregates", partitions, ...copies, cleanup: "compact" } }
          : {}),
        ...(options.replays
          ? { replays: { name: "login-events-replays", partitions: 1, ...copies, cleanup: "compact" } }
          : {}),
      },
      access: {
        ingest: { auth: "scram", produce: ["login-events"] },
        generator: { auth: "scram", produce: ["login-events"] },
        processor: {
          auth: "scram",
          consume: [{ topic: "login-events", group }, ...counts(group)],
          produce: [
            "login-events-processed",
            "login-events-dead-letter",
            ...(options.aggregates ? ["login-aggregates"] : []),
          ],
          ...(options.semantics === "exactly-once" ? { transactionalIdPrefix: "processor-" } : {}),
        },
        reader: {
          auth: "scram",
          consume: [
            { topic: "login-events-processed", group: "reader-*" },
            { topic: "login-events-dead-letter", group: "reader-*" },
            ...counts("reader-*"),
            // What was counted is held against what came in.
            ...(options.aggregates ? [{ topic: "login-events", group: "reader-*" }] : []),
          ],
        },
        stranger: { auth: "scram" },
        ...(options.replays
          ? {
              replayer: {
                consume: ["login-events-dead-letter", "login-events-replays"].map((topic) => ({
                  topic,
                  group: "replayer-*",
                })),
                produce: ["login-events", "login-events-replays"],
                transactionalIdPrefix: "replayer-",
              },
            }
          : {}),
        ...(options.smoke
          ? {
              smoke: {
                produce: ["login-events"],
                consume: ["login-events-processed", "login-events-dead-letter"].map((topic) => ({
                  topic,
                  group: "smoke-*",
                })),
              },
            }
          : {}),
        ...options.access,
      },
      ...options.kafka,
    },
    "tributary:workload": {
      topics: {
        input: "events",
        output: "processed",
        deadLetter: "deadLetter",
        ...(options.aggregates ? { aggregates: "aggregates" } : {}),
        ...(options.replays ? { replays: "replays" } : {}),
      },
      ingest: {
        instances: options.ingest === false ? 0 : 1,
        requestsPerSecond: 10_000,
        format: options.format ?? "json",
        ...compression,
      },
      processor: {
        instances: options.processors ?? 1,
        workers: options.workers ?? 1,
        group,
        semantics: options.semantics ?? "at-least-once",
        ...compression,
        // Made-up events run through days within seconds, and every way of sending begins anew.
        ...(options.aggregates ? { aggregates: { graceSeconds: 604_800 } } : {}),
      },
      ...(options.smoke ? { smoke: { enabled: true, deadlineSeconds: options.smoke } } : {}),
      generator: options.generator ? { enabled: true, ...options.generator, ...compression } : { enabled: false },
    },
    "tributary:registry": { enabled: true },
    "tributary:monitoring": { prometheus: options.prometheus ?? "off" },
  };
}

/** Runs a program to its end. Downloads are shared with the project's own folder. */
export function run(command: string, args: string[], env: Record<string, string>, input?: string): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, NO_COLOR: "1", TRIBUTARY_CACHE: cacheFolder(), NODE_V8_COVERAGE: "", ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve({ code: code ?? (signal ? 128 : 1), stdout, stderr }));
    child.stdin.end(input ?? "");
  });
}
