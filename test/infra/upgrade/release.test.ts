/** What a release brings: charts, operators, images, providers, by a state of Pulumi; Kubernetes step by step; Node. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { eksChangeProblems } from "../../../infra/settings/checks/aws/eks-changes.ts";
import { versionOf } from "../../../infra/upgrade/images.ts";
import { wayBetween } from "../../../infra/upgrade/way.ts";
import { keda, strimzi } from "../../../infra/versions.ts";
import { planUpgrade, stateOf, subject, told } from "./support.ts";

const today = new Date("2026-11-28");
const old = { backend: "strimzi", kafkaVersion: "4.2.0", metadataVersion: "4.2-IV1" };

test("operators come first, with Kafka held as it is; providers with them; their ends are told", async () => {
  const state = await stateOf("kubernetes-production", old, {
    "tributary:kafka:StrimziOperator version": "1.1.0",
    "tributary:scaling:KedaOperator version": "2.18.0",
    "pulumi:providers:kubernetes version": "4.30.0",
  });
  const plan = await planUpgrade("kubernetes-production", { state, today });
  const [release, kafka, metadata] = plan.steps;
  assert.deepEqual(release!.subjects, ["strimzi", "keda", "provider-kubernetes"]);
  assert.deepEqual(release!.settings, [
    { path: "kafka.version", value: "4.2.0" },
    { path: "kafka.metadataVersion", value: "4.2-IV1" },
  ]);
  assert.match(release!.changes, /Strimzi's operator: definitions first, then .* every node of Kafka once/);
  assert.match(release!.back, /nobody lowers Strimzi's operator$/);
  assert.deepEqual([kafka!.subjects, metadata!.subjects, plan.noWayBackFrom], [["kafka"], ["metadata"], 1]);
  const { now, source, target, end, state: is } = subject(plan, "keda");
  assert.deepEqual(
    [now, source, target, end?.date, end?.ended, is],
    ["2.18.0", "state", keda.version, "2026-06-01", true, "raised"],
  );
  assert.equal(subject(plan, "eck").state, "next-release");
});

test("a Kafka that the new operator does not know goes up with it, in one up", async () => {
  const state = await stateOf(
    "kubernetes-production",
    { ...old, kafkaVersion: "4.1.1", metadataVersion: "4.1-IV1" },
    { "tributary:kafka:StrimziOperator version": "1.0.0" },
  );
  const plan = await planUpgrade("kubernetes-production", { state });
  assert.deepEqual(told(plan), [
    `What Tributary 0.1.0 brings: Strimzi's operator 1.0.0 -> ${strimzi.operator.version}, Kafka 4.1.1 -> 4.3.1; kafka.version=4.3.1; kafka.metadataVersion=4.1-IV1`,
    "Metadata 4.1-IV1 -> 4.3-IV0; kafka.metadataVersion=out",
  ]);
  assert.match(plan.steps[0]!.why, /does not know Kafka 4\.1\.1 .*both in one `up`/);
});

test("operators that are newer, too old or asked for in another version are refused, with the choice", async () => {
  const of = async (type: string, version: string) => {
    const state = await stateOf(
      "kubernetes-production",
      { ...old, kafkaVersion: "4.3.1", metadataVersion: "4.3-IV0" },
      { [type]: version },
    );
    return (await planUpgrade("kubernetes-production", { state })).refused[0]!;
  };
  assert.match((await of("tributary:kafka:StrimziOperator version", "1.3.0")).reason, /an operator is not lowered/);
  assert.match((await of("tributary:kafka:StrimziOperator version", "0.47.0")).reason, /converted to v1/);
  assert.match(
    (await of("tributary:scaling:KedaOperator version", "2.30.0")).reason,
    /definitions would be taken away/,
  );
  assert.match((await of("pulumi:providers:kubernetes version", "99.0.0")).instead, /99\.0\.0 or newer/);
  const { refused } = await planUpgrade("kubernetes-production", {
    to: ["keda=2.30.0", "provider-kubernetes=99.0.0", "node=99.0.0"],
  });
  assert.deepEqual(refused.map(({ subject: id }) => id).sort(), ["keda", "node", "provider-kubernetes"]);
  assert.match(refused.find(({ subject: id }) => id === "keda")!.instead, /scaling\.operator\.mode: present/);
  assert.match(refused.find(({ subject: id }) => id === "provider-kubernetes")!.instead, /Renovate raises it/);
});

test("an operator that is there is not this stack's to raise", async () => {
  const plan = await planUpgrade("kubernetes-operator-present", { to: ["strimzi=1.3.0"] });
  assert.equal(subject(plan, "strimzi").state, "elsewhere");
  assert.match(plan.refused[0]!.reason, /is there already, and not this stack's/);
});

test("a provider's version is package.json's, for those that the stack uses", async () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const plan = await planUpgrade("confluent-kubernetes");
  const providers = plan.subjects.filter(({ id }) => id.startsWith("provider-"));
  assert.deepEqual(
    providers.map(({ id }) => id),
    ["provider-confluentcloud", "provider-kubernetes", "provider-random"],
  );
  for (const { id, target } of providers) assert.equal(target, dependencies[id.replace("provider-", "@pulumi/")]);
});

test("a newer image of the registry is a setting, of the same major version only", async () => {
  const plan = await planUpgrade("kubernetes-production", { to: ["registry=8.4.0"] });
  assert.match(
    told(plan)[0]!,
    /8\.3\.0 -> 8\.4\.0; registry\.image=docker\.io\/confluentinc\/cp-schema-registry@sha256/,
  );
  const [refused] = (await planUpgrade("kubernetes-production", { to: ["registry=9.0.0"] })).refused;
  assert.match(refused!.reason, /another major version/);
  assert.equal(versionOf("a.example:5000/b/c:v1.2.3"), "1.2.3");
  assert.equal(versionOf(`a.example:5000/b/c@sha256:${"0".repeat(64)}`), "sha256:000000000000");
});

test("EKS goes up one minor version at a time, after operators and before Kafka, and never down", async () => {
  const state = await stateOf(
    "aws-msk-production",
    { backend: "msk", kafkaVersion: "4.0.x.kraft" },
    { "aws:eks/cluster:Cluster version": "1.33", "tributary:kubernetes:Karpenter version": "1.13.0" },
  );
  const plan = await planUpgrade("aws-msk-production", { state, today });
  assert.deepEqual(
    plan.steps.map(({ subjects }) => subjects),
    [["karpenter"], ["kubernetes"], ["kubernetes"], ["kafka"]],
  );
  assert.deepEqual(plan.steps[0]!.settings, [
    { path: "kafka.version", value: "4.0.x.kraft" },
    { path: "aws.eks.version", value: "1.33" },
  ]);
  const [atOnce] = plan.refused;
  assert.deepEqual([atOnce!.way, atOnce!.instead], [["1.34", "1.35"], "1.33, then 1.34, then 1.35"]);
  const [lower] = (await planUpgrade("aws-msk-production", { to: ["kubernetes=1.34"] })).refused;
  assert.match(lower!.reason, /not lowered/);
  assert.deepEqual(lower!.way, []);
  const newer = await planUpgrade("aws-msk-production", { to: ["kubernetes=1.36"] });
  assert.match(newer.steps[0]!.why, /KEDA is named for 1\.33 to 1\.35/);
});

test("a way is the shortest by jumps that are allowed, or none", () => {
  const known = ["1.36", "1.35", "1.34", "1.33"];
  assert.deepEqual(wayBetween("1.33", "1.36", known, eksChangeProblems), ["1.34", "1.35", "1.36"]);
  assert.deepEqual(wayBetween("1.35", "1.35", known, eksChangeProblems), []);
  assert.equal(wayBetween("1.35", "1.33", known, eksChangeProblems), undefined);
  assert.deepEqual(eksChangeProblems(undefined, "1.33"), []);
});
