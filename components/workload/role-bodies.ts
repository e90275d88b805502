/** What each role is told, wherever it runs; the parts that a place adds are ports, instances and connections. */
import type { AppConfigInput } from "../../app/src/config.ts";
import type { SecretRef } from "../../app/src/connection.ts";
import type { GeneratorArgs, IngestArgs, ProcessorArgs, Topics } from "./role-args.ts";

type Of<R extends AppConfigInput["role"]> = Omit<
  Extract<AppConfigInput, { role: R }>,
  "version" | "instance" | "connection" | "ops" | "logLevel" | "tracing" | "compression" | "batching"
>;
export type RoleBody = Of<"ingest"> | Of<"processor"> | Of<"generator">;

/** @param http where it listens, and who may send */
export function ingestBody(
  topics: Topics,
  { format, maxBodyBytes, requestsPerSecond, bufferRecords }: IngestArgs,
  http: { host?: string; port: number; tokens: SecretRef[] },
): Of<"ingest"> {
  return {
    role: "ingest",
    topic: topics.input,
    format,
    http: { ...http, maxBodyBytes, requestsPerSecond },
    bufferRecords,
  };
}

export function processorBody(topics: Topics, args: ProcessorArgs): Of<"processor"> {
  const { aggregates: topic, ...names } = topics;
  const aggregates = topic === undefined ? {} : { aggregates: { topic, ...args.aggregates } };
  const { group, semantics, formats, workers } = args;
  return { role: "processor", topics: names, group, semantics, formats, workers, ...aggregates };
}

export function generatorBody(topics: Topics, args: GeneratorArgs): Of<"generator"> {
  const { format, eventsPerSecond, brokenShare, total } = args;
  return {
    role: "generator",
    topic: topics.input,
    format,
    eventsPerSecond,
    brokenShare,
    ...(total === undefined ? {} : { total }),
  };
}
