/**
 * Pods of EKS prove who they are in one of two ways, each through the application's signer and the chain of AWS' own SDK: EKS Pod Identity
 * (an agent on the node) and IAM roles for service accounts (STS). Agent and STS are played here.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { awsToken } from "../../../src/kafka/auth/token/aws.ts";
import { openToken, signatureOf } from "./aws-signature.ts";

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}
const ofAgent: Credentials = {
  accessKeyId: "ASIAAGENT",
  secretAccessKey: "secret/agent",
  sessionToken: "session+agent",
};
const ofSts: Credentials = { accessKeyId: "ASIASTS", secretAccessKey: "secret/sts", sessionToken: "session+sts" };
const ROLE = "arn:aws:iam::123456789012:role/app";
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** The agent's answer as the EKS User Guide has it; STS's as its API reference has it. */
const agentAnswer = () =>
  JSON.stringify({
    AccessKeyId: ofAgent.accessKeyId,
    SecretAccessKey: ofAgent.secretAccessKey,
    Token: ofAgent.sessionToken,
    AccountId: "123456789012",
    Expiration: inAnHour(),
  });
const stsAnswer =
  () => `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
<SubjectFromWebIdentityToken>system:serviceaccount:tributary:app</SubjectFromWebIdentityToken>
<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/app/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
<Credentials><AccessKeyId>${ofSts.accessKeyId}</AccessKeyId><SecretAccessKey>${ofSts.secretAccessKey}</SecretAccessKey>
<SessionToken>${ofSts.sessionToken}</SessionToken><Expiration>${inAnHour()}</Expiration></Credentials>
</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

interface Asked {
  path: string;
  authorization: string | undefined;
  form: URLSearchParams;
}
/** Somebody who answers each request the same way and remembers them. */
class Played {
  readonly asked: Asked[] = [];
  status = 200;
  readonly #server: Server;

  constructor(type: string, answer: () => string) {
    this.#server = createServer(async (request, response) => {
      this.asked.push(await readRequest(request));
      response.writeHead(this.status, { "content-type": type }).end(this.status === 200 ? answer() : "");
    });
  }
  listen = () => new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  close = () => this.#server.close();
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return { path: request.url ?? "", authorization: request.headers.authorization, form: new URLSearchParams(body) };
}

let folder: string;
let agent: Played;
let sts: Played;
let former: NodeJS.ProcessEnv;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-identity-"));
});
after(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  agent = new Played("application/json", agentAnswer);
  sts = new Played("text/xml", stsAnswer);
  await Promise.all([agent.listen(), sts.listen()]);
  former = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, {
    // Nothing of this machine, and no instance to ask.
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL_STS: sts.url,
  });
});
afterEach(() => {
  agent.close();
  sts.close();
  for (const name of Object.keys(process.env)) if (!(name in former)) delete process.env[name];
  Object.assign(process.env, former);
});

/** What EKS puts into a pod with an association, and what it puts into one whose service account names a role. */
const podIdentity = (token: string) => {
  const file = join(folder, "pod-identity-token");
  writeFileSync(file, token);
  process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = `${agent.url}/v1/credentials`;
  process.env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = file;
};
const webIdentity = (token: string) => {
  const file = join(folder, "web-identity-token");
  writeFileSync(file, token);
  process.env["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
  process.env["AWS_ROLE_ARN"] = ROLE;
};

/** All of a token is of one login: its key, its session and the secret that it is signed with. */
async function assertSignedWith({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Promise<void> {
  const { value, lifeMs } = await awsToken("eu-west-1");
  const { url, signature, signed } = openToken(value);
  assert.equal(signed["Action"], "kafka-cluster:Connect");
  assert.equal(signed["X-Amz-Credential"]?.split("/")[0], accessKeyId);
  assert.equal(signed["X-Amz-Security-Token"], sessionToken);
  assert.equal(signature, signatureOf(url, signed, secretAccessKey));
  assert.ok(lifeMs > 800_000 && lifeMs <= 900_000, String(lifeMs));
}

test("Pod Identity: the agent is shown the pod's token, as it is at that time, and STS is not asked", async () => {
  podIdentity("token-of-the-pod-1");
  await assertSignedWith(ofAgent);
  podIdentity("token-of-the-pod-2");
  await assertSignedWith(ofAgent);
  assert.deepEqual(
    agent.asked.map(({ path, authorization }) => [path, authorization]),
    [
      ["/v1/credentials", "token-of-the-pod-1"],
      ["/v1/credentials", "token-of-the-pod-2"],
    ],
  );
  assert.deepEqual(sts.asked, []);
});

test("IRSA: STS is shown the service account's token for its role, and there is no agent", async () => {
  webIdentity("a.web.token");
  await assertSignedWith(ofSts);
  const [{ form } = { form: new URLSearchParams() }, ...others] = sts.asked;
  assert.deepEqual(
    [form.get("Action"), form.get("RoleArn"), form.get("WebIdentityToken"), others],
    ["AssumeRoleWithWebIdentity", ROLE, "a.web.token", []],
  );
  assert.deepEqual(agent.asked, []);
});

test("a pod with both: the role of the service account counts, wholly, as AWS' chain has it", async () => {
  podIdentity("token-of-the-pod");
  webIdentity("a.web.token");
  await assertSignedWith(ofSts);
  assert.deepEqual(agent.asked, []);
});

test("an agent that refuses is no reason to be somebody else: there is no token", async () => {
  podIdentity("token-of-the-pod");
  agent.status = 403;
  await assert.rejects(awsToken("eu-west-1"));
  assert.ok(agent.asked.length > 0);
  assert.deepEqual(sts.asked, []);
});

test("a role that STS refuses does not become the agent's", async () => {
  podIdentity("token-of-the-pod");
  webIdentity("a.web.token");
  sts.status = 403;
  await assert.rejects(awsToken("eu-west-1"));
  assert.ok(sts.asked.length > 0);
  assert.deepEqual(agent.asked, []);
});
