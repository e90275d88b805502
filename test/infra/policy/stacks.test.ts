/** Stacks whole, as the command and the automation library judge them. That every stack file keeps the rules is in test/conventions.test.ts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../../components/local/folder.ts";
import { typeOfUrn } from "../../../infra/engine/urn.ts";
import { resourceOf } from "../../../infra/policy/resource.ts";
import { noWildcardKafkaAccess } from "../../../infra/policy/rules/access.ts";
import { taggable } from "../../../infra/policy/rules/taggable.ts";
import { judgeStack } from "../../../infra/policy/stack.ts";
import { sentenceOf } from "../../../infra/policy/violation.ts";
import { recordSettings } from "../../../infra/recording/stack.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile, stackNames } from "../../../infra/stack-file.ts";
import { recordStack } from "../../support/recording.ts";

const TODAY = new Date("2026-11-27");
test("what the command judges is what the program declares, without asking anybody", async () => {
  const before = process.env["PATH"];
  process.env["PATH"] = "";
  try {
    for (const stack of ["aws-msk-express-development", "kubernetes-application", "confluent-azure-development"]) {
      const settings = parseSettings(readStackFile(stack));
      const urns = (await recordSettings(settings, stack, TODAY)).resources.map(({ urn }) => urn);
      assert.deepEqual(
        urns,
        (await recordStack(stack)).resources.map(({ urn }) => urn),
      );
    }
  } finally {
    process.env["PATH"] = before;
  }
});

test("where Pulumi administers somebody else's brokers its own rights are no wildcard of anybody's, and another's are", async () => {
  const raw = readStackFile("kubernetes-existing") as any;
  raw.kafka.administration = { mode: "provider", bootstrapServers: ["public.example.com:9194"] };
  const settings = parseSettings(raw);
  const stack = "kubernetes-existing";
  const verdict = await judgeStack(settings, stack, TODAY);
  assert.deepEqual(verdict.broken.map(sentenceOf), []);
  const { resources } = await recordSettings(settings, stack, TODAY);
  const own = resources.filter(({ name }) => name.startsWith("kafka-administration-access-self:topic-literal-"));
  assert.equal(own.length, 6);
  const found = (change: object) =>
    noWildcardKafkaAccess.check(
      { ...resourceOf(own[0]!), inputs: { ...own[0]!.inputs, ...change } },
      { settings, stack, today: TODAY },
    );
  assert.deepEqual(found({}), []);
  assert.equal(found({ aclPrincipal: "User:somebody" }).length, 1);
  assert.equal(found({ aclOperation: "Read" }).length, 1, "records are not its business");
});

/** An administrator of everything by each way that rights are written down: ours, Strimzi's users, Confluent Cloud's rules and roles. */
for (const stack of ["local", "kubernetes-platform", "confluent-azure-development", "confluent-gcp-production"])
  test(`${stack}: whom kafka.access names as administrator may administer everything, and neither its records nor anybody else`, async () => {
    const broken = async (access: object) => {
      const raw = readStackFile(stack) as any;
      Object.assign(raw.kafka.access, access);
      const { broken } = await judgeStack(parseSettings(raw), stack, TODAY);
      return [...new Set(broken.map(({ rule, name }) => `${rule} ${name}`))];
    };
    const admin = ["topics", "groups", "cluster", "access"];
    assert.deepEqual(await broken({ operator: { admin } }), []);
    const reader = { consume: [{ topic: "*", group: "operator-*" }] };
    const both = await broken({ operator: { ...reader, admin: ["topics"] }, "operator-b": { admin } });
    assert.ok(
      both.length > 0 && both.every((one) => /^no-wildcard-kafka-access .*-operator(?!-b)/.test(one)),
      `${both}`,
    );
    const other = await broken({ operator: { admin: ["groups"] }, "operator-b": reader });
    assert.ok(other.length > 0 && other.every((one) => one.includes("-operator-b")), `${other}`);
  });

test("a stack that refers to one whose file is not here is judged by what is known", async () => {
  const raw = readStackFile("kubernetes-application") as any;
  raw.kafka.stack = "organization/tributary/elsewhere";
  const verdict = await judgeStack(parseSettings(raw), "kubernetes-application", TODAY);
  assert.deepEqual(verdict.broken.map(sentenceOf), []);
  assert.ok(verdict.resources > 20);
});

test("a stack file that breaks three rules is told all three, each with its path", async () => {
  const raw = readStackFile("aws-strimzi-production") as any;
  raw.policy = { regions: ["eu-west-1"], largest: { instance: "large" } };
  const scheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";
  raw.kafka.external = { type: "loadbalancer", annotations: { [scheme]: "internet-facing" } };
  const { broken } = await judgeStack(parseSettings(raw), "aws-strimzi-production", TODAY);
  const told = new Set(broken.map(({ rule, name, path }) => `${rule} ${name} ${path}`));
  for (const expected of [
    "allowed-regions aws region",
    "allowed-sizes eks-nodes-main-eu-central-1a instanceTypes[0]",
    `no-public-brokers kafka-cluster spec.kafka.listeners[2].configuration.bootstrap.annotations.${scheme}`,
  ])
    assert.ok(told.has(expected), `${expected} is not among ${[...told].join("; ")}`);
});

test("the list of what can carry tags is that of AWS' provider", () => {
  const types = new Set(
    stackNames().flatMap((stack) =>
      (JSON.parse(readFileSync(join(projectRoot, "test/golden", `${stack}.json`), "utf8")) as string[]).map(typeOfUrn),
    ),
  );
  const ofAws = [...types].filter((type) => type.startsWith("aws:"));
  assert.ok(ofAws.length > 50);
  const wrong = ofAws.filter((type) => {
    const [, file] = /^aws:([^:]+):/.exec(type)!;
    const declared = readFileSync(join(projectRoot, "node_modules/@pulumi/aws", `${file}.d.ts`), "utf8");
    const args = declared.slice(declared.indexOf("Args {"));
    return /^ {4}tags\?: /m.test(args) !== taggable.has(type);
  });
  assert.deepEqual(wrong, []);
});
