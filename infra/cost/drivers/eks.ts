/** EKS: the control plane, nodes of groups, nodes that Karpenter adds, and their disks. */
import { amount, GIB } from "../../look/quantity.ts";
import { listOf, placesOf, valueIn } from "../../policy/read.ts";
import type { Resource } from "../../policy/resource.ts";
import { type Declared, type Driver, type Drivers, hourly, monthly, type Range, same } from "../driver.ts";
import type { RequestRange } from "../requests.ts";

const GROUP = "aws:eks/nodeGroup:NodeGroup";
const POOL = "kubernetes:karpenter.sh/v1:NodePool";
const CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass";

/** @param requests what pods ask for: more than the groups have at least, Karpenter adds */
export function eksDrivers(declared: Declared, { least }: RequestRange): Drivers {
  const { of, region } = declared;
  const clusters = of("aws:eks/cluster:Cluster").length;
  if (clusters === 0) return { fixed: [], byUse: [] };
  const about = { service: "eks", region };
  const groups = of(GROUP).map(groupOf);
  const pools = of(POOL).map((pool) => poolOf(pool, groups, least.cpu));
  return {
    fixed: [
      hourly({ ...about, what: "EKS control plane" }, "cluster hour", same(clusters)),
      ...[...Map.groupBy(groups, ({ machine }) => machine)].map(([machine, some]) =>
        hourly({ what: `EKS nodes, ${machine}`, service: "ec2", region }, `${machine} hour`, sumOf(some)),
      ),
      ...pools.map((nodes) => poolDriver(nodes, groups[0]?.machine, region)),
      ...nodeDisks(groups, pools, declared),
    ],
    byUse: [{ what: "Images in ECR", service: "ecr", region, unit: "GB-month", units: undefined }],
  };
}

interface Group {
  name: string;
  machine: string;
  nodes: { least: number; most: number };
}

/** A group is begun at its desired size, and is scaled within its limits; of several machines the first is reckoned with. */
function groupOf({ name, inputs }: Resource): Group {
  const { minSize, desiredSize, maxSize } = valueIn(inputs, "scalingConfig") as Record<string, number>;
  return {
    name,
    machine: String(listOf(inputs["instanceTypes"])[0]),
    nodes: { least: Math.min(minSize ?? 0, desiredSize ?? 0), most: maxSize ?? desiredSize ?? 0 },
  };
}

/** A group for each zone is told as one. */
const sumOf = (groups: readonly Group[]): { least: number; most: number } => ({
  least: groups.reduce((sum, { nodes }) => sum + nodes.least, 0),
  most: groups.reduce((sum, { nodes }) => sum + nodes.most, 0),
});

/** vCPU of a machine by its size, of the families c, m and r: large has 2, xlarge 4, 2xlarge 8 (docs.aws.amazon.com, EC2 instance types). */
export function vcpusOf(machine: string): number | undefined {
  const size = machine.split(".")[1] ?? "";
  if (size === "large") return 2;
  const [, times] = /^(\d*)xlarge$/.exec(size) ?? [];
  return times === undefined ? undefined : 4 * Number(times || "1");
}

/**
 * Machines that Karpenter adds: it chooses them itself, up to its limit of CPU, and they are reckoned as the stack's own groups have them. At least
 * so many that all pods have the CPU that they ask for; what the system's own ask for is left out.
 */
function poolOf(pool: Resource, groups: readonly Group[], asked: number): Range {
  const each = vcpusOf(groups[0]?.machine ?? "");
  if (each === undefined) return { least: 0, most: undefined };
  const there = groups.reduce((sum, { machine, nodes }) => sum + nodes.least * (vcpusOf(machine) ?? each), 0);
  const limit = amount(valueIn(pool.inputs, "spec.limits.cpu") as string | undefined);
  const most = Number.isNaN(limit) ? undefined : Math.ceil(limit / each);
  return { least: Math.min(Math.max(0, Math.ceil((asked - there) / each)), most ?? Number.POSITIVE_INFINITY), most };
}

function poolDriver(nodes: Range, machine: string | undefined, region: string): Driver {
  const [as, unit] = machine === undefined ? ["", "m7g.large hour"] : [`, as ${machine}`, `${machine} hour`];
  return hourly({ what: `Karpenter's nodes${as}`, service: "ec2", region }, unit, nodes);
}

/** Root volumes: of a group's template, and of Karpenter's class. */
function nodeDisks(groups: readonly Group[], pools: readonly Range[], { of, region }: Declared): Driver[] {
  const parts: Range[] = groups.flatMap(({ name, nodes: { least, most } }) => {
    const template = of("aws:ec2/launchTemplate:LaunchTemplate").find((one) => one.name === `${name}-template`);
    return placesOf(template?.inputs, "blockDeviceMappings[].ebs.volumeSize").flatMap(({ value: gb }) =>
      typeof gb === "number" ? [{ least: least * gb, most: most * gb }] : [],
    );
  });
  const [volume] = placesOf(of(CLASS)[0]?.inputs, "spec.blockDeviceMappings[].ebs.volumeSize");
  const gb = amount(volume?.value as string | undefined) / GIB;
  if (!Number.isNaN(gb))
    parts.push(...pools.map(({ least, most }) => ({ least: least * gb, most: most && most * gb })));
  if (parts.length === 0) return [];
  const limits = parts.map(({ most }) => most);
  const all: Range = {
    least: parts.reduce((sum, { least }) => sum + least, 0),
    most: limits.reduce((sum, most) => (sum === undefined || most === undefined ? undefined : sum + most), 0),
  };
  return [monthly({ what: "Disks of nodes, gp3, GB", service: "ebs", region }, "gp3 GB-month", all)];
}
