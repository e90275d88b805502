/** What every schema registry promises, whoever runs it. */
import type { Output, Resource } from "@pulumi/pulumi";
import type { RegistryConnection } from "../../app/src/connection.ts";
import type { LogSource, MetricsSource } from "../kafka/cluster.ts";
import type { SchemaInputs } from "../local/resources.ts";

/** A schema to register. */
export type SchemaSpec = Pick<SchemaInputs, "subject" | "schemaType" | "schema" | "compatibility">;

export interface Registry {
  readonly connection: Output<RegistryConnection>;
  /** By the key that the caller gave: its subject and the version that is registered; null where only the registry knows it. */
  readonly subjects: Record<string, { subject: string; version: Output<number> | null }>;
  /** What a workload depends on: when these are there, every schema was accepted. */
  readonly ready: Resource[];
  readonly metrics: MetricsSource[];
  readonly logs: LogSource[];
  readonly nodes: Record<string, Resource | Record<string, Resource>>;
}
