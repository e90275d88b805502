/** The tokens of clouds' own services against their documented form, with fixed credentials. The services themselves are not here. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, type TestContext, test } from "node:test";
import { GoogleAuth, OAuth2Client } from "google-auth-library";
import { ConfigError } from "../../../src/errors.ts";
import { checkConnectionString, entraRequest } from "../../../src/kafka/auth/event-hubs.ts";
import { firstMessage } from "../../../src/kafka/auth/oauthbearer.ts";
import { awsToken } from "../../../src/kafka/auth/token/aws.ts";
import { requestToken } from "../../../src/kafka/auth/token/client-credentials.ts";
import { googleTokens, managedKafkaToken } from "../../../src/kafka/auth/token/google.ts";
import { openToken, signatureOf } from "./aws-signature.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5);
const clock = (t: TestContext) => t.mock.timers.enable({ apis: ["Date"], now: at });

test("MSK IAM: a presigned URL for kafka-cluster:Connect, whose signature is that of Signature Version 4", async (t) => {
  clock(t);
  const key = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    sessionToken: "session",
  };
  const { value, lifeMs } = await awsToken("eu-west-1", async () => key);
  assert.equal(lifeMs, 900_000);
  assert.match(value, /^[A-Za-z0-9_-]+$/);
  const { url, signature, agent, signed } = openToken(value);
  assert.equal(url.origin + url.pathname, "https://kafka.eu-west-1.amazonaws.com/");
  assert.match(agent!, /^aws-msk-iam-sasl-signer-js\//);
  assert.deepEqual(signed, {
    Action: "kafka-cluster:Connect",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKIDEXAMPLE/20260102/eu-west-1/kafka-cluster/aws4_request",
    "X-Amz-Date": "20260102T030405Z",
    "X-Amz-Expires": "900",
    "X-Amz-Security-Token": "session",
    "X-Amz-SignedHeaders": "host",
  });
  assert.equal(signature, signatureOf(url, signed, key.secretAccessKey));
});

test("MSK IAM: credentials that end sooner than 15 minutes end the token with them", async (t) => {
  clock(t);
  const expiration = new Date(at + 60_000);
  const { lifeMs } = await awsToken("eu-west-1", async () => ({ accessKeyId: "a", secretAccessKey: "b", expiration }));
  assert.equal(lifeMs, 60_000);
});

test("Managed Kafka: header, payload and Google's token, each base64url without padding", () => {
  const token = managedKafkaToken(
    { accessToken: "ya29.abc", subject: "app@p.iam.gserviceaccount.com", expiresAt: at + 3_599_900 },
    at,
  );
  const parts = token.split(".").map((part) => Buffer.from(part, "base64url").toString());
  assert.doesNotMatch(token, /[=+/]/);
  assert.deepEqual(JSON.parse(parts[0]!), { typ: "JWT", alg: "GOOG_OAUTH2_TOKEN" });
  assert.deepEqual(JSON.parse(parts[1]!), {
    exp: at / 1_000 + 3_599,
    iat: at / 1_000,
    scope: "kafka",
    sub: "app@p.iam.gserviceaccount.com",
  });
  assert.equal(parts[2], "ya29.abc");
  assert.equal(parts.length, 3);
});

test("Managed Kafka: from Google's own library, which must name a service account", async (t) => {
  clock(t);
  const client = new OAuth2Client();
  client.setCredentials({ access_token: "ya29.abc", expiry_date: at + 3_600_000 });
  const auth = new GoogleAuth({ authClient: client });
  const { value, lifeMs } = await googleTokens("app@p.iam.gserviceaccount.com", auth)();
  assert.equal(lifeMs, 3_600_000);
  assert.match(Buffer.from(value.split(".")[1]!, "base64url").toString(), /"sub":"app@p\.iam/);
});

test("Event Hubs: the connection string is one of this namespace, and never told", () => {
  const servers = ["logins.servicebus.windows.net:9093"];
  const good = "Endpoint=sb://Logins.servicebus.windows.net/;SharedAccessKeyName=app;SharedAccessKey=c2VjcmV0PT0=";
  checkConnectionString(good, servers);
  checkConnectionString(`${good};EntityPath=events`, servers);
  for (const [text, expected] of [
    [good.replace(/;SharedAccessKey=.*/, ""), /has no SharedAccessKey;/],
    ["c2VjcmV0PT0=", /has no Endpoint;/],
    [good.replace("Logins", "other"), /is for other\.servicebus\.windows\.net, and bootstrapServers for logins/],
  ] as const)
    assert.throws(
      () => checkConnectionString(text, servers),
      (error: Error) => error instanceof ConfigError && expected.test(error.message) && !error.message.includes("c2Vj"),
    );
});

test("Entra: where a tenant's token for the namespace is asked for", () => {
  const request = entraRequest({ tenantId: "t-1", clientId: "c-1" }, ["logins.servicebus.windows.net:9093"], {
    kind: "post",
    secret: "s",
  });
  assert.equal(request.url, "https://login.microsoftonline.com/t-1/oauth2/v2.0/token");
  assert.deepEqual(request.scopes, ["https://logins.servicebus.windows.net/.default"]);
});

test("the first message of OAUTHBEARER, as RFC 7628 has it", () => {
  assert.equal(firstMessage("abc"), "n,,\x01auth=Bearer abc\x01\x01");
  assert.equal(
    firstMessage("abc", { logicalCluster: "lkc", poolId: "p" }),
    "n,,\x01auth=Bearer abc\x01logicalCluster=lkc\x01poolId=p\x01\x01",
  );
});

/** What a token endpoint may answer that a real one seldom does. */
let server: Server;
let answer: { status: number; body: string };
let seen: { headers: Record<string, unknown>; form: URLSearchParams };
before(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen = { headers: request.headers, form: new URLSearchParams(body) };
    response
      .writeHead(answer.status, answer.status === 302 ? { location: "http://127.0.0.1:1/" } : {})
      .end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
after(() => server.close());
const ask = (proof: Parameters<typeof requestToken>[0]["proof"], parameters?: Record<string, string>) =>
  requestToken({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    clientId: "c:1",
    proof,
    scopes: ["a", "b"],
    ...(parameters ? { parameters } : {}),
  });

test("the request's form: secret in the header, in the form, or an assertion; parameters cannot change the grant", async () => {
  answer = { status: 200, body: JSON.stringify({ access_token: "x.y-z", expires_in: "60" }) };
  assert.deepEqual(await ask({ kind: "basic", secret: "p:%" }, { audience: "k", grant_type: "password" }), {
    value: "x.y-z",
    lifeMs: 60_000,
  });
  assert.equal(seen.headers["authorization"], `Basic ${Buffer.from("c%3A1:p%3A%25").toString("base64")}`);
  assert.equal(seen.form.toString(), "audience=k&grant_type=client_credentials&scope=a+b");
  await ask({ kind: "post", secret: "s" });
  assert.deepEqual([seen.form.get("client_id"), seen.form.get("client_secret")], ["c:1", "s"]);
  await ask({ kind: "assertion", assertion: "j.w.t" });
  assert.deepEqual(
    [seen.form.get("client_assertion"), seen.form.get("client_assertion_type"), seen.form.has("client_secret")],
    ["j.w.t", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", false],
  );
});

test("answers that are none: each an error that may be tried again, without what was answered", async () => {
  const bodies: [number, string, RegExp][] = [
    [500, "secret-text", /answered with status 500$/],
    [302, "", /answered with status 302$/],
    [429, "{}", /status 429/],
    [400, JSON.stringify({ error: "temporarily_unavailable" }), /status 400 \(temporarily_unavailable\)/],
    [200, "secret-text", /without a usable access_token/],
    [200, JSON.stringify({ access_token: "secret-text\u0001auth=x", expires_in: 60 }), /without a usable access_token/],
    [200, JSON.stringify({ access_token: "secret-text" }), /does not say how long/],
  ];
  for (const [status, body, expected] of bodies) {
    answer = { status, body };
    const error = await ask({ kind: "basic", secret: "s" }).catch((thrown: Error) => thrown);
    assert.ok(error instanceof Error && error.name === "Error", String(status));
    assert.match(error.message, expected);
    assert.doesNotMatch(error.message, /secret-text/);
  }
});
