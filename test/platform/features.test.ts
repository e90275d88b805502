/** Every stack of pods with all that it may have around its cluster (test/infra/features.test.ts says what), by Pulumi's mocks: up and preview. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { arn } from "../../infra/recording/answers/aws.ts";
import { assertConventions } from "../support/conventions.ts";
import { features, podStacks, refused, tokenOf, withFeatures } from "../support/features.ts";
import { recordStack } from "../support/recording.ts";

/** A cluster of EKS that is there. */
const theirs = {
  name: "theirs",
  arn: arn("eks", "cluster/theirs"),
  endpoint: "https://eks.example.com",
  certificateAuthorities: [{ data: "QUJD" }],
  vpcConfig: { clusterSecurityGroupId: "sg-0a" },
};
const calls = { "aws:eks/getCluster:getCluster": theirs };

for (const stack of podStacks()) {
  const wanted = features.filter((feature) => refused[stack]?.[feature] === undefined);
  test(`stack ${stack} with ${wanted.join(", ")}`, async () => {
    const change = (raw: any) => void Object.assign(raw, withFeatures(stack, wanted));
    const { resources, result } = await recordStack(stack, { change, calls });
    assertConventions(resources);
    for (const feature of wanted) {
      const token = tokenOf[feature];
      assert.ok(token === undefined || resources.some(({ type }) => token.test(type)), feature);
    }
    // Another stack's is a registry without resources.
    if (wanted.includes("registry")) assert.ok(result.registry?.connection, "registry");
    const preview = await recordStack(stack, { change, calls, preview: true });
    assertConventions(preview.resources);
    assert.deepEqual(preview.resources.map(({ urn }) => urn).sort(), resources.map(({ urn }) => urn).sort());
  });
}
