/** There are nodes and zones for the pods of each kind, as far apart as kubernetes.spread asks. */
import { registryMemoryMi } from "../../../components/registry/kubernetes/pod.ts";
import { memoryMi, surges } from "../../../components/workload/kubernetes/pod.ts";
import type { Role } from "../../../components/workload/layout.ts";
import type { Problem } from "../../settings/problem.ts";
import type { SeenNode } from "../look.ts";
import { amount } from "../quantity.ts";
import { type KubernetesSettings, wantedPools } from "../wanted.ts";
import { enumerated, type Judge, type Remark } from "./judge.ts";
import { zonesOf } from "./zones.ts";

/** Pods of one kind, of which a node holds one, unless they may share it. */
interface Kind {
  /** Where their number stands. */
  path: string;
  pods: number;
  /** A new one comes before an old one goes: beside it, or on a node more. Default: false. */
  surging?: boolean;
  /** Several may stand on a node, as those are that a scaler counts; zones are kept even all the same. Default: false. */
  sharing?: boolean;
  cpu: number;
  memoryMi: number;
}

export const roomProblems: Judge = (look, settings) => {
  const { nodes, autoscaled } = look;
  if (nodes === undefined) return [];
  // Whoever makes nodes on demand knows better than a look.
  return autoscaled ? [] : tooFew(nodes, settings);
};

export const roomRemarks: Remark = ({ nodes, autoscaled }, settings) =>
  nodes === undefined || !autoscaled
    ? []
    : tooFew(nodes, settings).map(
        ({ path, given, allowed }) =>
          `${path} is ${given}, and before the autoscaler adds nodes there is room for: ${allowed}`,
      );

function tooFew(nodes: SeenNode[], settings: KubernetesSettings): Problem[] {
  const { spread } = settings.kubernetes;
  const open = nodes.filter((node) => node.open);
  if (spread === "required" && open.every(({ zone }) => zone === undefined))
    return [
      {
        path: "kubernetes.spread",
        given: '"required"',
        allowed: "preferred: no node that takes pods has the label topology.kubernetes.io/zone",
      },
    ];
  const most = (fitting: SeenNode[], sharing: boolean) =>
    spread === "required" ? mostApart(fitting, zonesOf(nodes), sharing) : fitting.length * Number.MAX_SAFE_INTEGER;
  return kindsOf(settings).flatMap(({ path, pods, surging = false, sharing = false, cpu, memoryMi }) => {
    const holding = (count: number) =>
      open.filter((node) => node.cpu >= count * cpu && node.memoryMi >= count * memoryMi);
    const [fitting, both] = [holding(1), holding(2)];
    const allowed = surging ? Math.max(most(both, sharing), most(fitting, sharing) - 1, 0) : most(fitting, sharing);
    if (pods === 0 || pods <= allowed) return [];
    const instead = spread === "required" && fitting.length > 0 ? ", or kubernetes.spread: preferred" : "";
    const replaced = surging ? ` (${both.length} an old and a new one)` : "";
    const there = `${fitting.length} of ${nodes.length} nodes take a pod of ${cpu} CPU and ${memoryMi} MiB${replaced}, in zones ${enumerated(zonesOf(fitting))}`;
    return [{ path, given: String(pods), allowed: `at most ${allowed}${instead}: ${there}` }];
  });
}

/**
 * How many pods go onto these nodes when each needs a node of its own and zones may differ by one (maxSkew 1): the zone with the
 * fewest of them holds all others back, also one in which no node is open, as the scheduler counts it all the same
 * (nodeTaintsPolicy Ignore). Nodes without a zone take none.
 */
function mostApart(fitting: SeenNode[], zones: string[], sharing: boolean): number {
  const inZone = (zone: string) => fitting.filter((node) => node.zone === zone).length;
  const counts = zones.map((zone) => (sharing && inZone(zone) > 0 ? Number.POSITIVE_INFINITY : inZone(zone)));
  const fewest = Math.min(...counts);
  return counts.reduce((sum, count) => sum + Math.min(count, fewest + 1), 0);
}

function kindsOf(settings: KubernetesSettings): Kind[] {
  const { workload, kubernetes } = settings;
  const { operator, cpu } = kubernetes;
  const kafka = wantedPools(settings).map(({ pool, nodesPath }) => ({
    path: nodesPath,
    pods: pool.nodes,
    cpu: amount(pool.cpu),
    memoryMi: pool.memoryMi,
  }));
  const roles = (["ingest", "processor", "generator"] as const).map((role) => ({
    ...countOf(role, settings),
    surging: surges(role),
    cpu: amount(cpu[role]),
    memoryMi: memoryMi({
      heapMb: workload?.[role].heapMb ?? 0,
      threads: role === "processor" ? (workload?.processor.workers ?? 1) : 1,
    }),
  }));
  const { enabled, url, replicas, cpu: registryCpu, heapMb } = settings.registry;
  const registry = {
    path: "registry.replicas",
    pods: enabled && url === undefined ? replicas : 0,
    cpu: amount(registryCpu),
    memoryMi: registryMemoryMi(heapMb),
  };
  // As its chart asks, 1.2.0.
  const copies = { path: "kubernetes.operator.replicas", cpu: 0.2, memoryMi: 384 };
  return [
    ...kafka,
    ...roles,
    registry,
    ...(operator.mode === "install" ? [{ ...copies, pods: operator.replicas }] : []),
  ];
}

/** How many pods of a role there are at least, and where that stands. */
function countOf(role: Role, { workload, scaling }: KubernetesSettings): Pick<Kind, "path" | "pods" | "sharing"> {
  const scaled = role === "generator" ? undefined : scaling[role];
  if (scaled) return { path: `scaling.${role}.minInstances`, pods: Math.max(1, scaled.minInstances), sharing: true };
  const off = workload === undefined || (role === "generator" && !workload.generator.enabled);
  return { path: `workload.${role}.instances`, pods: off ? 0 : workload[role].instances };
}
