/** Kubernetes by EKS: versions, who reaches its API, nodes. */
import { nameProblem } from "../../../../components/aws/names.ts";
import { isArm } from "../../../../components/kubernetes/eks/instance-types.ts";
import { isPrivate, parseRange, rangeText } from "../../../../components/network/cidr.ts";
import { eksLines } from "../../../versions.ts";
import type { EksKeys } from "../../aws/eks.ts";
import type { NetworkKeys } from "../../aws/network.ts";
import type { Problem } from "../../problem.ts";
import type { StrimziView, View } from "../../view.ts";
import { quoted } from "./quoted.ts";

export function eksProblems(view: View, eks: EksKeys): Problem[] {
  return eks.mode === "create"
    ? [
        ...createdCluster(eks, view.production),
        ...imageProblems(eks, view.aws?.network),
        ...listenerProblems(eks, view.strimzi?.external),
        ...contextProblems(view),
      ]
    : existingCluster(eks);
}

type External = StrimziView["external"];
type Cluster = Extract<EksKeys, { mode: "create" }>;

function createdCluster({ version, publicFrom, privateFrom, nodes }: Cluster, production: boolean): Problem[] {
  const lines = eksLines.lines.map(({ line }) => line);
  return [
    ...(lines.includes(version)
      ? []
      : [
          {
            path: "aws.eks.version",
            given: quoted(version),
            allowed: `a version of EKS: ${lines.join(", ")} (${eksLines.source})`,
          },
        ]),
    ...publicFrom.flatMap((cidr, index) => publicProblems(`aws.eks.publicFrom[${index}]`, cidr, production)),
    ...privateFrom.flatMap((_, index) => privateProblems(`aws.eks.privateFrom[${index}]`, index, privateFrom)),
    ...(publicFrom.length + privateFrom.length === 0
      ? [
          {
            path: "aws.eks.privateFrom",
            given: "[]",
            allowed:
              "ranges that `up` runs from, inside the network or behind a VPN, or those of the internet in aws.eks.publicFrom: its API answers to nobody else",
          },
        ]
      : []),
    ...(Object.keys(nodes).length === 0
      ? [{ path: "aws.eks.nodes", given: "{}", allowed: "at least one group: also Karpenter needs nodes to run on" }]
      : []),
    ...Object.entries(nodes).flatMap(([key, group]) => groupProblems(`aws.eks.nodes.${key}`, group)),
  ];
}

function publicProblems(path: string, cidr: string, production: boolean): Problem[] {
  const range = parseRange(cidr);
  const problem = (allowed: string) => [{ path, given: quoted(cidr), allowed }];
  if (range.bits === 0 && production)
    return problem("ranges that are yours, because environment is production: the whole internet is nobody's");
  if (isPrivate(range)) return problem("a range of the internet: from inside the network the API is reached anyhow");
  return [];
}

/** Addresses of the internet may be used inside, too. AWS would keep another text than one that does not begin at its first address. */
function privateProblems(path: string, index: number, all: string[]): Problem[] {
  const cidr = all[index]!;
  const range = parseRange(cidr);
  const problem = (allowed: string) => [{ path, given: quoted(cidr), allowed }];
  if (range.bits === 0) return problem("ranges that `up` runs from: everywhere is none");
  if (rangeText(range) !== cidr)
    return problem(`a range that begins at its first address, such as ${rangeText(range)}`);
  if (all.indexOf(cidr) < index) return problem("a range that is not named before");
  return [];
}

/** Images of what is made in the cluster are on the internet. */
function imageProblems({ autoscaling, loadBalancers }: Cluster, network: NetworkKeys | undefined): Problem[] {
  if (network?.mode !== "create" || network.nat !== "none") return [];
  const problem = (path: string) => ({
    path,
    given: "true",
    allowed:
      "false, because aws.network.nat is none: its image comes from the internet, and no setting names a mirror yet",
  });
  return [
    ...(autoscaling.enabled ? [problem("aws.eks.autoscaling.enabled")] : []),
    ...(loadBalancers ? [problem("aws.eks.loadBalancers")] : []),
  ];
}

/** Without the controller EKS' own makes a Classic Load Balancer that faces the internet, or nobody makes any. */
function listenerProblems({ loadBalancers }: Cluster, external: External): Problem[] {
  if (external?.type !== "loadbalancer" || loadBalancers) return [];
  const allowed =
    "true, because kafka.external is a load balancer: AWS' controller makes it; or kafka.external left out";
  return [{ path: "aws.eks.loadBalancers", given: "false", allowed }];
}

function groupProblems(path: string, { instanceTypes, min, max, desired }: Cluster["nodes"][string]): Problem[] {
  const arm = instanceTypes.filter(isArm);
  return [
    ...(min > max
      ? [{ path: `${path}.min`, given: String(min), allowed: `at most ${max}, which ${path}.max says` }]
      : []),
    ...(desired !== undefined && (desired < min || desired > max)
      ? [{ path: `${path}.desired`, given: String(desired), allowed: `${min} to ${max}, as ${path}.min and max say` }]
      : []),
    ...(arm.length > 0 && arm.length < instanceTypes.length
      ? [
          {
            path: `${path}.instanceTypes`,
            given: JSON.stringify(instanceTypes),
            allowed: `types of one kind of processor, because they start from one image: ${arm.join(", ")} are Graviton and the others are not`,
          },
        ]
      : []),
  ];
}

/** It stands in no kubeconfig when it is made. */
function contextProblems({ kubernetes }: View): Problem[] {
  const { context } = kubernetes?.keys ?? {};
  if (context === undefined) return [];
  const allowed = "nothing, because aws.eks.mode is create: its kubeconfig comes of the cluster itself";
  return [{ path: "kubernetes.context", given: quoted(context), allowed }];
}

function existingCluster({ name }: Extract<EksKeys, { mode: "existing" }>): Problem[] {
  const allowed = nameProblem("eksCluster", name);
  return allowed === undefined ? [] : [{ path: "aws.eks.name", given: quoted(name), allowed }];
}
