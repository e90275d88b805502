/**
 * compose.yaml: its shape by Compose itself where there is one and by the published schema, and what it has in common with the code.
 * fixtures/compose-spec.schema.json is schema/compose-spec.json of github.com/compose-spec/compose-spec, 170098ba (2026-06-23), Apache-2.0.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { projectRoot } from "../../components/local/folder.ts";
import { PORTS as podPorts, podTemplate } from "../../components/workload/kubernetes/pod.ts";
import { HOSTS, PORTS, USERS, VOLUMES } from "../../infra/compose/layout.ts";
import { dashboardsFolder, watched, watchedFiles } from "../../infra/compose/watched.ts";
import { findOnPath } from "../../infra/find-on-path.ts";
import { type ImageSpec, imageNames, images, referenceOf } from "../../infra/images/images.ts";
import { clusterId } from "../../infra/naming.ts";
import { containers } from "../../infra/versions.ts";
import { composeProgram } from "../images/support/needs.ts";

const read = (file: string): string => readFileSync(join(projectRoot, file), "utf8");
const compose = parse(read("compose.yaml"), { merge: true });
const services = compose.services as Record<string, any>;
const own = Object.entries(services).filter(([, { image }]) => image.startsWith("localhost/tributary/"));

function schemaProblems(content: unknown): string[] {
  const { $schema: _, ...schema } = JSON.parse(read("test/infra/fixtures/compose-spec.schema.json"));
  const check = new Ajv({ strict: false, allErrors: true }).compile(schema);
  return check(content) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test("the published schema takes it, and would not take a mistake", () => {
  assert.deepEqual(schemaProblems(compose), []);
  const wrong = structuredClone(compose);
  wrong.services.ingest.cap_dropped = ["ALL"];
  wrong.services.ingest.read_only = { yes: true };
  assert.ok(schemaProblems(wrong).length >= 2);
});

test("Compose itself takes it, with all profiles", {
  skip: composeProgram() ? false : "there is neither docker-compose nor docker's plugin compose",
}, () => {
  const [program, ...args] = composeProgram()!;
  const env = { ...process.env, COMPOSE_PROFILES: "kraft,zookeeper,generator,observability" };
  const shown = execFileSync(program!, [...args, "config", "--services"], { cwd: projectRoot, env, encoding: "utf8" });
  assert.deepEqual(shown.trim().split("\n").sort(), Object.keys(services).sort());
});

test("each image is one of the project's, or stands in the table of versions with its tag", () => {
  const known = new Set<string>(Object.values(containers).map(({ image, version }) => `${image}:${version}`));
  for (const [name, { image, build }] of Object.entries(services)) {
    const mine = imageNames.find((one) => referenceOf(one) === image);
    if (mine === undefined) assert.ok(known.has(image), `${name}: ${image}`);
    else {
      const { dockerfile, target, set }: ImageSpec = images[mine];
      assert.deepEqual([build.dockerfile, build.target, build.args.SET], [dockerfile, target, set], name);
    }
  }
});

test("the images that are built upon are the same in each Dockerfile and in compose.yaml", () => {
  const by = (row: { image: string; version: string }) => `${row.image}:${row.version}`;
  const wanted = (java: boolean) => ({
    NODE_BASE: by(containers.node),
    BASE: by(java ? containers.java : containers.debian),
  });
  for (const name of imageNames) {
    const { dockerfile, set }: ImageSpec = images[name];
    const args = Object.fromEntries(
      [...read(dockerfile).matchAll(/^ARG (\w*BASE)=(\S+)$/gm)].map(([, key, value]) => [key, value]),
    );
    assert.deepEqual(args, wanted(set !== undefined), dockerfile);
  }
  for (const [name, { build }] of own) {
    const { NODE_BASE, BASE } = build.args as Record<string, string>;
    const defaults = { NODE_BASE: NODE_BASE?.match(/:-(.+)}/)?.[1], BASE: BASE?.match(/:-(.+)}/)?.[1] };
    assert.deepEqual(defaults, wanted(build.args.SET !== undefined), name);
  }
});

test("what is published is reached from this machine only, at the ports that the services listen on", () => {
  const inside: Record<string, number> = {
    kafka: PORTS.outside,
    "kafka-zookeeper": PORTS.outside,
    registry: PORTS.registry,
    ingest: PORTS.http,
    prometheus: 9090,
    grafana: 3000,
    kibana: 5601,
  };
  for (const [name, { ports = [] }] of Object.entries(services)) {
    const found = (ports as string[]).map((port) => /^127\.0\.0\.1:\$\{[A-Z_]+:-\d+}:(\d+)$/.exec(port)?.[1]);
    assert.deepEqual(found, inside[name] === undefined ? [] : [String(inside[name])], name);
  }
});

test("our containers have no rights and no file system to write to; one is root, and has no network", () => {
  for (const [name, service] of own) {
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ["ALL"], name);
    assert.deepEqual(service.security_opt, ["no-new-privileges:true"], name);
  }
  const root = own.filter(([, { user = "" }]) => user.startsWith("0:")).map(([name]) => name);
  assert.deepEqual(root, ["prepare"]);
  assert.equal(services["prepare"].network_mode, "none");
  assert.equal(compose.networks.zookeeper.internal, true);
  assert.deepEqual(services["zookeeper"].networks, ["zookeeper"]);
});

test("each service has its own volume of configuration and secrets, read-only, and no other's", () => {
  const written = (services["prepare"].volumes as string[]).filter((volume) => volume.includes(":/volumes/"));
  assert.deepEqual(
    written.sort(),
    Object.keys(VOLUMES)
      .map((name) => `${name}:/volumes/${name}`)
      .sort(),
  );
  for (const [name, { volumes = [] }] of Object.entries(services)) {
    if (name === "prepare") continue;
    for (const [from = "", , mode] of (volumes as string[]).map((volume) => volume.split(":"))) {
      if (from in VOLUMES) assert.deepEqual([from, mode], [name, "ro"], name);
      if (from === "keys") assert.ok(["setup", "elastic-users"].includes(name) && mode === "ro", name);
    }
  }
});

test("the application is told what it is told on Kubernetes: user, ports, folders", () => {
  const pod = podTemplate({
    role: "ingest",
    image: "image",
    imagePullSecrets: [],
    heapMb: 192,
    threads: 1,
    cpu: "1",
    fastpath: "on",
    object: "ingest",
    secrets: [],
    spread: "required",
    scaled: false,
    labels: {},
    checksum: "",
  }) as any;
  const { runAsUser } = pod.spec.securityContext;
  assert.deepEqual([PORTS.http, PORTS.ops, USERS.own], [podPorts.http, podPorts.ops, runAsUser]);
  const environment = Object.fromEntries(pod.spec.containers[0].env.map(({ name, value }: any) => [name, value]));
  const dockerfile = read("app/Dockerfile");
  for (const name of ["TRIBUTARY_CONFIG", "TRIBUTARY_SECRETS_DIR", "TRIBUTARY_SCHEMA_CACHE"])
    assert.ok(dockerfile.includes(`${name}=${environment[name]}`), name);
  assert.match(dockerfile, new RegExp(`^USER ${runAsUser}:${runAsUser}$`, "m"));
  assert.match(
    dockerfile,
    new RegExp(`--chown=${runAsUser}:${runAsUser} .* ${environment["TRIBUTARY_SCHEMA_CACHE"]}$`, "m"),
  );
  for (const role of ["ingest", "processor", "generator"]) {
    assert.equal(services[role].user, `${runAsUser}:${runAsUser}`);
    assert.match(services[role].tmpfs[0], new RegExp(`^${environment["TRIBUTARY_SCHEMA_CACHE"]}:`));
  }
});

test("names and the cluster's id are those of the code", () => {
  for (const host of Object.values(HOSTS)) assert.ok(host in services, host);
  assert.deepEqual(services["kafka-zookeeper"].networks.default.aliases, [HOSTS.kafka]);
  assert.equal(services["kafka"].environment.KAFKA_CLUSTER_ID, clusterId("compose"));
  assert.match(read(".env"), /^COMPOSE_PROFILES=kraft$/m);
});

test("promtool takes Prometheus' configuration", {
  skip: findOnPath("promtool") ? false : "there is no `promtool` on PATH",
}, () => {
  const file = join(projectRoot, "infra/compose/prometheus.yml");
  assert.match(execFileSync("promtool", ["check", "config", "--syntax-only", file], { encoding: "utf8" }), /SUCCESS/);
  const targets = parse(read("infra/compose/prometheus.yml")).scrape_configs.flatMap(({ static_configs = [] }: any) =>
    static_configs.flatMap(({ targets: list }: any) => list),
  );
  for (const target of targets as string[]) {
    const [host = "", port] = target.split(":");
    assert.ok(host in services);
    assert.equal(Number(port), { kafka: PORTS.metrics, registry: PORTS.registry }[host] ?? PORTS.ops);
  }
});

test("Grafana's pages are what the sources there can fill, and no other files lie beside them", () => {
  const kinds = readdirSync(join(projectRoot, "infra/compose/grafana/provisioning/datasources"));
  assert.deepEqual(
    kinds.sort(),
    watched.dataSources.map((kind) => `${kind}.yml`),
  );
  const files = watchedFiles();
  for (const [file, text] of Object.entries(files)) assert.equal(read(file), text, `${file}: npm run generate`);
  const there = readdirSync(join(projectRoot, dashboardsFolder)).map((file) => `${dashboardsFolder}/${file}`);
  assert.deepEqual(there.sort(), Object.keys(files).sort());
  const home: string = services["grafana"].environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH;
  assert.ok(there.includes(home.replace("/etc/grafana/dashboards", dashboardsFolder)));
});

test("promtool takes the rules", {
  skip: findOnPath("promtool") ? false : "there is no `promtool` on PATH",
}, () => {
  assert.match(
    execFileSync("promtool", ["check", "rules", join(projectRoot, "infra/compose/rules.yml")], { encoding: "utf8" }),
    /SUCCESS/,
  );
});
