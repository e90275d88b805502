/** `aws.eks`: made for the stack, or there already. */
import { z } from "zod";
import { accessPolicies } from "../../../components/kubernetes/eks/access-policies.ts";
import { addons } from "../../../components/kubernetes/eks/addon-table.ts";
import { eks as versions } from "../../versions.ts";
import { kubeLabel } from "../scalars.ts";
import { cidr, principal, retention } from "./scalars.ts";

const key = z.string().regex(/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/, {
  error: "a key of small letters, digits and -, a letter first, at most 20 of them",
});

const instanceType = z
  .string()
  .regex(/^[a-z]+[a-z0-9-]*\.[a-z0-9]+$/, { error: "a type of instance, such as m7g.large" });

const nodeGroup = z.strictObject({
  instanceTypes: z
    .array(instanceType)
    .min(1)
    .default(["m7g.large"])
    .describe(
      "Types of instances, of one kind of processor; the first that is to be had is taken. Default: m7g.large. A change replaces the nodes, one after the other.",
    ),
  min: z
    .int()
    .min(0)
    .max(450)
    .default(3)
    .describe("Fewest nodes; with perZone, of each zone's group. Default: 3. In place."),
  max: z
    .int()
    .min(1)
    .max(450)
    .default(6)
    .describe("Most nodes; with perZone, of each zone's group. Default: 6. In place."),
  desired: z
    .int()
    .min(0)
    .max(450)
    .optional()
    .describe(
      "Nodes of each group now: nothing else scales a group, as Karpenter's nodes are beside it. Default: min. In place.",
    ),
  diskGb: z
    .int()
    .min(20)
    .max(16384)
    .default(50)
    .describe("GiB of each node's disk. Default: 50. A change replaces the nodes."),
  capacity: z
    .enum(["ON_DEMAND", "SPOT"])
    .default("ON_DEMAND")
    .describe(
      "SPOT costs less, and AWS takes nodes back at two minutes' notice. Default: ON_DEMAND. A change makes the group anew.",
    ),
  perZone: z
    .boolean()
    .default(false)
    .describe(
      "Whether each zone has a group of its own, for brokers whose volumes cannot leave theirs; min, max and desired are of each zone's group. Default: false.",
    ),
  labels: z.record(z.string(), z.string()).optional().describe("Labels of its nodes. Default: none. In place."),
});

const access = z.strictObject({
  principal: principal.describe("Role or user."),
  policy: z
    .enum(Object.keys(accessPolicies) as [keyof typeof accessPolicies])
    .default("clusterAdmin")
    .describe("What it may do: EKS' own policies. Default: clusterAdmin. In place."),
  namespaces: z.array(kubeLabel).min(1).optional().describe("Where. Default: in the whole cluster. In place."),
});

const autoscaling = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether Karpenter makes nodes for pods that have none. Default: true."),
    cpu: z.int().min(1).default(64).describe("Most CPUs of all its nodes together. Default: 64. In place."),
    memoryGi: z
      .int()
      .min(1)
      .default(256)
      .describe("Most memory of all its nodes together, GiB. Default: 256. In place."),
    architectures: z
      .array(z.enum(["amd64", "arm64"]))
      .min(1)
      .optional()
      .describe(
        "Processors of its nodes; images must run on all of them. Default: those of the groups. Nodes are replaced.",
      ),
    capacity: z
      .array(z.enum(["on-demand", "spot"]))
      .min(1)
      .default(["on-demand"])
      .describe("Whether its nodes are bought outright or from what is left over. Default: on-demand."),
  })
  .prefault({})
  .describe("Nodes as they are needed, beside the groups.");

export const eks = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("create").describe("A cluster of the stack's own."),
      version: z
        .string()
        .regex(/^1\.\d{2}$/, { error: "a version of Kubernetes, such as 1.35" })
        .default(versions.version)
        .describe(
          `Version of Kubernetes, raised by one at a time and never lowered. Default: ${versions.version}. Control plane and nodes are replaced one after the other.`,
        ),
      support: z
        .enum(["standard", "extended"])
        .default("extended")
        .describe(
          "What becomes of it when its version's standard support ends: AWS upgrades it by itself, or each of its hours costs more. Default: extended. In place.",
        ),
      publicFrom: z
        .array(cidr)
        .default([])
        .describe(
          "Ranges of the internet that its API answers to. Default: none: `up` runs in one of privateFrom. In place.",
        ),
      privateFrom: z
        .array(cidr)
        .default([])
        .describe(
          "Ranges in the network, or behind a VPN, that its API answers to by its address inside, beside its own nodes and pods. Default: none: `up` runs in one of publicFrom. In place.",
        ),
      access: z
        .record(key, access)
        .default({})
        .describe(
          "Who may do what, by key; with any, whoever runs `up` must be among them. Default: whoever runs `up`. In place.",
        ),
      logRetention: retention
        .default(90)
        .describe("Days that logs of its control plane are kept. Default: 90. In place."),
      nodes: z
        .record(key, nodeGroup)
        .prefault({ main: {} })
        .describe("Groups of nodes by key. Default: one, main, of three nodes."),
      addonVersions: z
        .partialRecord(
          z.enum(Object.keys(addons) as [keyof typeof addons]),
          z.string().regex(/^v\d/, { error: "a version, such as v1.21.1-eksbuild.1" }),
        )
        .default({})
        .describe(
          "Versions of EKS' add-ons. Default: as EKS takes them for the version of Kubernetes, at each `up`. In place.",
        ),
      autoscaling,
      loadBalancers: z
        .boolean()
        .default(false)
        .describe("Whether AWS' controller makes load balancers of Ingresses and Services. Default: false. In place."),
    }),
    z.strictObject({
      mode: z.literal("existing").describe("A cluster that is there."),
      name: z.string().min(1).max(100).describe("Its name."),
      securityGroup: z
        .string()
        .regex(/^sg-[0-9a-f]+$/, { error: "the id of a security group" })
        .optional()
        .describe(
          "Group that its nodes and pods send as, which MSK's brokers let in. Default: the cluster's own, which EKS gives managed nodes; nodes with a launch template of their own may have another. In place.",
        ),
    }),
  ])
  .prefault({ mode: "create" });
export type EksKeys = z.infer<typeof eks>;
