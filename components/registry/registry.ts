/** A Confluent-compatible schema registry as a process of this machine, and the schemas in it. */
import * as pulumi from "@pulumi/pulumi";
import type { RegistryConnection } from "../../app/src/connection.ts";
import { type Transform, TributaryComponent } from "../component.ts";
import { type Args, mapValues } from "../kafka/administered.ts";
import type { LogSource } from "../kafka/cluster.ts";
import { Process, type ProcessInputs, Schema, type SchemaInputs } from "../local/resources.ts";
import { apicurio, apicurioUrl } from "./apicurio.ts";
import type { Registry, SchemaSpec } from "./contract.ts";

export interface LocalRegistryArgs {
  /** On 127.0.0.1. A change restarts it. */
  port: number;
  /** MiB of Java heap. A change restarts it. */
  heapMb: number;
  /** By a key of the caller's. An incompatible schema is an error, and nothing that depends on the registry is deployed. */
  schemas: Record<string, SchemaSpec>;
  transform?: { process?: Transform<Args<ProcessInputs>>; schema?: Transform<Args<SchemaInputs>> };
}

export class LocalRegistry extends TributaryComponent implements Registry {
  static readonly token = "tributary:registry:LocalRegistry";
  readonly connection: pulumi.Output<RegistryConnection>;
  readonly subjects: Registry["subjects"];
  readonly ready: pulumi.Resource[];
  readonly metrics: Registry["metrics"];
  readonly logs: LogSource[] = [{ kind: "file", component: "registry", path: "logs/registry.log", format: "text" }];
  readonly nodes: { process: Process; schemas: Record<string, Schema> };

  constructor(name: string, args: LocalRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LocalRegistry.token, name, args, opts);
    const url = apicurioUrl(args.port);
    const inputs = apicurio({ port: args.port, heapMb: args.heapMb });
    const process = this.child(Process, "process", inputs, {}, args.transform?.process);
    // Stopping the registry keeps its schemas, so none is deleted before it.
    const within = { dependsOn: [process], deletedWith: process };
    const schemas = mapValues(args.schemas, (spec, key) =>
      this.child(Schema, `schema-${key}`, { registryUrl: url, ...spec }, within, args.transform?.schema),
    );
    this.nodes = { process, schemas };
    this.metrics = [
      {
        kind: "scrape",
        job: "registry",
        source: "schema-registry",
        targets: pulumi.output([`127.0.0.1:${args.port}`]),
        instances: ["registry"],
        path: "/metrics",
      },
    ];
    this.connection = pulumi.output({ url });
    this.subjects = mapValues(schemas, ({ version }, key) => ({ subject: args.schemas[key]!.subject, version }));
    this.ready = [process, ...Object.values(schemas)];
    this.metrics = [
      {
        kind: "scrape",
        job: "registry",
        source: "schema-registry",
        targets: pulumi.output([`127.0.0.1:${args.port}`]),
        instances: ["registry"],
        path: "/metrics",
      },
    ];
    this.finish({ url });
  }
}
