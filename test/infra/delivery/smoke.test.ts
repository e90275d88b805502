/** The step smoke of a pipeline, for a stack that cannot be tested. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryOf } from "../../../infra/delivery/delivery.ts";
import { smoke } from "../../../infra/delivery/platform.ts";

test("a stack without a smoke test is told so, and nothing of it is asked", async (t) => {
  const said: unknown[] = [];
  t.mock.method(process.stdout, "write", (text: unknown) => said.push(text) > 0);
  await smoke(deliveryOf("kubernetes-platform", "deploy", {}));
  t.mock.restoreAll();
  assert.ok(said.includes("Stack kubernetes-platform has no smoke test (workload.smoke.enabled).\n"), String(said));
});
