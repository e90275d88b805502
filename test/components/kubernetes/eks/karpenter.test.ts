/** Nodes as pods need them, under Pulumi's mocks: what the controller may do, and what nodes it makes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import {
  type ControllerPolicyArgs,
  controllerPolicy,
} from "../../../../components/kubernetes/eks/karpenter/controller-policy.ts";
import { karpenterDefinitions } from "../../../../components/kubernetes/eks/karpenter/definitions.ts";
import {
  Karpenter,
  type KarpenterArgs,
  karpenterValues,
} from "../../../../components/kubernetes/eks/karpenter/karpenter.ts";
import { existingNetwork } from "../../../../components/network/existing.ts";
import { type Recording, record } from "../../../support/recording.ts";
import { assertNamesFit, assertTagged } from "../../aws/conventions.ts";
import { schemaProblems } from "./schema.ts";

const arn = "arn:aws:eks:eu-central-1:123456789012:cluster/mine";
const base = (): KarpenterArgs => ({
  version: "1.14.1",
  namespace: "karpenter",
  region: "eu-central-1",
  cluster: {
    name: pulumi.output("mine"),
    arn: pulumi.output(arn),
    kubeconfig: pulumi.output("{}"),
    securityGroup: pulumi.output("sg-1"),
    ready: [],
  },
  network: existingNetwork({
    id: "vpc-1",
    privateSubnets: ["a", "b"].map((zone, index) => ({
      id: `subnet-${zone}`,
      zone: `eu-central-1${zone}`,
      cidr: `10.0.${index}.0/24`,
    })),
  }),
  key: "arn:key",
  diskGb: 50,
  architectures: ["arm64"],
  capacity: ["on-demand"],
  limits: { cpu: 64, memoryGi: 256 },
  replicas: 2,
  monitoring: [],
  tags: { stack: "test", "managed-by": "pulumi" },
});
const outputs = {
  "aws:iam/role:Role": () => ({ name: "node-role", arn: "arn:aws:iam::123456789012:role/node-role" }),
  "aws:iam/instanceProfile:InstanceProfile": () => ({ name: "node-profile" }),
  "aws:sqs/queue:Queue": () => ({ name: "the-queue", arn: "arn:queue", url: "https://queue" }),
  "aws:cloudwatch/eventRule:EventRule": () => ({ name: "a-rule", arn: "arn:rule" }),
};
const made = (args: Partial<KarpenterArgs> = {}, preview = false): Promise<Recording> =>
  record(() => void new Karpenter("karpenter", { ...base(), ...args }), { preview, outputs });
const after = (recording: Recording, name: string): string[] =>
  recording.named(name).dependencies.map((urn) => urn.split("::").at(-1)!);

const policyArgs: ControllerPolicyArgs = {
  partition: "aws",
  region: "eu-central-1",
  clusterName: "mine",
  clusterArn: arn,
  nodeRoleArn: "arn:aws:iam::123456789012:role/node-role",
  queueArn: "arn:queue",
};
const statements = () => controllerPolicy(policyArgs).Statement as any[];

test("it changes only what carries this cluster's tag, and only in this region", () => {
  const reads = /:(Describe|Get|List)/;
  for (const statement of statements()) {
    const changes = statement.Action.filter((action: string) => !reads.test(action));
    if (changes.length === 0 || statement.Sid === "HearOfInterruptions") continue;
    if (statement.Sid === "LaunchFrom") {
      assert.ok(statement.Resource.every((resource: string) => !/(instance|volume|fleet)\/\*/.test(resource)));
      continue;
    }
    assert.ok(!statement.Resource.includes("*"), `${statement.Sid} is bound to resources`);
    if (statement.Sid === "GiveNodeRole") continue;
    const keys = Object.keys(statement.Condition.StringEquals);
    assert.ok(
      keys.some((key) => key.endsWith("Tag/kubernetes.io/cluster/mine")),
      `${statement.Sid} is bound to the cluster`,
    );
  }
});

test("the only role that it gives to an instance is that of nodes, and it makes no profile", () => {
  const gives = statements().filter(({ Action }) => Action.includes("iam:PassRole"));
  assert.deepEqual(
    gives.map(({ Resource, Condition }) => [Resource, Condition]),
    [[[policyArgs.nodeRoleArn], { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }]],
  );
  const actions: string[] = statements().flatMap(({ Action }) => Action);
  assert.deepEqual(
    actions.filter((action) => /^iam:(?!PassRole|Get|List)/.test(action)),
    [],
  );
  assert.ok(!actions.some((action) => action.includes("*")));
});

test("its rights fit into a policy of a role, with the longest name of a cluster", () => {
  // IAM User Guide, "IAM and AWS STS quotas": 10 240 characters for all of a role's inline policies, blanks not counted.
  const text = JSON.stringify(controllerPolicy({ ...policyArgs, clusterName: "x".repeat(100) }));
  assert.ok(text.length <= 10_240, String(text.length));
});

test("its pods have the role, before they start", async () => {
  const recording = await made();
  const { namespace, serviceAccount } = recording.named("karpenter-controller-pods").inputs;
  assert.deepEqual([namespace, serviceAccount], ["karpenter", "karpenter"]);
  assert.ok(after(recording, "karpenter-chart").includes("karpenter-controller-pods"));
});

test("its pods reach the API server, AWS and the agent that has their credentials, and only who reads metrics reaches them", async () => {
  const specOf = async (args: Partial<KarpenterArgs>) => (await made(args)).named("karpenter-policy").inputs["spec"];
  const { podSelector, ingress, egress } = await specOf({});
  assert.deepEqual(podSelector, { matchLabels: { "app.kubernetes.io/name": "karpenter" } });
  assert.deepEqual(ingress, []);
  const tcp = (port: number) => ({ protocol: "TCP", port });
  assert.deepEqual(egress, [
    { ports: [tcp(443), tcp(6443)] },
    { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [tcp(80)] },
  ]);
  const monitoring = [{ podSelector: {} }];
  assert.deepEqual((await specOf({ monitoring })).ingress, [{ from: monitoring, ports: [tcp(8080)] }]);
});

test("its nodes get into the cluster by an entry of their own, and come after it", async () => {
  const recording = await made();
  const { type, principalArn } = recording.named("karpenter-nodes").inputs;
  assert.deepEqual([type, principalArn], ["EC2_LINUX", "arn:aws:iam::123456789012:role/node-role"]);
  assert.ok(after(recording, "karpenter-node-class").includes("karpenter-nodes"));
  assert.ok(after(recording, "karpenter-node-pool").includes("karpenter-node-class"));
});

test("what it is told of interruptions comes from its own rules alone, and in TLS", async () => {
  const { of, named } = await made();
  const rules = of("aws:cloudwatch/eventRule:EventRule");
  assert.equal(rules.length, 5);
  const [allow, deny] = JSON.parse(named("karpenter-interruptions-policy").inputs["policy"]).Statement;
  assert.deepEqual(allow.Principal, { Service: "events.amazonaws.com" });
  assert.equal(allow.Condition.ArnEquals["aws:SourceArn"].length, 5);
  assert.deepEqual(deny.Condition, { Bool: { "aws:SecureTransport": "false" } });
  assert.equal(named("karpenter-interruptions").inputs["sqsManagedSseEnabled"], true);
  for (const { inputs } of of("aws:cloudwatch/eventTarget:EventTarget")) assert.equal(inputs["arn"], "arn:queue");
});

test("its nodes are as those of the groups: encrypted disks, tokens of one hop, private subnets, the tags", async () => {
  const { spec } = (await made()).named("karpenter-node-class").inputs as any;
  assert.deepEqual(spec, {
    instanceProfile: "node-profile",
    amiSelectorTerms: [{ alias: "al2023@latest" }],
    subnetSelectorTerms: [{ id: "subnet-a" }, { id: "subnet-b" }],
    securityGroupSelectorTerms: [{ id: "sg-1" }],
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      httpProtocolIPv6: "disabled",
    },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        rootVolume: true,
        ebs: { volumeType: "gp3", volumeSize: "50Gi", encrypted: true, kmsKeyID: "arn:key", deleteOnTermination: true },
      },
    ],
    tags: { stack: "test", "managed-by": "pulumi" },
  });
});

test("there is an end to what it makes, and nodes go one after the other", async () => {
  const { spec } = (await made()).named("karpenter-node-pool").inputs as any;
  assert.deepEqual(spec.limits, { cpu: "64", memory: "256Gi" });
  assert.deepEqual(spec.disruption.budgets, [{ nodes: "1" }]);
  assert.equal(spec.template.spec.expireAfter, "720h");
});

test("both objects are of the shape that its own definitions demand", async () => {
  const { named } = await made();
  const definitions = karpenterDefinitions();
  for (const [kind, name] of [
    ["EC2NodeClass", "node-class"],
    ["NodePool", "node-pool"],
  ] as const) {
    const version = definitions[kind]!.spec.versions.find(({ name: of }) => of === "v1");
    const { apiVersion, spec } = named(`karpenter-${name}`).inputs as any;
    assert.equal(apiVersion, `${definitions[kind]!.spec.group}/v1`);
    assert.deepEqual(schemaProblems(version.schema.openAPIV3Schema.properties.spec, spec), []);
  }
});

test("its definitions are resources of their own, which stay when it goes", async () => {
  const { of } = await made();
  const definitions = of("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition");
  assert.deepEqual(definitions.map(({ name }) => name.replace("karpenter-definition-", "")).sort(), [
    "CapacityBuffer",
    "EC2NodeClass",
    "NodeClaim",
    "NodeOverlay",
    "NodePool",
  ]);
  assert.ok(definitions.every(({ retainOnDelete }) => retainOnDelete));
});

test("it is told its cluster, its queue and its region", async () => {
  const known = (value: unknown) =>
    new Promise<any>((resolve) => pulumi.output(value as any).apply((found) => resolve(found)));
  const values = await known(karpenterValues(base(), "the-queue"));
  assert.deepEqual(values.settings, { clusterName: "mine", interruptionQueue: "the-queue" });
  assert.deepEqual(values.controller.env, [{ name: "AWS_REGION", value: "eu-central-1" }]);
});

test("everything carries the tags and has a name that fits, and a preview declares the same", async () => {
  const { resources } = await made();
  assertTagged(resources, { stack: "test" });
  assertNamesFit(resources);
  const urns = async (preview: boolean) => (await made({}, preview)).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});
