/** Every way to log in, against a real broker: accepted, refused in one sentence, rotated, and nothing secret in the log. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { issue, makeAuthority } from "../../../../components/local/kafka/certificates.ts";
import type { ConnectionAuth } from "../../../src/connection.ts";
import { LoginRefusedError } from "../../../src/errors.ts";
import { refusalOf } from "../../../src/kafka/auth/login-errors.ts";
import { client, logIn } from "./client.ts";
import { audience, type Oidc, startOidc } from "./oidc.ts";
import { type ListenerName, type SecureBroker, startSecureBroker } from "./secure-broker.ts";

const password = "correct-horse";
let broker: SecureBroker;
let oidc: Oidc;

before(
  async () => {
    const clients = [
      { id: "basic", secret: "basic+secret/%:" },
      { id: "post", secret: "post-secret", authentication: "client_secret_post" as const },
    ];
    oidc = await startOidc({ port: 22219, clients, lifeSeconds: 300 });
    broker = await startSecureBroker({
      port: 22200,
      users: { alice: password, "key-1": "first", "key-2": "second" },
      oidc,
    });
  },
  { timeout: 90_000 },
);
after(async () => {
  await broker?.stop();
  await oidc?.down();
});

async function refused(listener: ListenerName, auth: ConnectionAuth): Promise<LoginRefusedError> {
  const { kafka, access } = client(broker.connectionTo(listener, auth));
  const error = refusalOf(await logIn(kafka).catch((thrown: unknown) => thrown));
  assert.ok(error instanceof LoginRefusedError);
  assert.equal(error.message.split("\n").length, 1);
  assert.deepEqual(access.problems(), [error.message]);
  return error;
}

const oauth = (over: object = {}): ConnectionAuth => ({
  mechanism: "oauthbearer",
  tokenUrl: oidc.tokenUrl,
  clientId: "basic",
  clientSecret: { active: broker.secret("basic", "basic+secret/%:") },
  scopes: ["kafka"],
  parameters: { resource: audience },
  ...over,
});

test("TLS without a login, only to a broker whose authority is trusted, which may be added while the client runs", async () => {
  const connection = broker.connectionTo("TLS", { mechanism: "none" });
  const { kafka, access } = client(connection);
  await logIn(kafka);
  assert.deepEqual(access.problems(), []);
  const other = await makeAuthority("another", 1);
  const wrong = client({ ...connection, tls: { ca: [broker.secret("other.crt", other.certificate)] } });
  await assert.rejects(logIn(wrong.kafka), /not from an authority that connection.tls.ca trusts/);
  assert.match(wrong.access.problems().join(), /127\.0\.0\.1:22202 is not from an authority/);
  broker.secret("other.crt", other.certificate + broker.authority.certificate);
  await logIn(wrong.kafka);
  assert.deepEqual(wrong.access.problems(), []);
});

for (const mechanism of ["scram-sha-256", "scram-sha-512", "plain"] as const) {
  const listener = mechanism === "plain" ? "PLAIN" : "SCRAM";
  test(`${mechanism}: the password, a wrong one, and one of two generations`, async () => {
    const right = broker.secret("right", password);
    const wrong = broker.secret("wrong", "battery-staple");
    const auth = { mechanism, username: "alice", password: { active: right } };
    await logIn(client(broker.connectionTo(listener, auth)).kafka);

    const error = await refused(listener, { ...auth, password: { active: wrong } });
    assert.match(error.message, /refused the .* login of alice; check connection\.auth/);
    await refused(listener, { ...auth, password: { active: wrong, retiring: wrong } });

    const rotating = client(broker.connectionTo(listener, { ...auth, password: { active: wrong, retiring: right } }));
    await logIn(rotating.kafka);
    assert.match(rotating.logged(), /One generation of the password of alice was refused/);
    assert.doesNotMatch(rotating.logged(), /correct-horse|battery-staple/);
    assert.deepEqual(rotating.access.problems(), []);
  });
}

test("plain: generations that are a user and a password each, as API keys are; never the one's user with the other's password", async () => {
  const pair = (active: string, retiring: string) => ({
    mechanism: "plain" as const,
    username: "key-2",
    password: { active: broker.secret("pair-2", active), retiring: broker.secret("pair-1", retiring) },
    retiringUsername: "key-1",
  });
  await logIn(client(broker.connectionTo("PLAIN", pair("second", "first"))).kafka);
  // The new key is not known there yet.
  const early = client(broker.connectionTo("PLAIN", pair("unknown", "first")));
  await logIn(early.kafka);
  assert.match(early.logged(), /One generation of the password of key-2 was refused/);
  assert.deepEqual(early.access.problems(), []);
  const error = await refused("PLAIN", pair("first", "second"));
  assert.match(error.message, /refused the PLAIN login of key-1/);
});

test("a password file that is replaced is used by the next connection", async () => {
  const active = broker.secret("replaced", "battery-staple");
  const { kafka } = client(
    broker.connectionTo("SCRAM", { mechanism: "scram-sha-512", username: "alice", password: { active } }),
  );
  await assert.rejects(logIn(kafka));
  broker.secret("replaced", `${password}\n`);
  await logIn(kafka);
  // And nothing that was refused before a file changed keeps it from being tried.
  rmSync(active.name);
  await assert.rejects(logIn(kafka), /cannot be read/);
});

test("a mechanism that the listener does not offer is said so", async () => {
  const auth = {
    mechanism: "plain" as const,
    username: "alice",
    password: { active: broker.secret("right", password) },
  };
  const error = refusalOf(
    await logIn(client(broker.connectionTo("SCRAM", auth)).kafka).catch((thrown: unknown) => thrown),
  );
  assert.match(error!.message, /does not offer this SASL mechanism/);
});

test("OAUTHBEARER: the secret in the header or in the form, one token for all connections, never in the log", async () => {
  const before = oidc.issued();
  const { kafka, logged } = client(broker.connectionTo("OAUTH", oauth()));
  await Promise.all([logIn(kafka), logIn(kafka), logIn(kafka)]);
  assert.equal(oidc.issued(), before + 1);
  assert.doesNotMatch(logged(), /eyJ|basic\+secret/);
  const post = { clientId: "post", clientSecret: { active: broker.secret("post", "post-secret") } };
  await logIn(client(broker.connectionTo("OAUTH", oauth({ ...post, clientAuthentication: "post" }))).kafka);
});

test("OAUTHBEARER: refused by who issues tokens, and by the broker", async () => {
  const wrong = broker.secret("wrong", "wrong");
  const right = broker.secret("basic", "basic+secret/%:");
  const byIssuer = await refused("OAUTH", oauth({ clientSecret: { active: wrong } }));
  assert.match(byIssuer.message, /refused client basic \(invalid_client\)/);
  await logIn(client(broker.connectionTo("OAUTH", oauth({ clientSecret: { active: wrong, retiring: right } }))).kafka);

  const other = await startOidc({
    port: 22218,
    clients: [{ id: "basic", secret: "basic+secret/%:" }],
    lifeSeconds: 300,
  });
  try {
    const byBroker = await refused("OAUTH", oauth({ tokenUrl: other.tokenUrl }));
    assert.match(byBroker.message, /127\.0\.0\.1:22206 refused the token/);
  } finally {
    await other.down();
  }
});

test("OAUTHBEARER: a token endpoint over https with an authority of its own", async () => {
  const pair = await issue(broker.authority, {
    commonName: "idp",
    hosts: { names: [], addresses: ["127.0.0.1"] },
    days: 1,
  });
  const secure = await startOidc({
    port: 22217,
    clients: [{ id: "basic", secret: "basic+secret/%:" }],
    lifeSeconds: 300,
    tls: { cert: pair.certificate, key: pair.key },
  });
  try {
    const untrusted = client(broker.connectionTo("OAUTH", oauth({ tokenUrl: secure.tokenUrl })));
    await assert.rejects(logIn(untrusted.kafka), /does not answer: self-signed|unable to (verify|get)/);
    const tokenCa = [broker.secret("idp.crt", broker.authority.certificate)];
    // Another issuer than the broker's, so the token is refused; that one was issued is what is shown here.
    await refused("OAUTH", oauth({ tokenUrl: secure.tokenUrl, tokenCa }));
    assert.ok(secure.issued() > 0);
  } finally {
    await secure.down();
  }
});
