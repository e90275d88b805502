/** What a stack on AWS stands on, of its settings, under Pulumi's mocks: provider, keys, network, cluster and what pods find in it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { type AskCaller, callerOf } from "../../../infra/clouds/aws/caller.ts";
import { clusterOf, clusterServices } from "../../../infra/clouds/aws/eks.ts";
import { groundOf } from "../../../infra/clouds/aws/ground.ts";
import { repositoryOf } from "../../../infra/clouds/aws/images.ts";
import type { AwsSettings } from "../../../infra/clouds/aws/index.ts";
import { keysOf } from "../../../infra/clouds/aws/keys.ts";
import { networkOf } from "../../../infra/clouds/aws/network.ts";
import { awsProvider } from "../../../infra/clouds/aws/provider.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { assertClosed, assertNamesFit, assertTagged } from "../../components/aws/conventions.ts";
import { type Recording, record, recordStack } from "../../support/recording.ts";

const account = "123456789012";
const principal = `arn:aws:iam::${account}:role/deployer`;
const ask: AskCaller = async () => ({ account, principal });

type Raw = Record<string, any>;

function settingsOf(change: (raw: Raw) => void = () => undefined): AwsSettings {
  const raw = structuredClone(readStackFile("kubernetes-production")) as Raw;
  raw["cloud"] = "aws";
  raw["aws"] = { region: "eu-central-1", account };
  raw["kubernetes"].look = "off";
  delete raw["kubernetes"].context;
  delete raw["kubernetes"].zones;
  change(raw);
  const { eks = { mode: "create" } } = raw["aws"];
  if (eks.mode === "create") raw["aws"].eks = { privateFrom: ["10.0.0.0/8"], ...eks };
  const settings = parseSettings(raw);
  assert.ok(settings.cloud === "aws");
  return settings;
}

const outputs = {
  "aws:eks/cluster:Cluster": ({ name }: any) => ({
    arn: `arn:aws:eks:eu-central-1:${account}:cluster/${name}`,
    endpoint: "https://api.example.com",
    certificateAuthority: { data: "QUJD" },
    vpcConfig: { clusterSecurityGroupId: "sg-1" },
  }),
  "aws:iam/role:Role": () => ({ name: "a-role", arn: `arn:aws:iam::${account}:role/a-role` }),
  "aws:kms/key:Key": ({ description }: any) => ({ arn: description.startsWith("Data") ? "arn:data" : "arn:secrets" }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "aws:sqs/queue:Queue": () => ({ name: "a-queue", arn: "arn:queue", url: "https://queue" }),
  "aws:ecr/repository:Repository": ({ name }: any) => ({ repositoryUrl: `${account}.dkr.ecr.example/${name}` }),
};

function made(change?: (raw: Raw) => void, { stack = "test", preview = false } = {}): Promise<Recording> {
  const settings = settingsOf(change);
  return record(
    async () => {
      const provider = awsProvider(settings, stack);
      const opts = { providers: { aws: provider } };
      const caller = await callerOf(settings, ask);
      const keys = await keysOf(settings, stack, opts, caller);
      const network = await networkOf(settings, stack, opts, { caller, keys });
      const cluster = await clusterOf(settings, stack, opts, { caller, keys, network, provider });
      const kubernetes = new Provider("kubernetes", { kubeconfig: cluster.kubeconfig }, { dependsOn: cluster.ready });
      const both = { providers: { aws: provider, kubernetes } };
      const ready = await clusterServices(settings, stack, both, { cluster, keys, network });
      const { url } = await repositoryOf(settings, stack, opts, keys);
      return { url, ready: ready.length };
    },
    { stack, preview, outputs },
  );
}

test("the provider takes one region and one account, and gives everything the stack's tags", async () => {
  const { inputs } = (await made()).named("aws");
  assert.equal(inputs["region"], "eu-central-1");
  assert.deepEqual(JSON.parse(inputs["allowedAccountIds"]), [account]);
  assert.equal(JSON.parse(inputs["defaultTags"]).tags.stack, "test");
  for (const key of ["accessKey", "secretKey", "token"])
    assert.equal(inputs[key], undefined, "credentials are whoever runs it");
});

test("everything carries the tags, no group is open, names fit whatever the stack's is", async () => {
  const stack = "x".repeat(100);
  const everything = (raw: Raw) =>
    (raw["aws"].eks = { mode: "create", loadBalancers: true, nodes: { main: { perZone: true } } });
  const { resources } = await made(everything, { stack });
  assertTagged(resources, {
    project: "tributary",
    stack,
    environment: "production",
    "managed-by": "pulumi",
    owner: "platform",
  });
  assertClosed(resources);
  assertNamesFit(resources);
});

test("in production a gateway in each zone, keys, network, cluster and images protected; in development one gateway and nothing", async () => {
  const production = await made();
  assert.equal(production.of("aws:ec2/natGateway:NatGateway").length, 3);
  const protectedTypes = (recording: Recording) =>
    [...new Set(recording.resources.filter(({ protect }) => protect).map(({ type }) => type.split(":").at(-1)))].sort();
  assert.deepEqual(protectedTypes(production), ["Cluster", "Key", "Repository", "Vpc"]);
  const development = await made((raw) => (raw["environment"] = "development"));
  assert.equal(development.of("aws:ec2/natGateway:NatGateway").length, 1);
  assert.deepEqual(protectedTypes(development), []);
});

test("whoever runs it gets into the cluster, unless the settings name who does", async () => {
  const entries = (recording: Recording) =>
    recording
      .of("aws:eks/accessEntry:AccessEntry")
      .flatMap(({ name, inputs }) => (name.startsWith("eks-") ? [inputs["principalArn"]] : []));
  assert.deepEqual(entries(await made()), [principal]);
  const theirs = `arn:aws:iam::${account}:role/theirs`;
  const access = { ops: { principal: theirs }, runner: { principal } };
  const named = await made((raw) => (raw["aws"].eks = { mode: "create", access }));
  assert.deepEqual(entries(named).sort(), [principal, theirs]);
});

test("whoever could not fill the cluster is told before anything is declared", async () => {
  const access = { ops: { principal: `arn:aws:iam::${account}:role/theirs` } };
  const settings = settingsOf((raw) => (raw["aws"].eks = { mode: "create", access }));
  const { resources } = await record(() =>
    assert.rejects(groundOf(settings, "test", ask), { code: "TRB_SETTINGS_INVALID", message: /aws\.eks\.access/ }),
  );
  assert.deepEqual(resources, []);
});

test("pods find a class of encrypted volumes that may grow, kept in production, and nodes as they need them", async () => {
  const recording = await made();
  const { metadata, ...spec } = recording.named("storage-class").inputs as any;
  assert.equal(metadata.annotations["storageclass.kubernetes.io/is-default-class"], "true");
  const { apiVersion: _, kind: __, ...storage } = spec;
  assert.deepEqual(storage, {
    provisioner: "ebs.csi.aws.com",
    parameters: { type: "gp3", encrypted: "true", kmsKeyId: "arn:data" },
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
    reclaimPolicy: "Retain",
  });
  const pool = recording.named("karpenter-node-pool").inputs["spec"];
  const arch = pool.template.spec.requirements.find(({ key }: any) => key === "kubernetes.io/arch");
  assert.deepEqual(arch.values, ["arm64"], "as the groups: the image runs on both");
  const none = await made((raw) => (raw["aws"].eks = { mode: "create", autoscaling: { enabled: false } }));
  assert.ok(!none.resources.some(({ name }) => name.startsWith("karpenter")));
});

test("in a network and a cluster that are there nothing is made", async () => {
  const { resources } = await made((raw) => {
    const subnet = (letter: string, index: number) => ({
      id: `subnet-${index}`,
      zone: `eu-central-1${letter}`,
      cidr: `10.0.${index}.0/24`,
    });
    raw["aws"].network = { mode: "existing", id: "vpc-1", subnets: ["a", "b", "c"].map(subnet) };
    raw["aws"].eks = { mode: "existing", name: "theirs" };
  });
  const kinds = new Set(resources.map(({ type }) => type.split("/")[0]));
  assert.deepEqual([...kinds].sort(), [
    "aws:ecr",
    "aws:kms",
    "pulumi:providers:aws",
    "pulumi:providers:kubernetes",
    "tributary:images:EcrRepository",
    "tributary:secrets:AwsKeys",
  ]);
});

const theirs = {
  name: "theirs",
  arn: `arn:aws:eks:eu-central-1:${account}:cluster/theirs`,
  endpoint: "https://eks.example",
  certificateAuthorities: [{ data: "QUJD" }],
  vpcConfig: { clusterSecurityGroupId: "sg-0a" },
};

test("whom brokers let in of a cluster that is there: its own group, or the one that its nodes have", async () => {
  const letIn = async (securityGroup?: string) => {
    const { resources } = await recordStack("aws-msk-development", {
      change: ({ aws }) =>
        (aws.eks = { mode: "existing", name: "theirs", ...(securityGroup ? { securityGroup } : {}) }),
      calls: { "aws:eks/getCluster:getCluster": theirs },
    });
    return [...new Set(resources.flatMap(({ inputs }) => inputs["referencedSecurityGroupId"] ?? []))];
  };
  assert.deepEqual(await letIn(), ["sg-0a"]);
  assert.deepEqual(await letIn("sg-0b"), ["sg-0b"]);
});

test("images are pushed to an address of the stack's own", async () => {
  assert.equal((await made()).result.url, `${account}.dkr.ecr.example/tributary-test/app`);
});

test("a preview declares the same although nothing is there yet", async () => {
  const urns = async (preview: boolean) => (await made(undefined, { preview })).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});
