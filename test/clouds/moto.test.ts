/** What resources on AWS send, sent: to moto, a server that plays AWS, with AWS' own SDK, in the order in which Pulumi would make them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readStackFile, stackNames } from "../../infra/stack-file.ts";
import { awsAnswers, REGION } from "../aws/answers.ts";
import { type Models, modelsOrReason } from "../aws/models/botocore.ts";
import { AWS_PARTS } from "../aws/parts.ts";
import { type Recorded, recordStack } from "../support/recording.ts";
import { drive, type Outcome } from "./moto/drive.ts";
import { MISSING } from "./moto/missing.ts";
import { Moto, pythonOrReason } from "./moto/server.ts";

const PORT = 26600;

const models = await modelsOrReason();
const found = await pythonOrReason();
const reason = [models, found].find((each) => typeof each === "string") as string | undefined;

/** Of AWS, for production: those for development are the same at other sizes, and test/aws/models holds them against AWS' descriptions. */
function isSent(stack: string): boolean {
  const { cloud, environment } = readStackFile(stack);
  return cloud === "aws" && environment === "production";
}

describe("resources on AWS, sent to moto", { skip: reason ?? false, timeout: 1_200_000 }, () => {
  const taken = new Map<string, number>();
  let moto: Moto;
  before(async () => {
    moto = await Moto.start((found as { python: string }).python, PORT, REGION);
  });
  after(() => {
    moto.stop();
    const list = [...taken].sort().map(([call, count]) => `  ${call} ${count}`);
    console.log(`Taken by moto:\n${list.join("\n")}\nNot there:\n  ${MISSING.join("\n  ")}`);
  });
  const send = async (resources: Recorded[]): Promise<Outcome[]> => {
    await moto.reset();
    return drive(moto, models as Models, resources);
  };
  const refused = (outcomes: Outcome[]) =>
    outcomes
      .filter(({ result }) => result === "refused")
      .map(({ name, call, message }) => `${name}: ${call} ${message}`);

  async function assertTaken(resources: Recorded[]): Promise<void> {
    const outcomes = await send(resources);
    assert.deepEqual(refused(outcomes), []);
    assert.ok(outcomes.some(({ result }) => result === "taken"));
    for (const { call, result } of outcomes) {
      if (result === "taken") taken.set(call, (taken.get(call) ?? 0) + 1);
      assert.equal(result === "missing", MISSING.includes(call), `${call} is ${result}: the list of what moto lacks`);
    }
  }

  test("the platform's components, joined", async () => {
    await assertTaken((await AWS_PARTS["the platform"]!(false)).resources);
  });

  for (const stack of stackNames().filter(isSent))
    test(`stack ${stack}`, async () => {
      await assertTaken((await recordStack(stack, { outputs: awsAnswers })).resources);
    });

  test("what AWS would refuse is refused: a subnet outside of its network, a policy that AWS does not have, a key that is not there", async () => {
    const { resources, named } = await AWS_PARTS["the platform"]!(false);
    const subnet = `network-subnet-private-${REGION}a`;
    named(subnet).inputs["cidrBlock"] = "10.99.0.0/24";
    named("eks-role-policy").inputs["policyArn"] = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicies";
    named("keys-data-alias").inputs["targetKeyId"] = "nobody's";
    const said = refused(await send(resources)).join("\n");
    assert.match(said, new RegExp(`${subnet}: ec2:CreateSubnet .*InvalidSubnet`));
    assert.match(said, /eks-role-policy: iam:AttachRolePolicy .*NoSuchEntity/);
    assert.match(said, /keys-data-alias: kms:CreateAlias .*NotFound/);
  });
});
