/** Bearer tokens rotated by generations, in files as Kubernetes mounts them. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { MountedSecret } from "../../../../test/faults/support/mounted-secret.ts";
import type { SecretRef } from "../../../src/connection.ts";
import { createLog } from "../../../src/log.ts";
import { Tokens } from "../../../src/roles/ingest/auth.ts";

const NAME = "app-ingest-tokens";
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
/** The Secret of a pod. */
function mounted(): MountedSecret {
  const folder = mkdtempSync(join(tmpdir(), "tokens-"));
  folders.push(folder);
  process.env["TRIBUTARY_SECRETS_DIR"] = folder;
  return new MountedSecret(join(folder, NAME));
}
/** Of a pod whose configuration names this generation and the next. */
const refs = (generation: number): SecretRef[] =>
  [generation, generation + 1].map((of) => ({ store: "kubernetes", name: NAME, key: `token-${of}` }));
const known = (tokens: Tokens) => [1, 2, 3].filter((of) => tokens.identify(`Bearer value-${of}`) !== undefined);

test("a pod from before a rotation goes on with what it knows; one from after it takes the next, and not the former", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const secret = mounted();
  secret.show({ "token-1": "value-1", "token-2": "value-2" });
  const log = createLog("silent", {});
  const before = new Tokens(refs(1), log);
  assert.deepEqual(known(before), [1, 2]);

  secret.show({ "token-2": "value-2", "token-3": "value-3" });
  t.mock.timers.tick(30_000);
  assert.deepEqual(known(before), [1, 2]);
  const next = new Tokens(refs(2), log);
  assert.deepEqual(known(next), [2, 3]);
  for (const tokens of [before, next]) tokens.close();
});

test("a value that is replaced is known after half a minute", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const secret = mounted();
  secret.show({ "token-1": "value-1", "token-2": "value-2" });
  const tokens = new Tokens(refs(1), createLog("silent", {}));
  secret.show({ "token-1": "value-3", "token-2": "value-2" });
  assert.deepEqual(known(tokens), [1, 2]);
  t.mock.timers.tick(30_000);
  assert.deepEqual(known(tokens), [2, 3]);
  tokens.close();
});
