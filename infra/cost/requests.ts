/** What pods ask for: CPU, memory and disks, of all that says how many of it there are. */
import { amount, GIB } from "../look/quantity.ts";
import { isObject, listOf, valueIn } from "../policy/read.ts";
import type { Resource } from "../policy/resource.ts";

export interface Requests {
  /** vCPU */
  cpu: number;
  memoryGib: number;
  diskGib: number;
}

export interface RequestRange {
  least: Requests;
  most: Requests;
}

/** Work that ends, one pod a node, or nothing that runs. */
const left = [
  /^kubernetes:batch\//,
  /^kubernetes:beat\.k8s/,
  /CustomResourceDefinition$/,
  /^kubernetes:core\/v1:ConfigMap$/,
];
/** Keys below which a number says how many there are. */
const counts = ["replicas", "replicaCount", "count"];

interface Count {
  least: number;
  most: number;
}

export function requestsOf(resources: readonly Resource[]): RequestRange {
  const total: RequestRange = {
    least: { cpu: 0, memoryGib: 0, diskGib: 0 },
    most: { cpu: 0, memoryGib: 0, diskGib: 0 },
  };
  const scaled = scalersOf(resources);
  for (const { type, inputs } of resources) {
    if (!type.startsWith("kubernetes:") || left.some((form) => form.test(type))) continue;
    const of = scaled.get(targetKey(valueIn(inputs, "metadata.namespace"), valueIn(inputs, "metadata.name")));
    walk(inputs, type.endsWith(":Deployment") && of ? of : { least: 1, most: 1 }, total);
  }
  return total;
}

/** Of what a scaler owns the number: by the Deployment's namespace and name. */
function scalersOf(resources: readonly Resource[]): Map<string, Count> {
  return new Map(
    resources.flatMap(({ type, inputs }): [string, Count][] => {
      const isKeda = type.endsWith(":ScaledObject");
      if (!isKeda && !type.endsWith(":HorizontalPodAutoscaler")) return [];
      const [least, most] = isKeda
        ? [valueIn(inputs, "spec.minReplicaCount"), valueIn(inputs, "spec.maxReplicaCount")]
        : [valueIn(inputs, "spec.minReplicas"), valueIn(inputs, "spec.maxReplicas")];
      const name = valueIn(inputs, "spec.scaleTargetRef.name");
      return [
        [targetKey(valueIn(inputs, "metadata.namespace"), name), { least: Number(least ?? 0), most: Number(most) }],
      ];
    }),
  );
}

const targetKey = (namespace: unknown, name: unknown): string => `${String(namespace)}/${String(name)}`;

function walk(value: unknown, count: Count, total: RequestRange): void {
  if (Array.isArray(value)) {
    for (const member of value) walk(member, count, total);
    return;
  }
  if (!isObject(value)) return;
  const own = counts.map((key) => value[key]).find((number) => typeof number === "number");
  const here = typeof own === "number" ? { least: own, most: own } : count;
  if (isObject(value["requests"])) add(value["requests"], here, total);
  // Strimzi's disks have a size of their own.
  if (value["type"] === "persistent-claim") add({ storage: value["size"] }, here, total);
  for (const [key, member] of Object.entries(value)) {
    // They have run before the others do. Limits of a quota are no pods.
    if (key === "initContainers" || key === "requests" || key === "limits") continue;
    walk(member, here, total);
  }
}

function add(requests: Record<string, unknown>, { least, most }: Count, total: RequestRange): void {
  const of = (key: string): number => {
    const found = amount(listOf(requests[key])[0] as string | undefined);
    return Number.isNaN(found) ? 0 : found;
  };
  const [cpu, memoryGib, diskGib] = [of("cpu"), of("memory") / GIB, of("storage") / GIB];
  for (const [sum, number] of [
    [total.least, least],
    [total.most, most],
  ] as const) {
    sum.cpu += cpu * number;
    sum.memoryGib += memoryGib * number;
    sum.diskGib += diskGib * number;
  }
}
