/** What Kubernetes and Strimzi want of names, sizes and numbers, and what the registry has taken there. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { kubeName, LONGEST_NAME } from "../../../components/kubernetes/names.ts";
import { projectRoot } from "../../../components/local/folder.ts";
import { PRINCIPAL, TOPIC } from "../../../components/registry/kubernetes/principal.ts";
import type { Problem } from "../problem.ts";
import type { StrimziView, View } from "../view.ts";

/** Bytes of schemas that travel in one ConfigMap, which holds a MiB (kubernetes.io: ConfigMaps) and needs room for what JSON escapes. */
const SCHEMA_BYTES = 700_000;

/** Longest suffix of what is named after a user or a topic. */
const SUFFIX = "kafka-password-".length;

export function kubernetesProblems(view: View): Problem[] {
  const { strimzi } = view;
  if (!strimzi) return contextProblems(view);
  return [
    ...contextProblems(view),
    ...userProblems(view),
    ...topicNameProblems(view),
    ...poolProblems("kafka.brokers", strimzi.brokers),
    ...poolProblems("kafka.controllers", strimzi.controllers),
    ...imageProblems(view, strimzi),
    ...registryProblems(view),
    ...schemaSizeProblems(view),
  ];
}

/** The current context is whatever somebody used last, and another cluster may be the right one's twin. */
function contextProblems({ cloud, production, kubernetes }: View): Problem[] {
  if (cloud !== "kubernetes" || !production || kubernetes?.keys?.context !== undefined) return [];
  // Undefined keys have problems of their own.
  if (kubernetes?.keys === undefined) return [];
  const allowed =
    "the context's name, because environment is production: whose cluster that is must not depend on the last one used";
  return [{ path: "kubernetes.context", given: "missing", allowed }];
}

/** A KafkaUser is named as its principal, letter for letter. */
function userProblems({ access }: View): Problem[] {
  return Object.keys(access)
    .filter((key) => key !== kubeName(key) || key.length > LONGEST_NAME - SUFFIX)
    .map((key) => ({
      path: `kafka.access.${key}`,
      given: `a principal named ${JSON.stringify(key)}`,
      allowed: `small letters, digits and dashes, at most ${LONGEST_NAME - SUFFIX}: Kubernetes has an object of that name`,
    }));
}

/** Two keys may differ only in what Kubernetes leaves out of names. */
function topicNameProblems({ topics }: View): Problem[] {
  const seen = new Map<string, string>();
  return Object.keys(topics).flatMap((key) => {
    const name = kubeName(key);
    const other = seen.get(name);
    seen.set(name, other ?? key);
    return other === undefined
      ? []
      : [
          {
            path: `kafka.topics.${key}`,
            given: `a key that is ${name} in Kubernetes`,
            allowed: `a key that differs from ${other} in more than capitals, dashes and underscores`,
          },
        ];
  });
}

function poolProblems(path: string, pool: StrimziView["brokers"]): Problem[] {
  const { memoryMi, heapMi } = pool ?? {};
  if (memoryMi === undefined || heapMi === undefined) return [];
  const most = Math.floor(memoryMi * 0.75);
  if (heapMi <= most) return [];
  return [
    {
      path: `${path}.heapMi`,
      given: String(heapMi),
      allowed: `at most ${most}, three quarters of ${path}.memoryMi: the rest is the system's for files and connections`,
    },
  ];
}

/** Whoever runs it: schemas are registered by the application. */
function imageProblems({ workload, registry, topics }: View, { image, hasImage }: StrimziView): Problem[] {
  if (hasImage || image !== undefined) return [];
  const registers = registry?.enabled && Object.values(topics).some(({ spec }) => hasSchema(spec?.schema));
  const why = workload ? "there is a workload" : "a topic has a schema, which it registers";
  if (!workload && !registers) return [];
  return [{ path: "kubernetes.image", given: "missing", allowed: `the application's image by digest, because ${why}` }];
}

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
