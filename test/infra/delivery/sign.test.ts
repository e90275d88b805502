/** What cosign is asked, by a stand-in that writes down its arguments; cosign itself: docs/verification.md. */
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { deliveryOf } from "../../../infra/delivery/delivery.ts";
import { sign } from "../../../infra/delivery/sign.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-sign-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const asked = join(folder, "asked");
writeFileSync(join(folder, "cosign"), `#!/bin/sh\necho "$@" >> ${asked}\n`);
chmodSync(join(folder, "cosign"), 0o755);
const image = `registry.example.com/tributary/app@sha256:${"c".repeat(64)}`;

async function asks(env: Record<string, string>, publicLog = true): Promise<string[]> {
  writeFileSync(asked, "");
  const PATH = `${folder}:${process.env["PATH"]}`;
  const delivery = deliveryOf("kubernetes-production", "deploy", { PATH, TRIBUTARY_IMAGE: image, ...env });
  delivery.settings.delivery.publicLog = publicLog;
  await sign(delivery);
  return readFileSync(asked, "utf8").trim().split("\n");
}

test("the digest is signed and the list attested, by a key or by the pipeline's identity", async () => {
  const [signed, attested, ...more] = await asks({ COSIGN_KEY: "awskms:///alias/signing" });
  assert.equal(signed, `sign --yes --key awskms:///alias/signing ${image}`);
  assert.match(
    attested!,
    /^attest --yes --key \S+ --type cyclonedx --predicate \S+app\.cdx\.json registry\.example\.com/,
  );
  assert.deepEqual(more, []);
  assert.equal((await asks({}))[0], `sign --yes ${image}`);
});

test("neither goes into the public log where the settings say so", async () => {
  for (const line of await asks({ COSIGN_KEY: "/key" }, false))
    assert.match(line, / --key \/key --use-signing-config=false --tlog-upload=false /);
});
