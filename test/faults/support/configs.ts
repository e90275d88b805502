/** Configurations of the processes under test. */
import type { AppConfigInput } from "../../../app/src/config.ts";
import type { Scene } from "./scene.ts";
import type { Role } from "./security.ts";
import type { Semantics, Side } from "./side.ts";

export const allSemantics: readonly Semantics[] = ["at-least-once", "exactly-once"];

/** Seconds of event time; more than a load's events are apart, so that none is late. */
const GRACE_SECONDS = 3_600;

function common({ cluster, options }: Scene, role: Role, instance: string, port: number) {
  return {
    version: 1 as const,
    instance,
    ops: { port },
    connection: {
      version: 1 as const,
      bootstrapServers: cluster.bootstrap,
      protocol: "PLAINTEXT" as const,
      auth: { mechanism: "none" as const },
      ...options.login?.(role),
      limits: { maxMessageBytes: 1_048_576, compression: ["none" as const] },
      principal: "test",
      groupPrefix: "",
      ...(options.registry === undefined ? {} : { registry: { url: options.registry } }),
    },
  };
}

/** @param port of HTTP; its operations have the next one */
export function ingestConfig(scene: Scene, port: number): AppConfigInput {
  return {
    role: "ingest",
    ...common(scene, "ingest", "ingest", port + 1),
    topic: scene.input,
    format: scene.options.format ?? "json",
    http: { port, tokens: [{ store: "file", name: "token" }] },
  };
}

/** Only broken events, each of them to become a dead letter. */
export function generatorConfig(scene: Scene, port: number): AppConfigInput {
  const { input } = scene;
  const own = common(scene, "generator", "generator", port);
  return { role: "generator", ...own, topic: input, eventsPerSecond: 10, brokenShare: 1 };
}

export function processorConfig(scene: Scene, side: Side, instance: string, port: number): AppConfigInput {
  const { workers = 1, aggregates = true } = scene.options;
  const { output, deadLetter, counts } = side.topics;
  return {
    role: "processor",
    ...common(scene, "processor", instance, port),
    topics: { input: scene.input, output, deadLetter },
    group: side.group,
    semantics: side.semantics,
    workers,
    ...(aggregates ? { aggregates: { topic: counts, graceSeconds: GRACE_SECONDS } } : {}),
  };
}
