/**
 * The images of this project, built for real and run by compose.yaml with a Docker engine of the test's own: the application, Kafka with
 * KRaft, Kafka 3.9 with ZooKeeper, the registry. Events go in by HTTP and every one is found again by another client, from outside.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { after, before, describe, test } from "node:test";
import { findOnPath } from "../../infra/find-on-path.ts";
import { buildImage, exportBill, push, tagOf } from "../../infra/images/build.ts";
import { compressedBytes } from "../../infra/images/docker.ts";
import { type ImageSpec, imageNames, images, referenceOf } from "../../infra/images/images.ts";
import { imageReference } from "../../infra/settings/scalars.ts";
import { bases, buildBases } from "./support/bases.ts";
import { Containers } from "./support/containers.ts";
import { Engine } from "./support/engine.ts";
import { serveMaven } from "./support/maven.ts";
import { noContainers } from "./support/needs.ts";
import { startRegistry } from "./support/registry.ts";
import { assertEventsThrough, assertGuarded, assertRefused } from "./support/scenario.ts";

const PORTS = { maven: 26_100, kraft: 26_110, zookeeper: 26_120, registry: 26_130 };
/** MB of the application's image, compressed, on a base of C libraries alone. */
const MOST_MB = 90;

describe("images", { skip: noContainers() }, () => {
  let engine: Engine;
  let maven: Server;

  before(
    async () => {
      engine = await Engine.start();
      await buildBases(engine);
      const sets = imageNames.flatMap((name) => (images[name] as ImageSpec).set ?? []);
      maven = await serveMaven(PORTS.maven, sets);
      const mavenRepository = `http://127.0.0.1:${PORTS.maven}`;
      for (const name of imageNames)
        await buildImage(engine.docker, name, { ...bases, mavenRepository, network: "host" });
    },
    { timeout: 600_000 },
  );
  after(
    async () => {
      maven?.close();
      await engine?.stop();
    },
    { timeout: 60_000 },
  );

  const inImage = (code: string) =>
    engine.run(
      "run",
      "--rm",
      "--network",
      "none",
      "--read-only",
      "--entrypoint",
      "node",
      referenceOf("app"),
      "-e",
      code,
    );

  test("the application's image: its user, its size, and nothing but Node and what it needs", async (t) => {
    const [{ Config }] = JSON.parse(await engine.run("inspect", referenceOf("app")));
    assert.equal(Config.User, "10001:10001");
    assert.equal(Config.Healthcheck, undefined);
    const megabytes = (await compressedBytes(engine.docker, referenceOf("app"))) / 1e6;
    t.diagnostic(`compressed: ${megabytes.toFixed(1)} MB`);
    assert.ok(megabytes < MOST_MB, `${megabytes} MB`);
    const tools = `["/bin/sh", "/usr/bin/env", "/usr/local/lib/node_modules", "/root/.npmrc", "/run/secrets"].filter(require("fs").existsSync)`;
    assert.equal(await inImage(`console.log(JSON.stringify(${tools}))`), "[]");
  });

  test("the bill of materials in the image names each package that is in it, with the lock's checksum, Node and the base's", async () => {
    const bill = JSON.parse(readFileSync(await exportBill(engine.docker, referenceOf("app")), "utf8"));
    assert.equal(bill.bomFormat, "CycloneDX");
    const walk = `
      const { readdirSync, readFileSync, existsSync } = require("fs");
      const found = [];
      const look = (folder) => { for (const name of readdirSync(folder)) {
        const path = folder + "/" + name;
        if (name.startsWith("@")) look(path);
        else if (existsSync(path + "/package.json")) {
          const { name: is, version } = JSON.parse(readFileSync(path + "/package.json"));
          found.push(is + "@" + version);
          if (existsSync(path + "/node_modules")) look(path + "/node_modules");
        } } };
      look("/srv/node_modules");
      console.log(JSON.stringify([...new Set(found)].sort()));`;
    const ours = (purl: string) => purl.startsWith("pkg:npm/");
    const listed = bill.components
      .filter(({ purl = "" }: Record<string, string>) => ours(purl))
      .map(
        ({ group, name, version }: Record<string, string>) =>
          `${group === undefined ? "" : `${group}/`}${name}@${version}`,
      );
    const there = JSON.parse(await inImage(walk)) as string[];
    assert.ok(there.length > 50, `${there.length} packages`);
    assert.equal(bill.metadata.component.name, "tributary");
    assert.deepEqual([...new Set(listed)].sort(), [...there, "app@0.1.0"].sort());
    const others = new Map(
      bill.components
        .filter(({ purl = "" }: Record<string, string>) => !ours(purl))
        .map((component: Record<string, string>) => [component["name"], component]),
    ) as Map<string, Record<string, string>>;
    assert.equal(others.get("node")?.["version"], (await inImage("console.log(process.versions.node)")).trim());
    const libc = await inImage(`console.log(process.report.getReport().header.glibcVersionRuntime)`);
    assert.ok(
      others.get("libc6")?.["version"]?.startsWith(libc.trim()),
      `${libc}: ${others.get("libc6")?.["version"]}`,
    );
    assert.equal(others.get("debian")?.["type"], "operating-system");
    const lock = JSON.parse(readFileSync("package-lock.json", "utf8")).packages as Record<
      string,
      { integrity?: string }
    >;
    const kafkajs = bill.components.find(({ name }: { name: string }) => name === "kafkajs");
    const sha512 = Buffer.from(kafkajs.hashes[0].content, "hex").toString("base64");
    assert.equal(`sha512-${sha512}`, lock["node_modules/kafkajs"]?.integrity);
  });

  test("without a configuration it ends with a sentence", async () => {
    await assert.rejects(
      engine.run("run", "--rm", "--network", "none", "--read-only", referenceOf("app")),
      /The configuration \/etc\/tributary\/app\.json cannot be read/,
    );
  });

  test("pushed to a registry, it is there by the digest that a stack names", {
    skip: findOnPath("docker-registry") ? false : "there is no `docker-registry` on PATH",
  }, async () => {
    const end = await startRegistry(engine.folder, PORTS.registry);
    try {
      const repository = `localhost:${PORTS.registry}/tributary/app`;
      const digest = await push(engine.docker, referenceOf("app"), repository);
      assert.ok(digest.startsWith(`${repository}@sha256:`), digest);
      assert.ok(imageReference.safeParse(digest).success, "kubernetes.image takes it");
      await engine.run("rmi", digest, `${repository}:${await tagOf(engine.docker, referenceOf("app"))}`);
      await engine.run("pull", "--quiet", digest);
      const [{ Id }] = JSON.parse(await engine.run("inspect", digest));
      assert.equal(Id, await engine.run("inspect", "--format", "{{.Id}}", referenceOf("app")));
    } finally {
      await end();
    }
  });

  test("a file that differs from the lock is not taken into an image", async () => {
    const { createServer } = await import("node:http");
    const liar = createServer((_, response) => response.end("not that file"));
    await new Promise<void>((resolve) => liar.listen(PORTS.maven + 1, "127.0.0.1", resolve));
    try {
      const mavenRepository = `http://127.0.0.1:${PORTS.maven + 1}`;
      await assert.rejects(
        buildImage(engine.docker, "kafka", { ...bases, mavenRepository, network: "host" }),
        /The checksum of \S+\.jar \(kafka-[\d.]+\) differs/,
      );
    } finally {
      liar.close();
    }
  });

  for (const profile of ["kraft", "zookeeper"] as const) {
    test(`events through the containers, with ${profile}`, { timeout: 240_000 }, async (t) => {
      const platform = new Containers(engine, profile, PORTS[profile]);
      t.after(() => platform.compose("down", "--volumes", "--timeout", "15").catch(() => undefined));
      await platform.up();
      await assertGuarded(platform);
      await assertEventsThrough(platform);
      await assertRefused(platform);
    });
  }
});
