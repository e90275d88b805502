/** What a delivery misses is told at once, each by name, with how it is made. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { missingOf, requireCredentials } from "../../../infra/delivery/credentials.ts";
import { deliveryOf } from "../../../infra/delivery/delivery.ts";
import type { Way } from "../../../infra/delivery/steps.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-credentials-"));
after(() => rmSync(folder, { recursive: true, force: true }));
for (const tool of ["pulumi", "docker", "cosign"]) writeFileSync(join(folder, tool), "", { mode: 0o755 });
writeFileSync(join(folder, "config.json"), "{}");

/** A repository with one commit. @param remote where it says that its remote is; none: it has none */
function repository(remote?: string): string {
  const root = mkdtempSync(join(folder, "repository-"));
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
  git("init", "--quiet");
  git(
    "-c",
    "user.name=test",
    "-c",
    "user.email=test@localhost",
    "commit",
    "--quiet",
    "--allow-empty",
    "--message",
    "one",
  );
  if (remote) git("remote", "add", "origin", remote);
  return root;
}

/** An environment with all tools and a login to the registry, and nothing else. */
const tools = { PATH: folder, DOCKER_CONFIG: folder, KUBECONFIG: "/nowhere" };
const whats = (stack: string, way: Way, env: NodeJS.ProcessEnv): string[] =>
  missingOf(deliveryOf(stack, way, { ...tools, ...env })).map(({ what }) => what);
const state = { PULUMI_ACCESS_TOKEN: "x" };

test("a stack of one machine needs none", () => {
  assert.deepEqual(missingOf(deliveryOf("local", "deploy", {})), []);
});

test("each cloud names its own, and all that is missing is told at once", async () => {
  const names = (stack: string) => whats(stack, "pull-request", {}).join("\n");
  assert.match(names("aws-msk-production"), /PULUMI_ACCESS_TOKEN.*AWS_ACCESS_KEY_ID/s);
  assert.match(names("confluent-gcp-production"), /GOOGLE_APPLICATION_CREDENTIALS.*CONFLUENT_CLOUD_API_KEY/s);
  assert.match(names("confluent-azure-production"), /ARM_CLIENT_ID and ARM_TENANT_ID/);
  assert.match(names("kubernetes-production"), /KUBECONFIG in the environment, and there is no \/nowhere/);
  await assert.rejects(
    requireCredentials({ ...deliveryOf("kubernetes-production", "deploy", { PATH: "" }), root: repository() }),
    ({ code, message, details }: TributaryError) =>
      code === "TRB_CREDENTIALS_INVALID" &&
      /id-token: write/.test(message) &&
      (details["missing"] as unknown[]).length === 7,
  );
});

test("one complete set is enough; of one that was begun the rest is asked for", () => {
  const aws = (env: NodeJS.ProcessEnv) => whats("aws-msk-production", "pull-request", { ...state, ...env });
  assert.deepEqual(aws({ AWS_PROFILE: "platform" }), []);
  assert.deepEqual(aws({ AWS_WEB_IDENTITY_TOKEN_FILE: "/t", AWS_ROLE_ARN: "arn" }), []);
  assert.deepEqual(aws({ AWS_ROLE_ARN: "arn" }), ["AWS needs AWS_WEB_IDENTITY_TOKEN_FILE in the environment"]);
});

test("empty is missing, as pipelines give what they have not; a passphrase may be empty", () => {
  const kubernetes = { KUBECONFIG: join(folder, "config.json") };
  const missing = (env: NodeJS.ProcessEnv) => whats("kubernetes-production", "pull-request", { ...kubernetes, ...env });
  assert.match(missing({ PULUMI_ACCESS_TOKEN: "" })[0]!, /^Pulumi's state needs PULUMI_ACCESS_TOKEN/);
  assert.deepEqual(missing({ PULUMI_BACKEND_URL: "s3://b", PULUMI_CONFIG_PASSPHRASE: "" }), []);
});

test("a deploy that pushes needs who signs; a pull request does not", () => {
  const env = { ...state, KUBECONFIG: join(folder, "config.json") };
  assert.deepEqual(whats("kubernetes-production", "pull-request", env), []);
  assert.match(whats("kubernetes-production", "deploy", env)[0]!, /^the image's signature needs COSIGN_KEY/);
  assert.deepEqual(whats("kubernetes-production", "deploy", { ...env, COSIGN_KEY: "/key" }), []);
  const identity = { ...env, SIGSTORE_ID_TOKEN: "x" };
  assert.deepEqual(whats("kubernetes-production", "deploy", identity), []);
  const unlisted = deliveryOf("kubernetes-production", "deploy", { ...tools, ...identity });
  unlisted.settings.delivery.publicLog = false;
  assert.deepEqual(
    missingOf(unlisted).map(({ what }) => what),
    ["the image's signature needs COSIGN_KEY in the environment"],
  );
});

test("a stack that no pipeline deploys is refused before anything is looked for", async () => {
  await assert.rejects(
    requireCredentials(deliveryOf("kubernetes-small", "deploy", { PATH: "" })),
    ({ code, message }: TributaryError) => code === "TRB_USAGE" && /its delivery\.deploy is never/.test(message),
  );
});

/** All that a deploy of it needs but what git may. */
const complete = { ...tools, ...state, KUBECONFIG: join(folder, "config.json"), COSIGN_KEY: "/key" };

test("a deploy whose tag may not be moved is told before anything is built; GitHub's own job is the one that may", async () => {
  const required = (root: string, env: NodeJS.ProcessEnv = {}) =>
    requireCredentials({ ...deliveryOf("kubernetes-production", "deploy", { ...complete, ...env }), root });
  const remote = join(folder, "remote.git");
  execFileSync("git", ["init", "--quiet", "--bare", remote]);
  await required(repository(remote));
  const refs = execFileSync("git", ["for-each-ref"], { cwd: remote, encoding: "utf8" });
  assert.equal(refs, "", "nothing is pushed by looking");
  const nowhere = repository(join(folder, "nowhere.git"));
  await assert.rejects(required(nowhere), ({ code, message }: TributaryError) => {
    return (
      code === "TRB_CREDENTIALS_INVALID" && /git may not push the tag deployed\/kubernetes-production/.test(message)
    );
  });
  await required(nowhere, { GITHUB_ACTIONS: "true" });
});

test("a stack that is deployed by hand is not by a push, and is by a person", async () => {
  const delivery = (env: NodeJS.ProcessEnv) => {
    const { settings, ...rest } = deliveryOf("kubernetes-production", "deploy", { ...complete, ...env });
    settings.delivery.deploy = "manual";
    return { ...rest, settings, root: repository() };
  };
  for (const env of [{ CI_PIPELINE_SOURCE: "push" }, { GITHUB_EVENT_NAME: "push" }])
    await assert.rejects(
      requireCredentials(delivery(env)),
      ({ code, message }: TributaryError) => code === "TRB_USAGE" && /is deployed by hand/.test(message),
    );
  for (const env of [{ CI_PIPELINE_SOURCE: "web" }, { GITHUB_EVENT_NAME: "workflow_dispatch" }, {}])
    await requireCredentials(delivery(env));
});
