/** `npm run image` with stand-ins for docker: which one is taken, what it is told, how an image is measured. Real ones: test/images. */
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { buildImage } from "../../infra/images/build.ts";
import { compressedBytes, findDocker } from "../../infra/images/docker.ts";
import { referenceOf } from "../../infra/images/images.ts";
import { run } from "../support/platform.ts";

const scratch = mkdtempSync(join(tmpdir(), "image-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** A docker of a version. @returns its folder, for PATH */
function client(version: string, otherwise: string): string {
  const folder = mkdtempSync(join(scratch, "bin-"));
  const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo "Docker version ${version}, build 0"; exit; fi\n${otherwise}\n`;
  writeFileSync(join(folder, "docker"), script);
  chmodSync(join(folder, "docker"), 0o755);
  return folder;
}
const without = client("28.2.2", "exit 1");
const withPlugin = client("28.2.2", '[ "$1" = buildx ] && echo v0.20.0');
const old = client("20.10.24", "exit 1");
const pathOf = (...folders: string[]) => ({ PATH: folders.join(delimiter) });

test("the first docker that can build with BuildKit", async () => {
  assert.equal((await findDocker(pathOf(without, old, withPlugin))).command, join(old, "docker"));
  assert.equal((await findDocker(pathOf(withPlugin, old))).command, join(withPlugin, "docker"));
  await assert.rejects(findDocker(pathOf(without)), /cannot build with BuildKit: install the plugin buildx/);
  await assert.rejects(findDocker(pathOf(scratch)), /there is no docker on PATH: install Docker 20\.10 or newer/);
});

test("what a build is told: bases, files, secrets that there are", async () => {
  const told = join(scratch, "told");
  const authority = join(scratch, "ca.crt");
  writeFileSync(authority, "PEM");
  const former = process.env["NODE_EXTRA_CA_CERTS"];
  process.env["NODE_EXTRA_CA_CERTS"] = authority;
  try {
    const engine = await findDocker(pathOf(client("20.10.24", `echo "$DOCKER_BUILDKIT $@" > ${told}`)));
    assert.equal(
      await buildImage(engine, "kafka", { nodeBase: "node-base", base: "other", javaBase: "java-base" }),
      referenceOf("kafka"),
    );
  } finally {
    if (former === undefined) delete process.env["NODE_EXTRA_CA_CERTS"];
    else process.env["NODE_EXTRA_CA_CERTS"] = former;
  }
  const line = readFileSync(told, "utf8");
  assert.match(line, /^1 build /);
  assert.match(
    line,
    /--target kafka --build-arg NODE_BASE=node-base --build-arg BASE=java-base --build-arg SET=kafka-\S+ /,
  );
  assert.match(line, new RegExp(`--secret id=ca,src=${authority} `));
});

test("an image's size is what its archive compresses to", async () => {
  const archive = Buffer.alloc(200_000, "layer");
  writeFileSync(join(scratch, "archive"), archive);
  const engine = await findDocker(pathOf(client("20.10.24", `cat ${join(scratch, "archive")}`)));
  assert.equal(await compressedBytes({ ...engine, env: process.env }, "image"), gzipSync(archive).length);
});

test("an image or option that there is not is told in a sentence", async () => {
  const image = (...args: string[]) => run(process.execPath, ["infra/images/main.ts", ...args], {});
  const unknown = await run(process.execPath, ["infra/images/main.ts", "kafkaa"], pathOf(old));
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
  assert.match(unknown.stderr, /^There is no image kafkaa: there are app, setup, kafka, kafka-zookeeper, registry\.$/m);
  const option = await image("--push");
  assert.equal(option.code, 2);
  assert.match(option.stderr, /--push/);
});
