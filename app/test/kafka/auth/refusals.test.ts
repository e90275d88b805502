import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectionAuth, connectionAuthSchema, type KafkaConnection } from "../../../src/connection.ts";
import { connectionProblems } from "../../../src/kafka/auth/refusals.ts";

const secret = { active: { store: "file", name: "x" } } as const;
const auths: Record<ConnectionAuth["mechanism"], object> = {
  "scram-sha-512": { username: "u", password: secret },
  "scram-sha-256": { username: "u", password: secret },
  plain: { username: "u", password: secret },
  mtls: { certificate: secret, key: secret },
  oauthbearer: { tokenUrl: "https://idp.example/token", clientId: "c", clientSecret: secret },
  "aws-iam": { region: "eu-west-1" },
  "gcp-iam": {},
  "event-hubs": { connectionString: secret },
  "event-hubs-entra": { tenantId: "t", clientId: "c", credential: { kind: "secret", clientSecret: secret } },
  none: {},
};
const auth = (mechanism: ConnectionAuth["mechanism"], over: object = {}): ConnectionAuth =>
  connectionAuthSchema.parse({ mechanism, ...auths[mechanism], ...over });
const problems = (
  mechanism: ConnectionAuth["mechanism"],
  over: Partial<KafkaConnection> = {},
  of: object = {},
): string[] =>
  connectionProblems({
    protocol: "SASL_SSL",
    bootstrapServers: ["kafka.example:9093"],
    auth: auth(mechanism, of),
    ...over,
  });

const mechanisms = Object.keys(auths) as ConnectionAuth["mechanism"][];
const withSasl = mechanisms.filter((name) => name !== "none" && name !== "mtls");

test("each mechanism has the protocols that it may be used with", () => {
  const allowed = (mechanism: ConnectionAuth["mechanism"], bootstrapServers: string[]) =>
    (["SASL_SSL", "SSL", "SASL_PLAINTEXT", "PLAINTEXT"] as const).filter(
      (protocol) => problems(mechanism, { protocol, bootstrapServers }).length === 0,
    );
  const far = ["kafka.example:9093"];
  const near = ["127.0.0.1:9092", "localhost:9093", "[::1]:9092"];
  for (const mechanism of withSasl) assert.deepEqual(allowed(mechanism, far), ["SASL_SSL"], mechanism);
  assert.deepEqual(allowed("mtls", far), ["SSL"]);
  assert.deepEqual(allowed("none", far), ["SSL", "PLAINTEXT"]);
  for (const mechanism of ["plain", "scram-sha-512", "oauthbearer"] as const)
    assert.deepEqual(allowed(mechanism, near), ["SASL_SSL", "SASL_PLAINTEXT"], mechanism);
  for (const mechanism of ["aws-iam", "gcp-iam", "event-hubs", "event-hubs-entra"] as const)
    assert.deepEqual(allowed(mechanism, near), ["SASL_SSL"], mechanism);
});

test("one broker elsewhere is enough to refuse a password without encryption, and it is named", () => {
  const [problem] = problems("plain", {
    protocol: "SASL_PLAINTEXT",
    bootstrapServers: ["localhost:1", "10.0.0.7:9092"],
  });
  assert.match(problem!, /would send the credentials of plain to 10\.0\.0\.7:9092 without encryption; use SASL_SSL\.$/);
  assert.equal(problems("plain", { protocol: "SASL_PLAINTEXT", bootstrapServers: ["127.evil.example:1"] }).length, 1);
});

test("token endpoints are https, or of this machine, and hold no password", () => {
  const of = (tokenUrl: string) => problems("oauthbearer", {}, { tokenUrl }).join();
  assert.match(of("http://idp.example/token"), /tokenUrl is http, which would send the client's secret readably/);
  assert.match(of("ftp://idp.example/token"), /must be https, and is ftp:/);
  assert.match(of("https://u:p@idp.example/token"), /holds a user or password/);
  for (const url of ["https://idp.example/t", "http://127.0.0.1:1/t", "http://localhost/t", "http://[::1]:1/t"])
    assert.equal(of(url), "", url);
});

test("authorities without TLS, and a registry's password over http, are refused", () => {
  const tls = { ca: [{ store: "file" as const, name: "ca" }] };
  assert.match(
    problems("none", { protocol: "PLAINTEXT", tls }).join(),
    /does not encrypt; use SSL or SASL_SSL, or leave it out/,
  );
  const registry = (url: string) => ({ registry: { url, auth: { username: "u", password: secret } } });
  assert.match(problems("plain", registry("http://registry.example")).join(), /registry's password readably/);
  assert.deepEqual(problems("plain", registry("https://registry.example")), []);
  assert.deepEqual(problems("plain", registry("http://127.0.0.1:8081")), []);
});

test("what was never a setting is refused by the schema: acks, unverified TLS, SASL extensions that would end the message", () => {
  for (const over of [
    { acks: 1 },
    { rejectUnauthorized: false },
    { extensions: { auth: "x" } },
    { extensions: { a: "\u0001" } },
  ])
    assert.throws(() => auth("oauthbearer", over), JSON.stringify(over));
  assert.deepEqual(auth("oauthbearer", { extensions: { logicalCluster: "lkc-1" } }).mechanism, "oauthbearer");
});
