/** Kubernetes by EKS under Pulumi's mocks: what is reached from where, encrypted with what, and in which order it is made. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { fitted } from "../../../../components/aws/names.ts";
import { EksCluster, type EksClusterArgs } from "../../../../components/kubernetes/eks/cluster.ts";
import { isArm } from "../../../../components/kubernetes/eks/instance-types.ts";
import { existingNetwork } from "../../../../components/network/existing.ts";
import { type Recording, record } from "../../../support/recording.ts";
import { assertNamesFit, assertTagged } from "../../aws/conventions.ts";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const subnetIds = zones.map((zone) => `subnet-${zone.at(-1)}`);
const base = (): EksClusterArgs => ({
  clusterName: "tributary-test",
  region: "eu-central-1",
  version: "1.35",
  network: existingNetwork({
    id: "vpc-1",
    privateSubnets: zones.map((zone, index) => ({ id: subnetIds[index]!, zone, cidr: `10.0.${index}.0/24` })),
  }),
  keys: { data: "arn:data", secrets: "arn:secrets" },
  access: { deployer: { principal: "arn:aws:iam::123456789012:role/deployer", policy: "clusterAdmin" } },
  support: "extended",
  logRetention: 30,
  nodes: { main: { instanceTypes: ["m7g.large"], min: 3, max: 9, desired: 3, diskGb: 50 } },
  protection: true,
  tags: { stack: "test" },
});
const outputs = {
  "aws:eks/cluster:Cluster": ({ name }: any) => ({
    arn: `arn:aws:eks:eu-central-1:123456789012:cluster/${name}`,
    endpoint: "https://api.example.com",
    certificateAuthority: { data: "QUJD" },
    vpcConfig: { clusterSecurityGroupId: "sg-1" },
  }),
  "aws:iam/role:Role": () => ({ name: "a-role", arn: "arn:aws:iam::123456789012:role/a-role" }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 3 }),
};
const made = (args: Partial<EksClusterArgs> = {}, preview = false): Promise<Recording> =>
  record(
    () => {
      const { name, arn, kubeconfig, securityGroup } = new EksCluster("eks", { ...base(), ...args });
      return { name, arn, kubeconfig, securityGroup };
    },
    { preview, outputs },
  );
const after = (recording: Recording, name: string): string[] =>
  recording.named(name).dependencies.map((urn) => urn.split("::").at(-1)!);

test("its API has no address outside, unless ranges are named that it answers to", async () => {
  const config = async (args: Partial<EksClusterArgs>) => (await made(args)).named("eks-cluster").inputs["vpcConfig"];
  assert.deepEqual(await config({}), { subnetIds, endpointPrivateAccess: true, endpointPublicAccess: false });
  assert.deepEqual(await config({ publicFrom: ["203.0.113.0/24"] }), {
    subnetIds,
    endpointPrivateAccess: true,
    endpointPublicAccess: true,
    publicAccessCidrs: ["203.0.113.0/24"],
  });
});

test("entries alone say who has rights: not a config map, and not having made it", async () => {
  const { named } = await made({
    access: {
      deployer: { principal: "arn:one", policy: "clusterAdmin" },
      reader: { principal: "arn:two", policy: "view", namespaces: ["tributary"] },
    },
  });
  assert.deepEqual(named("eks-cluster").inputs["accessConfig"], {
    authenticationMode: "API",
    bootstrapClusterCreatorAdminPermissions: false,
  });
  const association = (key: string) => {
    const { policyArn, accessScope, principalArn } = named(`eks-access-${key}-policy`).inputs;
    return { policyArn, accessScope, principalArn };
  };
  const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;
  assert.deepEqual(association("deployer"), {
    policyArn: policy("AmazonEKSClusterAdminPolicy"),
    accessScope: { type: "cluster" },
    principalArn: "arn:one",
  });
  assert.deepEqual(association("reader"), {
    policyArn: policy("AmazonEKSViewPolicy"),
    accessScope: { type: "namespace", namespaces: ["tributary"] },
    principalArn: "arn:two",
  });
});

test("Secrets, disks and logs are encrypted with the stack's keys, and the logs are there before EKS would make them", async () => {
  const recording = await made();
  const { named } = recording;
  assert.deepEqual(named("eks-cluster").inputs["encryptionConfig"], {
    provider: { keyArn: "arn:secrets" },
    resources: ["secrets"],
  });
  const logs = named("eks-logs").inputs;
  assert.deepEqual(
    [logs["name"], logs["retentionInDays"], logs["kmsKeyId"]],
    ["/aws/eks/tributary-test/cluster", 30, "arn:data"],
  );
  assert.equal(named("eks-cluster").inputs["enabledClusterLogTypes"].length, 5);
  assert.ok(after(recording, "eks-cluster").includes("eks-logs"));
  assert.ok(after(recording, "eks-cluster").includes("eks-role-policy"));
  const [disk] = named("eks-nodes-main-template").inputs["blockDeviceMappings"];
  assert.deepEqual(disk, {
    deviceName: "/dev/xvda",
    ebs: { volumeType: "gp3", volumeSize: 50, encrypted: "true", kmsKeyId: "arn:data", deleteOnTermination: "true" },
  });
});

test("no pod gets its node's credentials: tokens are demanded, and their answers go one hop", async () => {
  const { metadataOptions } = (await made()).named("eks-nodes-main-template").inputs as any;
  assert.deepEqual(metadataOptions, { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 });
});

test("instances, their volumes and their addresses carry the tags, too", async () => {
  const { tagSpecifications } = (await made()).named("eks-nodes-main-template").inputs as any;
  assert.deepEqual(
    tagSpecifications.map(({ resourceType, tags }: any) => [resourceType, tags.stack]),
    [
      ["instance", "test"],
      ["volume", "test"],
      ["network-interface", "test"],
    ],
  );
});

test("the number of nodes is the settings': nothing else scales a group, and one below a raised minimum is refused", async () => {
  const { groups, nodeGroup } = await grouped({});
  assert.deepEqual(nodeGroup("main").inputs["scalingConfig"], { minSize: 3, maxSize: 9, desiredSize: 3 });
  assert.deepEqual(nodeGroup("main").ignoreChanges, []);
  assert.deepEqual(groups, ["eks-nodes-main"]);
});

test("one group spans the zones, or each zone has its own", async () => {
  const { nodes } = base();
  const { groups, nodeGroup } = await grouped({ nodes: { main: { ...nodes["main"]!, perZone: true } } });
  assert.deepEqual(
    groups,
    zones.map((zone) => `eks-nodes-main-${zone}`),
  );
  assert.deepEqual(nodeGroup("main-eu-central-1b").inputs["subnetIds"], ["subnet-b"]);
  assert.deepEqual(
    zones.map((zone) => nodeGroup(`main-${zone}`).inputs["scalingConfig"].minSize),
    [3, 3, 3],
    "of each group",
  );
});

test("the image fits the processor", async () => {
  const amiOf = async (instanceType: string) => {
    const main = { ...base().nodes["main"]!, instanceTypes: [instanceType] };
    return (await grouped({ nodes: { main } })).nodeGroup("main").inputs["amiType"];
  };
  assert.equal(await amiOf("m7g.large"), "AL2023_ARM_64_STANDARD");
  assert.equal(await amiOf("m7i.large"), "AL2023_x86_64_STANDARD");
  const arm = ["m7g.large", "c8gd.xlarge", "r7g.medium", "t4g.small", "im4gn.large", "x2gd.large", "a1.large"];
  const others = ["m7i.large", "g5.xlarge", "g6e.xlarge", "m6a.large", "t3.large", "i3en.large", "c7i-flex.large"];
  assert.deepEqual(
    arm.filter((type) => !isArm(type)),
    [],
  );
  assert.deepEqual(others.filter(isArm), []);
});

async function grouped(args: Partial<EksClusterArgs>) {
  const recording = await made(args);
  const groups = recording.of("aws:eks/nodeGroup:NodeGroup");
  return {
    groups: groups.map(({ name }) => name),
    nodeGroup: (key: string) => recording.named(`eks-nodes-${key}`),
  };
}

test("its address inside answers to ranges that are named, before anything in it is made", async () => {
  const rules = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  assert.deepEqual((await made()).of(rules), []);
  const recording = await record(
    () => {
      const { ready } = new EksCluster("eks", { ...base(), privateFrom: ["10.0.0.0/8", "172.16.4.0/22"] });
      new Namespace("inside", {}, { dependsOn: ready });
    },
    { outputs },
  );
  const { tags: _, description: __, ...rule } = recording.named("eks-api-172.16.4.0-22").inputs;
  assert.deepEqual(rule, {
    securityGroupId: "sg-1",
    cidrIpv4: "172.16.4.0/22",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
  });
  assert.equal(recording.of(rules).length, 2);
  for (const name of ["eks-api-10.0.0.0-8", "eks-api-172.16.4.0-22"])
    assert.ok(after(recording, "inside").includes(name), name);
});

test("the network plugin and the identity agent come before nodes, what needs nodes after them", async () => {
  const recording = await made();
  const before = after(recording, "eks-nodes-main");
  for (const key of ["network", "identity", "proxy"]) assert.ok(before.includes(`eks-addon-${key}`), key);
  for (const key of ["names", "volumes", "metrics"])
    assert.ok(after(recording, `eks-addon-${key}`).includes("eks-nodes-main"), key);
});

test("network policies are kept, which the plugin does only when it is told to", async () => {
  const { addonName, configurationValues } = (await made()).named("eks-addon-network").inputs as any;
  assert.equal(addonName, "vpc-cni");
  assert.deepEqual(JSON.parse(configurationValues), { enableNetworkPolicy: "true" });
});

test("the plugins of network and volumes have roles of their own, and nodes none of their rights", async () => {
  const recording = await made();
  const { named, of } = recording;
  assert.ok(after(recording, "eks-addon-network").includes("eks-cni-pods"));
  assert.ok(after(recording, "eks-addon-volumes").includes("eks-ebs-csi-pods"));
  const { serviceAccount, namespace } = named("eks-ebs-csi-pods").inputs;
  assert.deepEqual([namespace, serviceAccount], ["kube-system", "ebs-csi-controller-sa"]);
  const attached = of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .filter(({ name }) => name.startsWith("eks-node-role-"))
    .map(({ inputs }) => inputs["policyArn"].split("/").at(-1));
  assert.deepEqual(attached.sort(), ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]);
});

test("volumes that the driver makes carry the tags", async () => {
  const { configurationValues } = (await made()).named("eks-addon-volumes").inputs as any;
  assert.deepEqual(JSON.parse(configurationValues).controller, { extraVolumeTags: { stack: "test" } });
});

test("a pinned version of an add-on is taken, and nobody's changes by hand are kept", async () => {
  const { named } = await made({ addonVersions: { network: "v1.21.1-eksbuild.1" } });
  const { addonVersion, resolveConflictsOnUpdate } = named("eks-addon-network").inputs;
  assert.deepEqual([addonVersion, resolveConflictsOnUpdate], ["v1.21.1-eksbuild.1", "OVERWRITE"]);
});

test("the kubeconfig logs in by AWS' command line and holds no secret", async () => {
  const { result } = await made();
  const kubeconfig = JSON.parse(result.kubeconfig);
  assert.deepEqual(kubeconfig.clusters[0].cluster, {
    server: "https://api.example.com",
    "certificate-authority-data": "QUJD",
  });
  const { exec, ...others } = kubeconfig.users[0].user;
  assert.deepEqual(others, {});
  assert.equal(
    [exec.command, ...exec.args].join(" "),
    "aws --region eu-central-1 eks get-token --cluster-name tributary-test --output json",
  );
  assert.equal(result.securityGroup, "sg-1");
});

test("in production it can be deleted neither here nor there", async () => {
  const cluster = async (protection: boolean) => (await made({ protection })).named("eks-cluster");
  const production = await cluster(true);
  assert.deepEqual([production.protect, production.inputs["deletionProtection"]], [true, true]);
  const development = await cluster(false);
  assert.deepEqual([development.protect, development.inputs["deletionProtection"]], [false, false]);
});

test("AWS upgrades it by itself only when the settings say so", async () => {
  const upgrade = async (support: EksClusterArgs["support"]) =>
    (await made({ support })).named("eks-cluster").inputs["upgradePolicy"];
  assert.deepEqual(await upgrade("extended"), { supportType: "EXTENDED" });
  assert.deepEqual(await upgrade("standard"), { supportType: "STANDARD" });
});

test("everything carries the tags, and names fit whatever the stack's is", async () => {
  const clusterName = fitted("eksCluster", "tributary", "x".repeat(100));
  const { resources } = await made({ clusterName });
  assertTagged(resources, { stack: "test" });
  assertNamesFit(resources);
});

test("a preview declares the same although nothing is there yet", async () => {
  const urns = async (preview: boolean) => (await made({}, preview)).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});
