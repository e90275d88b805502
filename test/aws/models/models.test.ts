/** What resources on AWS send, against AWS' own descriptions of its services: mistakes that only an `up` would find. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { projectRoot } from "../../../components/local/folder.ts";
import { readStackFile, stackNames } from "../../../infra/stack-file.ts";
import { type Recorded, recordStack } from "../../support/recording.ts";
import { awsAnswers } from "../answers.ts";
import { AWS_PARTS } from "../parts.ts";
import { type Models, modelsOrReason } from "./botocore.ts";
import type { Mapping } from "./mapping.ts";
import { inputOf } from "./model.ts";
import { modelProblems } from "./problems.ts";
import { mappings } from "./services/index.ts";

const found = await modelsOrReason();
const models = found as Models;
const told = (resources: Recorded[]) =>
  modelProblems(models, resources).map(({ urn, path, problem }) => `${urn.split("::").at(-1)}: ${path} ${problem}`);
/** As far as requests need one. */
const resource = (type: string, inputs: Record<string, unknown>, name = "mine"): Recorded =>
  ({ urn: `urn:pulumi:test::tributary::${type}::${name}`, type, name, custom: true, inputs }) as unknown as Recorded;

describe("requests of resources on AWS", { skip: typeof found === "string" ? found : false }, () => {
  test("every type that the program imports has its requests, each an operation of the service", () => {
    const imported = globSync("{components,infra}/**/*.ts", { cwd: projectRoot }).flatMap((file) =>
      [...readFileSync(join(projectRoot, file), "utf8").matchAll(imports)].flatMap(([, classes, path]) =>
        classes!.split(",").map((name) => [name.trim().split(" as ")[0]!, path!] as const),
      ),
    );
    const types = imported
      // Functions begin with a small letter; arguments, types and the provider are no resources.
      .filter(([name, path]) => /^[A-Z]/.test(name) && path.toLowerCase().endsWith(`/${name.toLowerCase()}`))
      .map(([name, path]) => `aws:${path}:${name}`);
    assert.ok(types.length > 30);
    assert.deepEqual(
      [...new Set(types)].filter((type) => !(type in mappings)),
      [],
    );
    for (const mapping of Object.values(mappings).filter((each): each is Mapping => "calls" in each))
      for (const { operation } of mapping.calls) assert.ok(inputOf(models.of(mapping.service), operation));
  });

  test("mistakes are found", () => {
    const vpcConfig = { subnetIds: ["subnet-1"] };
    const role = "arn:aws:iam::123456789012:role/nodes";
    const nodes = { clusterName: "c", nodeRoleArn: role, subnetIds: ["subnet-1"] };
    const table: [string, Record<string, unknown>, string][] = [
      ["aws:nowhere/thing:Thing", {}, "nobody has said what requests a aws:nowhere/thing:Thing makes"],
      ["aws:eks/cluster:Cluster", { vpcConfig }, "CreateCluster roleArn is missing"],
      ["aws:eks/cluster:Cluster", { vpcConfig, roleArn: role, name: "a b" }, 'CreateCluster name is "a b", which does'],
      ["aws:eks/nodeGroup:NodeGroup", { ...nodes, capacityType: "SPOTTY" }, 'CreateNodegroup capacityType is "SPOTTY"'],
      ["aws:eks/nodeGroup:NodeGroup", { ...nodes, diskGb: 5 }, "CreateNodegroup diskGb has no place"],
      [
        "aws:eks/nodeGroup:NodeGroup",
        { ...nodes, scalingConfig: { minSize: -1, maxSize: 3, desiredSize: 1 } },
        "CreateNodegroup scalingConfig.minSize is -1, and the API takes at least 0",
      ],
      [
        "aws:msk/cluster:Cluster",
        {
          clusterName: "c".repeat(65),
          kafkaVersion: "4.1.x.kraft",
          numberOfBrokerNodes: 3,
          brokerNodeGroupInfo: { clientSubnets: ["subnet-1"], instanceType: "kafka.m7g.large" },
        },
        "CreateCluster ClusterName has 65 characters, and the API takes at most 64",
      ],
      [
        "aws:msk/topic:Topic",
        { clusterArn: "arn", partitionCount: 0, replicationFactor: 3 },
        "CreateTopic PartitionCount",
      ],
      ["aws:kms/key:Key", { deletionWindowInDays: 400 }, "ScheduleKeyDeletion PendingWindowInDays is 400"],
      ["aws:iam/role:Role", { name: "r" }, "CreateRole AssumeRolePolicyDocument is missing"],
      ["aws:s3/bucket:Bucket", { bucket: "My_Bucket" }, 'CreateBucket Bucket is "My_Bucket"'],
      [
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        { bucket: "mine", rules: [{ id: "a", status: "On" }] },
        'PutBucketLifecycleConfiguration LifecycleConfiguration.Rules[0].Status is "On"',
      ],
      [
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        { vpcId: "vpc-1", vpcEndpointType: "Interfaces" },
        'CreateVpcEndpoint VpcEndpointType is "Interfaces"',
      ],
      ["aws:acmpca/certificate:Certificate", { validity: { type: "DAYS", value: "soon" } }, "IssueCertificate"],
    ];
    for (const [type, inputs, expected] of table) {
      const problems = told([resource(type, inputs)]);
      assert.ok(
        problems.some((problem) => problem.includes(expected)),
        `${expected} is not among ${JSON.stringify(problems)}`,
      );
    }
  });

  test("a name that the provider makes up is held against its limit too", () => {
    const fine = { assumeRolePolicy: "{}" };
    assert.deepEqual(told([resource("aws:iam/role:Role", fine, "r".repeat(56))]), []);
    const long = told([resource("aws:iam/role:Role", fine, "r".repeat(57))]);
    assert.deepEqual(long.length, 1);
    assert.match(long[0]!, /RoleName has 65 characters, and the API takes at most 64/);
    const bucket = (bucketPrefix: string) => told([resource("aws:s3/bucket:Bucket", { bucketPrefix })]);
    assert.deepEqual([bucket("b".repeat(37)).length, bucket("b".repeat(38)).length], [0, 1]);
  });

  test("components and what others provide have no requests", () => {
    assert.deepEqual(told([{ ...resource("tributary:kafka:MskCluster", {}), custom: false }]), []);
    assert.deepEqual(told([resource("pulumi:providers:aws", { region: "nowhere" })]), []);
    assert.deepEqual(told([resource("random:index/randomPassword:RandomPassword", {})]), []);
  });

  for (const [name, part] of Object.entries(AWS_PARTS))
    test(`${name} sends what AWS takes`, async () => {
      for (const preview of [false, true]) {
        const { resources } = await part(preview);
        assert.ok(resources.some(({ type }) => type.startsWith("aws:")));
        assert.deepEqual(told(resources), []);
      }
    });

  for (const stack of stackNames().filter((name) => readStackFile(name)["cloud"] === "aws"))
    test(`stack ${stack} sends what AWS takes`, async () => {
      const { resources } = await recordStack(stack, { outputs: awsAnswers });
      assert.deepEqual(told(resources), []);
    });
});

/** import { Cluster, type ClusterArgs } from "@pulumi/aws/msk/cluster.js" */
const imports = /import \{([^}]+)\} from "@pulumi\/aws\/([A-Za-z0-9]+\/[A-Za-z0-9]+)\.js"/g;
