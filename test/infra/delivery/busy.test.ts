/** Two runs on one stack: the second waits or is refused, by setting, and what it has not changed it does not roll back. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import type { TributaryError } from "../../../components/errors.ts";
import { deliveryFor, forgetBusy, wasBusy } from "../../../infra/delivery/delivery.ts";
import { up } from "../../../infra/delivery/platform.ts";
import { rollback } from "../../../infra/delivery/rollback.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-busy-"));
const stack = "busy-test";
after(() => {
  rmSync(folder, { recursive: true, force: true });
  forgetBusy(stack);
});

/** Its `up` ends with the first number of the file, which is taken away. */
const script = `node -e 'const f = require("fs"); const [status, ...rest] = f.readFileSync("statuses", "utf8").split(" "); f.writeFileSync("statuses", rest.join(" ")); process.exit(Number(status))' --`;
writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, scripts: { tributary: script } }));
const statuses = (...all: number[]) => writeFileSync(join(folder, "statuses"), all.join(" "));
const left = () => readFileSync(join(folder, "statuses"), "utf8");

const delivery = (whenBusy: string) =>
  deliveryFor(
    parseSettings({ ...readStackFile("kubernetes-production"), delivery: { deploy: "push", whenBusy } }),
    stack,
    "deploy",
    process.env,
  );
const tried = (whenBusy: string, patience = 60_000) => up(delivery(whenBusy), { cwd: folder }, { poll: 5, patience });
const busy = ({ code }: TributaryError) => code === "TRB_STACK_BUSY";

beforeEach(() => forgetBusy(stack));

test("refuse: the second run fails at once, and its rollback takes back nothing of the first one's", async (t) => {
  statuses(4, 0);
  await assert.rejects(tried("refuse"), busy);
  assert.equal(left(), "0", "asked once");
  const said: unknown[] = [];
  t.mock.method(process.stdout, "write", (text: unknown) => said.push(text) > 0);
  // No repository is there: whatever else it did would fail.
  await rollback({ ...delivery("refuse"), root: folder });
  t.mock.restoreAll();
  assert.match(said.join(""), /Another run held stack busy-test, and this one changed nothing/);
});

test("wait: the second run goes on when the first one has ended", async () => {
  statuses(4, 4, 0);
  await tried("wait");
  assert.equal(left(), "");
  assert.equal(wasBusy(stack), false);
});

test("wait: not for ever", async () => {
  statuses(...Array.from({ length: 50 }, () => 4));
  await assert.rejects(tried("wait", 20), busy);
  assert.ok(wasBusy(stack));
});

test("an up that fails by itself is to be rolled back, also where an earlier delivery found the stack busy", async () => {
  statuses(4, 1);
  await assert.rejects(tried("refuse"), busy);
  await assert.rejects(tried("refuse"), ({ code }: TributaryError) => code === "TRB_RUN_FAILED");
  assert.equal(wasBusy(stack), false);
});
