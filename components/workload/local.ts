/** The application as processes of this machine, on any cluster that keeps the contract. */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection, RegistryConnection } from "../../app/src/connection.ts";
import { type Transform, TributaryComponent } from "../component.ts";
import type { Args } from "../kafka/administered.ts";
import type { LogSource, MetricsSource } from "../kafka/cluster.ts";
import { Process, type ProcessInputs, Secret, type SecretInputs } from "../local/resources.ts";
import { type ConfigBody, configText } from "./app-config.ts";
import { ingestPort, opsPort, processName, type Role } from "./layout.ts";
import { appProcess } from "./process.ts";
import type { GeneratorArgs, IngestArgs, ProcessorArgs, Topics } from "./role-args.ts";
import { generatorBody, ingestBody, processorBody, type RoleBody } from "./role-bodies.ts";

type Connect = (principal: string) => pulumi.Output<KafkaConnection>;

export interface LocalWorkloadArgs {
  /** Connection of a principal: the cluster's connectionFor. */
  connectionFor: Connect;
  topics: Topics;
  /** Ports on 127.0.0.1: `ingest` and `ops` of the first process of each role; see layout.ts. */
  ports: { ingest: number; ops: number };
  logLevel: "trace" | "debug" | "info" | "warn" | "error";
  /** Which parts of the application's fast path are used, e.g. on, off. Default: on. A change restarts the application. */
  fastpath?: string;
  /** Where spans are sent. Default: none are made. A change restarts the application. */
  tracing?: { endpoint: string; ratio: number; perSecond: number };
  ingest: IngestArgs;
  processor: ProcessorArgs;
  generator: GeneratorArgs;
  registry?: pulumi.Output<RegistryConnection>;
  /** What must be there before a process starts: the cluster's and the registry's `ready`. Default: nothing. */
  after?: pulumi.Resource[];
  transform?: { token?: Transform<Args<SecretInputs>>; process?: Transform<Args<ProcessInputs>> };
}

export class LocalWorkload extends TributaryComponent {
  static readonly token = "tributary:workload:LocalWorkload";
  /** Addresses of the HTTP API. */
  readonly ingestUrls: string[];
  /** The bearer token of the HTTP API; undefined without ingest. */
  readonly ingestToken: Secret["value"] | undefined;
  readonly processes: string[];
  readonly metrics: MetricsSource[];
  readonly logs: LogSource[];
  readonly nodes: { token: Record<string, Secret>; processes: Record<string, Process> };
  readonly #args: LocalWorkloadArgs;

  constructor(name: string, args: LocalWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LocalWorkload.token, name, withoutOutputs(args), opts);
    this.#args = args;
    const token: Record<string, Secret> = args.ingest.instances > 0 ? { token: this.#token() } : {};
    const processes = {
      ...this.#processes("ingest", ({ index }) => this.#ingest(index, token["token"]!)),
      ...this.#processes("processor", () => processorBody(args.topics, args.processor)),
      ...this.#processes("generator", () => generatorBody(args.topics, args.generator)),
    };
    this.nodes = { token, processes };
    this.ingestToken = token["token"]?.value;
    this.ingestUrls = each(args.ingest.instances).map(
      (index) => `http://127.0.0.1:${ingestPort(args.ports.ingest, index)}`,
    );
    this.processes = Object.keys(processes);
    this.metrics = roles
      .filter((role) => args[role].instances > 0)
      .map((role) => ({
        kind: "scrape",
        job: role,
        source: "application",
        instances: each(args[role].instances).map((index) => processName(role, index)),
        path: "/metrics",
        targets: pulumi.output(
          each(args[role].instances).map((index) => `127.0.0.1:${opsPort(args.ports.ops, role, index)}`),
        ),
      }));
    this.logs = this.processes.map((component) => ({
      kind: "file",
      component,
      path: `logs/${component}.log`,
      format: "json",
    }));
    this.finish({ ingestUrls: this.ingestUrls, processes: this.processes });
  }

  #token(): Secret {
    const { ingest, transform } = this.#args;
    return this.child(
      Secret,
      "ingest-token",
      { path: "ingest/token", bytes: 32, rotation: ingest.tokenRotation },
      {},
      transform?.token,
    );
  }

  #processes(role: Role, body: (at: { index: number }) => pulumi.Input<RoleBody>): Record<string, Process> {
    const {
      [role]: settings,
      ports,
      connectionFor,
      registry,
      logLevel,
      fastpath,
      tracing,
      after,
      transform,
    } = this.#args;
    return Object.fromEntries(
      each(settings.instances).map((index) => {
        const name = processName(role, index);
        const ops = { port: opsPort(ports.ops, role, index) };
        const config = pulumi.output(body({ index })).apply(
          (rest) =>
            ({
              ...rest,
              instance: name,
              ops,
              logLevel,
              compression: settings.compression,
              batching: settings.batching,
              ...(tracing ? { tracing } : {}),
            }) as ConfigBody,
        );
        const inputs = appProcess({
          name,
          kind: role,
          heapMb: settings.heapMb,
          fastpath: fastpath ?? "on",
          config: configText(config, connectionFor(settings.principal), registry),
          ports: { ops: ops.port, ...(role === "ingest" ? { ingest: ingestPort(ports.ingest, index) } : {}) },
        });
        return [name, this.child(Process, name, inputs, { dependsOn: after ?? [] }, transform?.process)];
      }),
    );
  }

  #ingest(index: number, token: Secret): pulumi.Input<RoleBody> {
    const { topics, ports, ingest } = this.#args;
    const { active, retiring } = token.value;
    return pulumi.all([active, retiring]).apply((generations) => {
      const tokens = generations.filter((one) => one !== undefined);
      return ingestBody(topics, ingest, { port: ingestPort(ports.ingest, index), tokens });
    });
  }
}

const roles: Role[] = ["ingest", "processor", "generator"];

const each = (count: number) => Array.from({ length: count }, (_, index) => index);

/** State shows what was asked for; connections stand in the processes' own inputs. */
function withoutOutputs({ registry: _, ...args }: LocalWorkloadArgs): object {
  return args;
}
