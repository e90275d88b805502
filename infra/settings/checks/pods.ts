/** What an application of pods needs, whoever runs the brokers: an image, and names that the registry has not taken. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { capabilitiesOf } from "../../../components/kafka/capabilities.ts";
import { kubeName } from "../../../components/kubernetes/names.ts";
import { projectRoot } from "../../../components/local/folder.ts";
import { PRINCIPAL, TOPIC } from "../../../components/registry/kubernetes/principal.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";
import { backendOf } from "./capabilities.ts";
import { isPrivate } from "./confluent.ts";

/** Bytes of schemas that travel in one ConfigMap, which holds a MiB (kubernetes.io: ConfigMaps) and needs room for what JSON escapes. */
const SCHEMA_BYTES = 700_000;

export function podProblems(view: View): Problem[] {
  const { kubernetes, referenced, confluent } = view;
  if (!kubernetes) return [];
  // Confluent Cloud has a registry of its own, which takes schemas from outside.
  const own = !referenced && !confluent;
  return [...imageProblems(view), ...(own ? [...registryProblems(view), ...schemaSizeProblems(view)] : [])];
}

/** The registry knows one way to log in, and a backend may not have it. */
export function registryLoginProblems(view: View): Problem[] {
  const { kubernetes, registry } = view;
  const backend = backendOf(view);
  if (!kubernetes || backend === undefined || !registry?.enabled || registry.url !== undefined) return [];
  const scram = capabilitiesOf(backend)["auth.scram"];
  if (scram.supported) return [];
  const allowed = `the address of a registry that somebody else runs, or registry.enabled: false: the one that is started logs in by SCRAM, and backend ${backend} cannot do auth.scram (${scram.reason})`;
  return [{ path: "registry.url", given: "missing", allowed }];
}

/** Whoever runs it: schemas are registered by the application, and what only pods reach is administered by it. */
function imageProblems(view: View): Problem[] {
  const { workload, registry, topics, kubernetes, referenced, existingPods, confluent } = view;
  if (kubernetes?.hasImage) return [];
  const own = !referenced && !confluent;
  const registers = own && registry?.enabled && Object.values(topics).some(({ spec }) => hasSchema(spec?.schema));
  const reasons = [
    ...(workload ? ["there is a workload"] : []),
    ...(registers ? ["a topic has a schema, which it registers"] : []),
    ...(existingPods?.administration?.mode === "job" ? ["kafka.administration.mode is job, which it runs"] : []),
    ...administrationReasons(view),
    ...(collected(view) ? ["logging.elasticsearch is prepared by it"] : []),
  ];
  const [why] = reasons;
  if (why === undefined) return [];
  return [{ path: "kubernetes.image", given: "missing", allowed: `the application's image by digest, because ${why}` }];
}

function administrationReasons(view: View): string[] {
  const { msk, access, registry, scaling } = view;
  if (msk?.tier === "serverless") return ["topics of MSK Serverless are made by it"];
  const users = Object.values(access).some((spec) => spec !== undefined && spec.auth !== "iam");
  const ours = (registry?.enabled && registry.url === undefined) || scaling?.settings?.processor !== undefined;
  if (msk?.tier !== undefined && (users || ours)) return ["rights of MSK's users are set by it"];
  if (isPrivate(view)) return ["topics of a private cluster are made by it"];
  return [];
}

const collected = ({ logging }: View): boolean => logging !== undefined && logging.elasticsearch.mode !== "off";

function hasSchema(schema: { key?: unknown; value?: unknown } | undefined): boolean {
  return schema?.key !== undefined || schema?.value !== undefined;
}

/** The registry that is started has a user and a topic of its own. */
function registryProblems({ access, topics, registry }: View): Problem[] {
  if (!registry?.enabled || registry.url !== undefined) return [];
  const elsewhere = "unless registry.url names one that somebody else runs, or registry.enabled is false";
  const users = Object.keys(access).filter((key) => key === PRINCIPAL);
  const taken = Object.entries(topics).filter(([key, { name }]) => name === TOPIC.name || kubeName(key) === TOPIC.key);
  return [
    ...users.map((key) => ({
      path: `kafka.access.${key}`,
      given: `a principal named ${PRINCIPAL}`,
      allowed: `another name: the schema registry is that user, ${elsewhere}`,
    })),
    ...taken.map(([key, { name }]) => ({
      path: `kafka.topics.${key}`,
      given: name === TOPIC.name ? `a topic named ${TOPIC.name}` : `a key that is ${TOPIC.key} in Kubernetes`,
      allowed: `another name: the schema registry keeps its schemas there, ${elsewhere}`,
    })),
  ];
}

/** A file that is not there is told elsewhere. */
function schemaSizeProblems({ topics, registry }: View): Problem[] {
  if (!registry?.enabled) return [];
  const files = Object.values(topics).flatMap(({ spec }) => [spec?.schema?.key, spec?.schema?.value]);
  const sizes = files.map((of) => (of && statSync(join(projectRoot, of.file), { throwIfNoEntry: false })?.size) ?? 0);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes <= SCHEMA_BYTES) return [];
  const allowed = `at most ${SCHEMA_BYTES}, as they are registered at once`;
  return [{ path: "kafka.topics", given: `schemas of ${bytes} bytes together`, allowed }];
}
