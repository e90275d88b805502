/** A look at a cluster that stack kubernetes-production fits on, and has been on for a while; tests spoil it. */
import type { Look } from "../../../infra/look/look.ts";
import type { KubernetesSettings } from "../../../infra/look/wanted.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

export const STACK = "kubernetes-production";
const GIB = 2 ** 30;

/** A new one each time. */
export function fittingLook(): Look {
  const zones = ["zone-a", "zone-b", "zone-c"];
  const node = (zone: string, index: number) => ({
    name: `${zone}-${index}`,
    zone,
    open: true,
    cpu: 16,
    memoryMi: 65_536,
  });
  const volume = (gib: number) => ({ id: 0, bytes: gib * GIB, storageClass: undefined });
  const topic = (name: string, partitions = 12) => ({
    name,
    topic: `login-${name}`,
    partitions,
    replication: 3,
    own: true,
    deletable: false,
  });
  return {
    context: "test",
    server: "https://127.0.0.1:6443",
    stack: STACK,
    version: "1.36.1",
    groups: ["apps", "keda.sh", "kafka.strimzi.io", "cert-manager.io", "gateway.networking.k8s.io"],
    unread: [],
    nodes: zones.flatMap((zone) => [node(zone, 1), node(zone, 2)]),
    autoscaled: false,
    storageClasses: [
      { name: "standard", isDefault: true, expands: true },
      { name: "fixed", isDefault: false, expands: false },
    ],
    definitions: ["kafkas", "kafkanodepools", "kafkatopics", "kafkausers"].map((plural) => ({
      name: `${plural}.kafka.strimzi.io`,
      served: ["v1"],
      stored: ["v1"],
    })),
    operators: [
      {
        name: "strimzi-cluster-operator",
        namespace: "strimzi",
        watches: ["tributary"],
        version: "1.2.0",
        kafka: ["4.2.0", "4.2.1", "4.3.0", "4.3.1"],
      },
    ],
    namespaces: [
      { name: "tributary", stack: STACK, terminating: false },
      { name: "strimzi", stack: STACK, terminating: false },
      { name: "keda", stack: STACK, terminating: false },
      { name: "ingress-nginx", stack: undefined, terminating: false },
    ],
    kafka: { version: "4.3.1", format: "4.3-IV0", operator: "1.2.0", replication: 3 },
    pools: [
      { name: "controller", replicas: 3, roles: ["controller"], volumes: [volume(20)] },
      { name: "broker", replicas: 3, roles: ["broker"], volumes: [volume(500)] },
    ],
    claims: [0, 1, 2].map(() => ({ pool: "broker", id: 0, bytes: 500 * GIB, storageClass: "standard" })),
    topics: [
      topic("events"),
      { ...topic("processed"), topic: "login-events-processed" },
      { ...topic("dead-letter"), topic: "login-events-dead-letter" },
      topic("aggregates"),
      { ...topic("registry-schemas", 1), topic: "_schemas" },
    ],
    externalMetrics: { name: "keda-operator-metrics-apiserver", namespace: "keda" },
    secretOperators: [],
    ingressClasses: [{ name: "nginx", isDefault: true }],
    gateway: { listeners: ["https"] },
    secrets: ["registry", "events-tls"],
  };
}

/** @param change of the stack file's keys */
export function settingsWith(change: (raw: any) => void = () => undefined): KubernetesSettings {
  const raw = structuredClone(readStackFile(STACK));
  change(raw);
  return parseSettings(raw) as KubernetesSettings;
}
