/** A Confluent-compatible schema registry that somebody else runs: only the schemas are ours. */
import * as pulumi from "@pulumi/pulumi";
import type { RegistryConnection } from "../../app/src/connection.ts";
import { type Transform, TributaryComponent } from "../component.ts";
import { type Args, mapValues } from "../kafka/administered.ts";
import { Schema, type SchemaInputs } from "../local/resources.ts";
import type { Registry, SchemaSpec } from "./contract.ts";

export interface ExistingRegistryArgs {
  /** Base address of its API, such as http://registry.example.com:8081 */
  url: string;
  schemas: Record<string, SchemaSpec>;
  transform?: { schema?: Transform<Args<SchemaInputs>> };
}

export class ExistingRegistry extends TributaryComponent implements Registry {
  static readonly token = "tributary:registry:ExistingRegistry";
  readonly connection: pulumi.Output<RegistryConnection>;
  readonly subjects: Registry["subjects"];
  readonly ready: pulumi.Resource[];
  readonly metrics: Registry["metrics"] = [];
  readonly logs: Registry["logs"] = [];
  readonly nodes: { schemas: Record<string, Schema> };

  constructor(name: string, args: ExistingRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ExistingRegistry.token, name, args, opts);
    const schemas = mapValues(args.schemas, (spec, key) =>
      this.child(Schema, `schema-${key}`, { registryUrl: args.url, ...spec }, {}, args.transform?.schema),
    );
    this.nodes = { schemas };
    this.connection = pulumi.output({ url: args.url });
    this.subjects = mapValues(schemas, ({ version }, key) => ({ subject: args.schemas[key]!.subject, version }));
    this.ready = Object.values(schemas);
    this.finish({ url: args.url });
  }
}
