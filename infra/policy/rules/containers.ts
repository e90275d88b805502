/** What containers ask for, and what they may take. */
import { isObject, UNKNOWN, valueIn } from "../read.ts";
import type { Finding, ResourceRule } from "../rule.ts";
import { ofChart } from "./access.ts";

/** No limit of CPU: it would slow a container down on an idle node, and takes nothing away from others that have asked for theirs. */
const asked: [string, string, string][] = [
  ["requests", "cpu", "such as 100m"],
  ["requests", "memory", "such as 256Mi"],
  ["limits", "memory", "such as 256Mi"],
];

/** Parts of Strimzi's resources that become containers, whose resources stand beside and not in a pod's template. */
const parts: Record<string, string[]> = {
  "kubernetes:kafka.strimzi.io/v1:KafkaNodePool": ["spec"],
  "kubernetes:kafka.strimzi.io/v1:Kafka": [
    "spec.entityOperator.topicOperator",
    "spec.entityOperator.userOperator",
    "spec.cruiseControl",
    "spec.kafkaExporter",
  ],
};

/** Definitions describe pods that nobody runs, and charts have values instead of pods. */
const without = /^kubernetes:(apiextensions\.k8s\.io|helm\.sh)\//;

function ofResources(resources: unknown, path: string): Finding[] {
  if (resources === UNKNOWN) return [];
  return asked.flatMap(([kind, of, allowed]) => {
    const group = isObject(resources) ? resources[kind] : undefined;
    if (group === UNKNOWN || (isObject(group) && group[of] !== undefined)) return [];
    return [{ path: `${path}.resources.${kind}.${of}`, given: "missing", allowed: `a quantity, ${allowed}` }];
  });
}

/** Each container of each pod's template, wherever it stands. */
function* containersOf(value: unknown, path: string): Generator<{ path: string; container: Record<string, unknown> }> {
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) yield* containersOf(member, `${path}[${index}]`);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      const at = path === "" ? key : `${path}.${key}`;
      if ((key === "containers" || key === "initContainers") && Array.isArray(member)) {
        for (const [index, container] of member.entries())
          if (isObject(container)) yield { path: `${at}[${index}]`, container };
      } else yield* containersOf(member, at);
    }
  }
}

export const containerResources: ResourceRule = {
  name: "container-resources",
  level: "mandatory",
  severity: "medium",
  about: "Each container asks for CPU and memory, and has a limit of memory; those of charts are set by their values.",
  mend: "Name resources at that path; of what the settings size they are cpu and memoryMi beside it.",
  check({ type, inputs, urn }) {
    if (!type.startsWith("kubernetes:") || without.test(type) || ofChart(urn)) return [];
    const beside = (parts[type] ?? []).flatMap((path) => {
      const part = valueIn(inputs, path);
      return isObject(part) ? ofResources(part["resources"], path) : [];
    });
    const inPods = [...containersOf(inputs, "")].flatMap(({ path, container }) =>
      ofResources(container["resources"], path),
    );
    return [...beside, ...inPods];
  },
};
