/** Which scanner is asked what, by stand-ins that write down their arguments; a scanner itself: docs/verification.md. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { deliveryOf } from "../../../infra/delivery/delivery.ts";
import { billFile } from "../../../infra/delivery/image.ts";
import { scan } from "../../../infra/delivery/scan.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-scan-"));
const asked = join(folder, "asked");
const former = existsSync(billFile) ? readFileSync(billFile) : undefined;

before(() => {
  mkdirSync(dirname(billFile), { recursive: true });
  writeFileSync(billFile, "{}");
});
beforeEach(() => {
  for (const name of ["grype", "trivy"]) rmSync(join(folder, name), { force: true });
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
  if (former === undefined) rmSync(billFile, { force: true });
  else writeFileSync(billFile, former);
});

const install = (name: string, status = 0): void =>
  writeFileSync(join(folder, name), `#!/bin/sh\necho "$0 $@" > ${asked}\nexit ${status}\n`, { mode: 0o755 });
const scanned = (stack = "kubernetes-production") => scan(deliveryOf(stack, "pull-request", { PATH: folder }));
const refused = (code: string, message: RegExp) => (error: TributaryError) =>
  error.code === code && message.test(error.message);

test("grype goes before trivy; both are asked for what is high, and has a fix", async () => {
  install("trivy");
  await scanned();
  assert.equal(
    readFileSync(asked, "utf8"),
    `${join(folder, "trivy")} sbom --ignore-unfixed --severity HIGH,CRITICAL --exit-code 1 ${billFile}\n`,
  );
  install("grype");
  await scanned();
  assert.equal(readFileSync(asked, "utf8"), `${join(folder, "grype")} sbom:${billFile} --only-fixed --fail-on high\n`);
});

test("a base that does not say what it is made of is not looked at, and that is said", async () => {
  install("grype");
  const said: string[] = [];
  const delivery = deliveryOf("kubernetes-production", "pull-request", { PATH: folder });
  await scan(delivery, (line) => said.push(line));
  assert.equal(said.length, 0);
  writeFileSync(billFile, JSON.stringify({ components: [], compositions: [{ aggregate: "incomplete" }] }));
  await scan(delivery, (line) => said.push(line));
  writeFileSync(billFile, "{}");
  assert.match(said.join(), /^The image's base has no list of packages \(dpkg's\): it is not looked at/);
});

test("what a scanner finds fails the step, and so does a pipeline that has none", async () => {
  install("grype", 2);
  await assert.rejects(scanned(), refused("TRB_RUN_FAILED", /grype sbom:.* ended with status 2/));
  rmSync(join(folder, "grype"));
  await assert.rejects(scanned(), refused("TRB_USAGE", /Neither grype nor trivy is on PATH/));
});

test("a stack that runs from source has nothing to look at", async () => {
  await scanned("local");
});
