/** What Pulumi Deployments is told of each stack: exact inputs, by mocks. Pulumi Cloud itself never saw them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { StackDelivery } from "../../../infra/deployments/delivery.ts";
import { deliveries } from "../../../infra/deployments/index.ts";
import { parseDeployments } from "../../../infra/deployments/settings.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { record } from "../../support/recording.ts";

/** Of Pulumi Cloud's provider, in the order of their making. */
async function recorded(work: () => unknown): Promise<{ type: string; name: string; inputs: any }[]> {
  const { resources } = await record(work);
  return resources
    .filter(({ type }) => type.startsWith("pulumiservice:"))
    .map(({ type, name, inputs }) => ({ type, name, inputs }));
}

const settings = parseDeployments({
  organization: "platform",
  repository: "platform/tributary",
  oidc: { aws: { roleArn: "arn:aws:iam::123456789012:role/deployments" } },
});
const ofStack = (stack: string, delivery: object, environment?: string) =>
  parseSettings({ ...readStackFile(stack), ...(environment && { environment }), delivery } as Record<string, unknown>);

test("each stack that is deployed has settings, and no other", async () => {
  let told: Record<string, string> = {};
  const made = await recorded(() => {
    told = deliveries(settings);
  });
  assert.deepEqual(told, { "kubernetes-production": "push" });
  assert.deepEqual(
    made.map(({ name }) => name),
    ["kubernetes-production-settings"],
  );
});

test("a stack that is pushed, with drift and an end: exact inputs", async () => {
  const stack = "aws-msk-development";
  const delivery = { deploy: "push", drift: { cron: "0 5 * * *" }, expires: "2027-01-31T18:00:00Z", review: true };
  const made = await recorded(
    () => void new StackDelivery(stack, { settings, stack, ofStack: ofStack(stack, delivery) }),
  );
  const of = { organization: "platform", project: "tributary", stack };
  const [first, ...schedules] = made;
  assert.deepEqual(first, {
    type: "pulumiservice:index:DeploymentSettings",
    name: `${stack}-settings`,
    inputs: {
      ...of,
      sourceContext: { git: { branch: "main" } },
      vcs: {
        provider: "github",
        repository: "platform/tributary",
        paths: [
          ...["app/**", "components/**", "infra/**", "Pulumi.yaml", "package.json", "package-lock.json"],
          `stacks/Pulumi.${stack}.yaml`,
        ],
        previewPullRequests: true,
        deployCommits: true,
        pullRequestTemplate: true,
      },
      operationContext: {
        environmentVariables: { PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL: "true" },
        preRunCommands: ["npm ci --omit=dev --ignore-scripts --no-audit --no-fund"],
        options: { skipInstallDependencies: true, skipIntermediateDeployments: true },
        oidc: {
          aws: { roleARN: "arn:aws:iam::123456789012:role/deployments", sessionName: "tributary-aws-msk-development" },
        },
      },
      cacheOptions: { enable: true },
    },
  });
  assert.deepEqual(schedules.map(({ type, inputs }) => [type, inputs]).sort(), [
    ["pulumiservice:index:DriftSchedule", { ...of, scheduleCron: "0 5 * * *", autoRemediate: false }],
    ["pulumiservice:index:TtlSchedule", { ...of, timestamp: "2027-01-31T18:00:00Z", deleteAfterDestroy: true }],
  ]);
});

test("a manual one waits for a person; another cloud gets no role of AWS", async () => {
  const stack = "confluent-gcp-development";
  const made = await recorded(
    () => void new StackDelivery(stack, { settings, stack, ofStack: ofStack(stack, { deploy: "manual" }) }),
  );
  assert.equal(made.length, 1);
  assert.equal(made[0]!.inputs.vcs.deployCommits, false);
  assert.equal(made[0]!.inputs.operationContext.oidc, undefined);
});

test("environments of the stack are added before it runs; agents of one's own run it", async () => {
  const stack = "confluent-gcp-development";
  const own = parseDeployments({
    organization: "platform",
    repository: "platform/tributary",
    agentPool: "pool-1",
    environments: { [stack]: ["platform/confluent"] },
  });
  const made = await recorded(
    () => void new StackDelivery(stack, { settings: own, stack, ofStack: ofStack(stack, { deploy: "manual" }) }),
  );
  assert.equal(made[0]!.inputs.agentPoolId, "pool-1");
  assert.equal(
    made[0]!.inputs.operationContext.preRunCommands.at(-1),
    `pulumi config env add platform/confluent --stack ${stack} --yes`,
  );
});

test("environments of deployed stacks are changed when a team has agreed, where settings say so", async () => {
  const own = parseDeployments({
    organization: "platform",
    repository: "platform/tributary",
    environments: { "kubernetes-production": ["platform/registry", "platform/confluent"], "kubernetes-small": ["a/b"] },
    approvals: { teams: ["on-call", "security"], required: 2 },
  });
  const rules = (await recorded(() => void deliveries(own))).filter(({ type }) => /ApprovalRule$/.test(type));
  assert.deepEqual(
    rules.map(({ name }) => name),
    ["approvals-platform/confluent", "approvals-platform/registry"],
    "a stack that nobody deploys has none",
  );
  assert.deepEqual(rules[0]!.inputs, {
    name: "tributary-deployments",
    enabled: true,
    environmentIdentifier: { organization: "platform", project: "platform", name: "confluent" },
    targetActionTypes: ["update"],
    approvalRuleConfig: {
      numApprovalsRequired: 2,
      eligibleApprovers: [{ teamName: "on-call" }, { teamName: "security" }],
      allowSelfApproval: false,
      requireReapprovalOnChange: true,
    },
  });
  assert.throws(
    () => parseDeployments({ ...own, approvals: { teams: [] }, environments: { one: ["name alone"] } }),
    ({ message }: TributaryError) => /approvals\.teams/.test(message) && /environments\.one\.0/.test(message),
  );
});

test("bad settings are told by path; production is not deleted by a date", () => {
  assert.throws(
    () => parseDeployments({ organization: "platform", repository: "tributary", oidc: { aws: { roleArn: "me" } } }),
    ({ message }: TributaryError) => /repository/.test(message) && /oidc\.aws\.roleArn/.test(message),
  );
  assert.throws(
    () => ofStack("kubernetes-production", { expires: "2027-01-31T18:00:00Z", review: true }),
    ({ message }: TributaryError) => /delivery\.expires/.test(message) && /delivery\.review/.test(message),
  );
});
