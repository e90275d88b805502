/**
 * The real process, told what the components tell it, against stand-ins for Elasticsearch and Kibana over TLS, which write down what they
 * are asked. What the real ones make of these requests: test/components/logging.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { issue, makeAuthority } from "../../../../components/local/kafka/certificates.ts";
import type { KeyPair } from "../../../../components/local/kafka/pem.ts";
import { prepareConfig } from "../../../../components/logging/kubernetes/prepare.ts";
import { loggingRequests } from "../../../../components/logging/templates/requests.ts";
import type { SecretRef } from "../../../src/connection.ts";
import { EXIT } from "../../../src/exit.ts";
import type { LoggingConfigInput } from "../../../src/roles/prepare-logging/config.ts";
import { runApp } from "../../integration/processes.ts";

const PASSWORD = "a-password-of-the-administrator";
const keep = { retentionDays: 30, replicas: 1 };
const folder = mkdtempSync(join(tmpdir(), "tributary-prepare-"));

interface Asked {
  method: string;
  path: string;
  login: string | undefined;
  body: string;
}
/** How a request is answered: by default with 200. */
type Answers = (asked: Asked, number: number) => { status?: number; body?: object } | undefined;

let authority: KeyPair;
let servers: Record<"elasticsearch" | "kibana", Server>;
let asked: Asked[] = [];
let answers: Answers = () => undefined;

const secret = (name: string, key: string): SecretRef => ({ store: "kubernetes", name, key });
function mount(name: string, key: string, text: string): void {
  const file = join(folder, name, key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const address = (server: Server) => `https://localhost:${(server.address() as AddressInfo).port}`;
const passwords = Object.fromEntries(
  loggingRequests(keep).flatMap(({ passwordOf }) => (passwordOf ? [[passwordOf, secret(passwordOf, "p")]] : [])),
);

before(async () => {
  authority = await makeAuthority("logging", 2);
  const pair = await issue(authority, {
    commonName: "localhost",
    hosts: { names: ["localhost"], addresses: [] },
    days: 1,
  });
  const start = async () => {
    const server = createServer({ cert: pair.certificate, key: pair.key }, (request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        const one = { method: request.method!, path: request.url!, login: request.headers.authorization, body };
        const answer = answers(one, asked.push(one)) ?? {};
        response.writeHead(answer.status ?? 200).end(JSON.stringify(answer.body ?? { success: true }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
  };
  servers = { elasticsearch: await start(), kibana: await start() };
  mount("authority", "ca.crt", authority.certificate);
  mount("another", "ca.crt", (await makeAuthority("another", 2)).certificate);
  mount("login", "password", PASSWORD);
  for (const name of Object.keys(passwords)) mount(name, "p", `of-${name}`);
});
beforeEach(() => {
  asked = [];
  answers = () => undefined;
});
after(() => {
  for (const server of Object.values(servers)) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (change: Partial<LoggingConfigInput> = {}, ca = "authority"): LoggingConfigInput => {
  const urls = { elasticsearch: address(servers.elasticsearch), kibana: address(servers.kibana) };
  const place = {
    mode: "existing" as const,
    ...urls,
    username: "administrator",
    password: secret("login", "password"),
    ca: secret(ca, "ca.crt"),
  };
  return { ...prepareConfig(place, urls, keep, passwords), waitSeconds: 0, ...change };
};
async function run(told: LoggingConfigInput): Promise<{ code: number | null; output: string }> {
  const ended = await runApp(folder, told, ["prepare-logging"], "", "prepare");
  for (const text of [PASSWORD, ...Object.keys(passwords).map((name) => `of-${name}`)])
    assert.ok(!ended.output.includes(text), `a password is told: ${ended.output}`);
  return ended;
}

test("everything is sent in its order, with the login and the users' passwords from their files, and Kibana's objects last", async () => {
  const { code, output } = await run(config());
  assert.equal(code, EXIT.ok, output);
  assert.match(output, /logging is prepared/);
  const wanted = loggingRequests(keep);
  assert.deepEqual(
    asked.map(({ method, path }) => `${method} ${path}`),
    [...wanted.map(({ method, path }) => `${method} /${path}`), "POST /api/saved_objects/_import?overwrite=true"],
  );
  const login = `Basic ${Buffer.from(`administrator:${PASSWORD}`).toString("base64")}`;
  assert.deepEqual([...new Set(asked.map((one) => one.login))], [login]);
  for (const [index, { body, passwordOf }] of wanted.entries()) {
    const own = passwordOf === undefined ? body : { ...body, password: `of-${passwordOf}` };
    assert.deepEqual(JSON.parse(asked[index]!.body), JSON.parse(JSON.stringify(own)));
  }
  assert.match(asked.at(-1)!.body, /"type":"dashboard"/);
});

test("a server that is about to start and one that does not know the login yet are asked again, from the first request on", async () => {
  const first = [503, 401, 200];
  answers = (_one, number) => ({ status: first[number - 1] ?? 200 });
  const { code, output } = await run(config({ waitSeconds: 60 }));
  assert.equal(code, EXIT.ok, output);
  assert.equal(asked.length, 2 + loggingRequests(keep).length + 1);
  assert.equal(new Set(asked.slice(0, 3).map(({ path }) => path)).size, 1);
  assert.match(output, /answered PUT \/_ingest\/pipeline\/[\w.-]+ with 503/);
});

test("data streams that are not there yet are no error", async () => {
  const accepted = loggingRequests(keep).filter(({ accepts }) => accepts?.includes(404));
  assert.equal(accepted.length, 1);
  answers = ({ path }) => (path === `/${accepted[0]!.path}` ? { status: 404 } : undefined);
  assert.equal((await run(config())).code, EXIT.ok);
});

test("what a server does not want is told in its words, and not sent again", async () => {
  answers = ({ path }) =>
    path.startsWith("/_index_template/") ? { status: 400, body: { error: "unknown setting [x]" } } : undefined;
  const refused = await run(config({ waitSeconds: 60 }));
  assert.equal(refused.code, EXIT.configuration);
  assert.match(refused.output, /answered PUT \/_index_template\/\S+ with 400: \{"error":"unknown setting \[x\]"\}/);
  assert.equal(asked.filter(({ path }) => path.startsWith("/_index_template/")).length, 1);

  answers = ({ path }) => (path.startsWith("/api/") ? { body: { success: false, errors: [{ id: "d" }] } } : undefined);
  const objects = await run(config({ waitSeconds: 60 }));
  assert.equal(objects.code, EXIT.configuration);
  assert.match(objects.output, /Kibana did not take all objects: \[\{"id":"d"\}\]/);
});

test("who is not the server that was meant is told nothing, and the login neither", async () => {
  const { code, output } = await run(config({}, "another"));
  assert.equal(code, EXIT.failed);
  assert.match(output, /https:\/\/localhost:\d+ cannot be asked: .*certificate.*\. It was asked for 0 seconds\./);
  assert.deepEqual(asked, []);
});

test("a secret that is not mounted is named", async () => {
  // Asking is over either at once, or before its seconds have passed, when the next pause would be longer than what is left of them.
  for (const waitSeconds of [0, 1]) {
    const { code, output } = await run(config({ waitSeconds }, "nowhere"));
    assert.equal(code, EXIT.configuration, `${waitSeconds} s`);
    assert.match(output, /The secret nowhere cannot be read from/);
  }
});
