/** What compose's one-shot services make: keys and files, a volume a service. Elasticsearch is a stand-in that only writes down what it is told. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { appConfigSchema } from "../../app/src/config.ts";
import { stackFolder } from "../../components/local/folder.ts";
import { ensureServerCertificate } from "../../components/local/kafka/tls-files.ts";
import { prepareElasticsearch } from "../../infra/compose/elastic.ts";
import { STACK, VOLUMES } from "../../infra/compose/layout.ts";
import { prepare } from "../../infra/compose/prepare.ts";
import { composeSettings } from "../../infra/compose/settings.ts";

const skip = process.getuid?.() === 0 ? false : "files are given to other users, which takes root";

describe("what prepare makes", { skip }, () => {
  const home = mkdtempSync(join(tmpdir(), "compose-"));
  const volumes = join(home, "volumes");
  const files = (volume: string) => readdirSync(join(volumes, volume));
  const read = (volume: string, file: string) => readFileSync(join(volumes, volume, file), "utf8");
  const former = process.env["TRIBUTARY_HOME"];
  before(async () => {
    process.env["TRIBUTARY_HOME"] = join(home, "keys");
    await prepare(composeSettings(), { volumes, outsidePort: 26_130 });
  });
  after(() => {
    if (former === undefined) delete process.env["TRIBUTARY_HOME"];
    else process.env["TRIBUTARY_HOME"] = former;
    rmSync(home, { recursive: true, force: true });
  });

  test("each file is its service's alone", () => {
    for (const [volume, user] of Object.entries(VOLUMES)) {
      assert.ok(files(volume).length > 0, volume);
      for (const path of [join(volumes, volume), ...files(volume).map((name) => join(volumes, volume, name))]) {
        const { uid, mode } = statSync(path);
        assert.deepEqual([uid, mode & 0o077], [user, 0], path);
      }
    }
  });

  test("no service has another's secret", () => {
    const secrets = [
      ...["ingest", "processor", "generator"].map((role) => [role, read(role, "password")] as const),
      ["ingest", read("ingest", "token-0")] as const,
      ["grafana", read("grafana", "password")] as const,
      ["elasticsearch", read("elasticsearch", "password")] as const,
    ];
    for (const [owner, secret] of secrets) {
      assert.ok(secret.length >= 40, owner);
      for (const volume of Object.keys(VOLUMES).filter((name) => name !== owner))
        for (const file of files(volume))
          assert.ok(!read(volume, file).includes(secret), `${owner}'s in ${volume}/${file}`);
    }
  });

  test("brokers have no listener without TLS, and clients log in on those that are theirs", () => {
    for (const volume of ["kafka", "kafka-zookeeper"]) {
      const properties = Object.fromEntries(
        read(volume, "server.properties")
          .split("\n")
          .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      );
      const protocols = new Map(
        properties["listener.security.protocol.map"]!.split(",").map((entry) => entry.split(":") as [string, string]),
      );
      const listeners = properties["listeners"]!.split(",").map((one) => one.slice(0, one.indexOf(":")));
      assert.deepEqual(
        listeners.map((name) => protocols.get(name)).sort(),
        volume === "kafka" ? ["SASL_SSL", "SASL_SSL", "SSL", "SSL"] : ["SASL_SSL", "SASL_SSL", "SSL"],
      );
      assert.equal(properties["allow.everyone.if.no.acl.found"], "false");
      assert.match(properties["advertised.listeners"]!, /OUTSIDE:\/\/127\.0\.0\.1:26130/);
      assert.equal(properties["ssl.client.auth"], "required");
    }
    assert.doesNotMatch(read("zookeeper", "zookeeper.properties"), /^clientPort=/m);
  });

  test("the application takes its configurations", () => {
    for (const role of ["ingest", "processor", "generator"]) {
      const config = appConfigSchema.parse(JSON.parse(read(role, "app.json")));
      assert.equal(config.role, role);
      assert.equal(config.connection.protocol, "SASL_SSL");
    }
  });

  test("a second time everything is as it was", async () => {
    const all = () =>
      Object.keys(VOLUMES).flatMap((volume) => files(volume).map((file) => [volume, file, read(volume, file)]));
    const before = all();
    await prepare(composeSettings(), { volumes, outsidePort: 26_130 });
    assert.deepEqual(all(), before);
  });

  test("Elasticsearch is told Kibana's password, and of a user who may only write logs", async () => {
    const folder = stackFolder(STACK);
    const pair = await ensureServerCertificate(folder, "secrets/servers/stand-in.pem", "stand-in", {
      names: ["localhost"],
      addresses: [],
    });
    const told: Record<string, any> = {};
    let status = 503;
    const server = createServer({ cert: pair.certificate, key: pair.key }, (request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        told[request.url!] = { ...JSON.parse(body), login: request.headers.authorization };
        response.writeHead(status).end("{}");
        // The first time it is not there yet.
        status = 200;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await prepareElasticsearch(`https://localhost:${(server.address() as AddressInfo).port}`);
    } finally {
      server.close();
    }
    const login = `Basic ${Buffer.from(`elastic:${read("elasticsearch", "password").trim()}`).toString("base64")}`;
    const { "/_security/user/kibana_system/_password": kibana, "/_security/user/tributary_logs": user } = told;
    assert.equal(kibana.login, login);
    assert.match(read("kibana", "kibana.yml"), new RegExp(`elasticsearch.password: ${kibana.password}`));
    assert.deepEqual(user.roles, ["tributary_logs"]);
    assert.ok(read("logstash", "tributary.conf").includes(`password => "${user.password}"`));
    assert.deepEqual(told["/_security/role/tributary_logs"].indices[0].privileges, ["auto_configure", "create_doc"]);
  });
});
