/** Asking a registry over TLS: who is trusted, what is rotated without a new client, and what is said when it does not work. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { issue, makeAuthority } from "../../../components/local/kafka/certificates.ts";
import type { KeyPair } from "../../../components/local/kafka/pem.ts";
import { RegistryClient, RegistryUnavailableError } from "../../src/codec/registry-client.ts";
import type { SecretRef } from "../../src/connection.ts";
import { registryProblems } from "../../src/kafka/auth/refusals.ts";
import { RegistryError } from "../../src/registry/errors.ts";
import { askRegistry } from "../../src/registry/http.ts";
import { Subjects } from "../../src/registry/subjects.ts";

const folder = mkdtempSync(join(tmpdir(), "app-registry-"));
const authorities: KeyPair[] = [];
let server: Server;
let url = "";
let seen: (string | undefined)[] = [];
/** The password that it takes; undefined: it asks for none. */
let password: string | undefined;

before(async () => {
  for (const name of ["one", "two"]) authorities.push(await makeAuthority(name, 30));
  const { certificate, key } = await leaf(authorities[0]!, ["127.0.0.1"]);
  server = createServer({ cert: certificate, key }, (request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === "/silent") return;
    const login = password === undefined || request.headers.authorization === basic(password);
    response.writeHead(login ? 200 : 401).end(login ? '{"schema":"\\"int\\""}' : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const basic = (text: string, user = "app"): string => `Basic ${Buffer.from(`${user}:${text}`).toString("base64")}`;
const leaf = (authority: KeyPair, addresses: string[]): Promise<KeyPair> =>
  issue(authority, { commonName: "registry", hosts: { names: [], addresses }, days: 7 });

/** A folder as Kubernetes mounts it, and the reference to all certificates in it. */
function trusted(name: string, certificates: string[]): SecretRef {
  rmSync(join(folder, name), { recursive: true, force: true });
  mkdirSync(join(folder, name));
  for (const [index, text] of certificates.entries()) writeFileSync(join(folder, name, `ca-${index}.crt`), text);
  process.env["TRIBUTARY_SECRETS_DIR"] = folder;
  return { store: "kubernetes", name, key: "*.crt" };
}
const unavailable = (reason: RegExp) => (error: unknown) =>
  error instanceof RegistryUnavailableError && reason.test(error.message);

test("who is signed by the authority is trusted, and nobody else", async () => {
  const [one, two] = authorities.map(({ certificate }) => certificate) as [string, string];
  const ask = (ca: SecretRef[] | undefined, at = url) => new RegistryClient({ url: at, ca }).byId(1);
  assert.deepEqual(await ask([trusted("right", [one])]), { type: "AVRO", schema: '"int"' });
  assert.deepEqual(await ask([trusted("both", [two, one])]), { type: "AVRO", schema: '"int"' });
  await assert.rejects(ask([trusted("wrong", [two])]), unavailable(/certificate|signature/i));
  await assert.rejects(ask(undefined), unavailable(/certificate/i), "Node trusts it no more than others");
  const other = url.replace("127.0.0.1", "localhost");
  await assert.rejects(ask([trusted("right", [one])], other), unavailable(/altnames|does not match/i), "another name");
});

test("a new authority is used by the client that is there, as soon as its file is", async () => {
  const [one, two] = authorities as [KeyPair, KeyPair];
  const client = new RegistryClient({ url, ca: [trusted("rotated", [one.certificate])] });
  await client.byId(1);
  const { certificate: cert, key } = await leaf(two, ["127.0.0.1"]);
  server.setSecureContext({ cert, key });
  server.closeAllConnections();
  await assert.rejects(client.byId(2), unavailable(/certificate|signature/i));
  trusted("rotated", [one.certificate, two.certificate]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(await client.byId(2));
});

test("a client shows its certificate to who asks for one, and another one as soon as its file is", async () => {
  const [one, two] = authorities as [KeyPair, KeyPair];
  const { certificate: cert, key } = await leaf(one, ["127.0.0.1"]);
  const strict = createServer(
    { cert, key, ca: one.certificate, requestCert: true, rejectUnauthorized: true },
    (_, answer) => answer.end('{"schema":"\\"int\\""}'),
  );
  await new Promise<void>((resolve) => strict.listen(0, "127.0.0.1", resolve));
  const address = `https://127.0.0.1:${(strict.address() as AddressInfo).port}`;
  const show = async (authority: KeyPair) => {
    const own = await issue(authority, { commonName: "client", days: 7 });
    writeFileSync(join(folder, "client.pem"), own.certificate);
    writeFileSync(join(folder, "client-key.pem"), own.key);
  };
  const file = (name: string): SecretRef => ({ store: "file", name: join(folder, name) });
  const ca = [trusted("right", [one.certificate])];
  const client = { certificate: file("client.pem"), key: file("client-key.pem") };
  try {
    await assert.rejects(
      new RegistryClient({ url: address, ca }).byId(1),
      unavailable(/certificate|socket|ECONNRESET/i),
    );
    const shows = new RegistryClient({ url: address, ca, client });
    await show(two);
    await assert.rejects(shows.byId(1), unavailable(/: (ssl\/tls alert [a-z ]+|socket hang up|read ECONNRESET)\.$/i));
    await show(one);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(await shows.byId(1));
  } finally {
    strict.closeAllConnections();
    strict.close();
  }
});

test("a retiring password is tried when the active one is refused, also by who registers", async () => {
  const secret = (name: string): SecretRef => {
    writeFileSync(join(folder, name), `${name}\n`);
    return { store: "file", name: join(folder, name) };
  };
  const auth = { username: "app", password: { active: secret("new"), retiring: secret("old") } };
  const ca = [
    trusted(
      "right",
      authorities.map(({ certificate }) => certificate),
    ),
  ];
  password = "old";
  seen = [];
  assert.ok(await new Subjects({ url, ca, auth }).latest("any"));
  assert.deepEqual(seen, [basic("new"), basic("old")]);
  password = "neither";
  await assert.rejects(
    new Subjects({ url, ca, auth }).latest("any"),
    (error: unknown) =>
      error instanceof RegistryError && error.status === 401 && !error.retriable && !/new|old/.test(error.message),
  );
  password = undefined;
});

test("generations that are a user and a password each: neither is sent with the other's", async () => {
  const ca = [
    trusted(
      "pairs",
      authorities.map(({ certificate }) => certificate),
    ),
  ];
  const write = (name: string, text: string): SecretRef => {
    writeFileSync(join(folder, name), text);
    return { store: "file", name };
  };
  const pair = { active: write("key-2", "new"), retiring: write("key-1", "old") };
  const auth = { username: "key-2", password: pair, retiringUsername: "key-1" };
  password = "nobody's";
  seen = [];
  const refused = await askRegistry({ url, ca, auth }, { path: "/subjects", timeoutMs: 5_000 });
  assert.equal(refused.status, 401);
  assert.deepEqual(seen, [basic("new", "key-2"), basic("old", "key-1")]);
  rmSync(join(folder, "key-2"));
  seen = [];
  await askRegistry({ url, ca, auth }, { path: "/subjects", timeoutMs: 5_000 });
  assert.equal(seen[0], basic("old", "key-1"), "started before a rotation");
  password = undefined;
});

test("what does not answer in time, or nobody runs, is one sentence, and may be asked again", async () => {
  const ca = [
    trusted(
      "right",
      authorities.map(({ certificate }) => certificate),
    ),
  ];
  await assert.rejects(
    askRegistry({ url, ca }, { path: "/silent", timeoutMs: 200 }),
    /^Error: no answer within 200 ms$/,
  );
  await assert.rejects(
    new Subjects({ url: "https://127.0.0.1:1", ca }).latest("any"),
    (error: unknown) => error instanceof RegistryError && error.retriable && /ECONNREFUSED/.test(error.message),
  );
});

test("authorities for an address that does not encrypt are refused before anything is asked", () => {
  const ca: SecretRef[] = [{ store: "file", name: "ca.crt" }];
  assert.match(registryProblems({ url: "http://registry:8081", ca }).join(), /does not encrypt/);
  const client = { certificate: ca[0]!, key: ca[0]! };
  assert.match(registryProblems({ url: "http://registry:8081", client }).join(), /registry\.client is set/);
  assert.deepEqual(registryProblems({ url: "https://registry:8081", ca, client }), []);
});
