/** A repository of images on AWS under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EcrRepository, type EcrRepositoryArgs } from "../../../components/images/ecr.ts";
import { record } from "../../support/recording.ts";
import { assertNamesFit, assertTagged } from "../aws/conventions.ts";

const base: EcrRepositoryArgs = {
  repositoryName: "tributary/app",
  key: "arn:key",
  protection: true,
  tags: { stack: "test" },
};
const made = (args: Partial<EcrRepositoryArgs> = {}) =>
  record(() => ({ url: new EcrRepository("images", { ...base, ...args }).url }), {
    outputs: { "aws:ecr/repository:Repository": ({ name }) => ({ repositoryUrl: `registry.example.com/${name}` }) },
  });

test("a tag never names another image, images are scanned, encrypted, and told by their address", async () => {
  const { named, resources, result } = await made();
  const { inputs, protect } = named("images-repository");
  assert.equal(inputs["imageTagMutability"], "IMMUTABLE");
  assert.deepEqual(inputs["imageScanningConfiguration"], { scanOnPush: true });
  assert.deepEqual(inputs["encryptionConfigurations"], [{ encryptionType: "KMS", kmsKey: "arn:key" }]);
  assert.deepEqual([protect, inputs["forceDelete"]], [true, false]);
  assert.equal(result.url, "registry.example.com/tributary/app");
  assertTagged(resources, { stack: "test" });
  assertNamesFit(resources);
});

test("in development it goes with its images", async () => {
  const { inputs, protect } = (await made({ protection: false })).named("images-repository");
  assert.deepEqual([protect, inputs["forceDelete"]], [false, true]);
});

test("images without a tag go after two weeks, of the others the newest stay", async () => {
  const { rules } = JSON.parse((await made()).named("images-lifecycle").inputs["policy"]);
  assert.deepEqual(
    rules.map(({ selection: { tagStatus, countType, countNumber } }: any) => [tagStatus, countType, countNumber]),
    [
      ["untagged", "sinceImagePushed", 14],
      ["tagged", "imageCountMoreThan", 50],
    ],
  );
});

test("nobody outside the account pulls, unless named, and then no more than that", async () => {
  assert.deepEqual((await made()).of("aws:ecr/repositoryPolicy:RepositoryPolicy"), []);
  const { named } = await made({ pullers: ["arn:aws:iam::210987654321:root"] });
  const [statement] = JSON.parse(named("images-pull").inputs["policy"]).Statement;
  assert.deepEqual(statement.Principal, { AWS: ["arn:aws:iam::210987654321:root"] });
  assert.ok(statement.Action.every((action: string) => /^ecr:(Batch(Get|Check)|Get)/.test(action)));
});
