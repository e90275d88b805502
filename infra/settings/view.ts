/**
 * What of the settings can be understood, so that what must fit together is checked although other parts are wrong:
 * a part with problems of its own is undefined here.
 */
import type { z } from "zod";
import type { Backend } from "../../components/kafka/cluster.ts";
import { type LocalPorts, local } from "./clouds/local.ts";
import { accessSpec } from "./kafka/access.ts";
import { existingKafka } from "./kafka/existing.ts";
import { localKafka } from "./kafka/local.ts";
import { topicSpec } from "./kafka/topics.ts";
import { monitoring } from "./keys/others.ts";
import { registry } from "./keys/registry.ts";
import { workload } from "./keys/workload.ts";
import { valueAt } from "./shown.ts";

type Parsed<S extends z.ZodType> = z.infer<S> | undefined;

export interface View {
  raw: Record<string, unknown>;
  backend: Backend | undefined;
  /** By key. The name is there although the rest may be wrong. */
  topics: Record<string, { name: string; spec: Parsed<typeof topicSpec> }>;
  access: Record<string, Parsed<typeof accessSpec>>;
  /** Without topics and access, which stand above. */
  kafkaLocal: Parsed<typeof localKafka>;
  kafkaExisting: Parsed<typeof existingKafka>;
  ports: LocalPorts | undefined;
  workload: Parsed<typeof workload>;
  registry: Parsed<typeof registry>;
  monitoring: Parsed<typeof monitoring>;
}

export function viewOf(raw: Record<string, unknown>): View {
  const kafka = objectAt(raw, ["kafka"]);
  const withoutMaps = { ...kafka, topics: {}, access: {} };
  return {
    raw,
    backend: kafka["backend"] as Backend | undefined,
    topics: Object.fromEntries(
      Object.entries(objectAt(kafka, ["topics"])).map(([key, spec]) => {
        const name = valueAt(spec, ["name"]);
        return [key, { name: typeof name === "string" ? name : key, spec: parsed(topicSpec, spec) }];
      }),
    ),
    access: Object.fromEntries(
      Object.entries(objectAt(kafka, ["access"])).map(([key, spec]) => [key, parsed(accessSpec, spec)]),
    ),
    kafkaLocal: kafka["backend"] === "local" ? parsed(localKafka, withoutMaps) : undefined,
    kafkaExisting: kafka["backend"] === "existing" ? parsed(existingKafka, withoutMaps) : undefined,
    ports: parsed(local.schema.shape.local, raw["local"])?.ports,
    workload: parsed(workload, raw["workload"]),
    registry: parsed(registry, raw["registry"]),
    monitoring: parsed(monitoring, raw["monitoring"]),
  };
}

/** Unknown keys are told elsewhere and do not make the rest unknown. */
function parsed<S extends z.ZodType>(schema: S, value: unknown): Parsed<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const unknown = result.error.issues.filter((issue) => issue.code === "unrecognized_keys");
  if (unknown.length < result.error.issues.length) return undefined;
  const copy = structuredClone(value);
  for (const { path, keys } of unknown) {
    const holder = valueAt(copy, path) as Record<string, unknown>;
    for (const key of keys) delete holder[key];
  }
  return schema.safeParse(copy).data as Parsed<S>;
}

function objectAt(raw: unknown, path: string[]): Record<string, unknown> {
  const value = valueAt(raw, path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
