import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import sdk from "@pulumi/pulumi/runtime/debuggable.js";
import { makePromisesQuickly } from "../../infra/promises.ts";

class Made extends pulumi.CustomResource {}

interface Noted extends Promise<unknown> {
  _debugCtx: unknown;
  _debugStackTrace: string;
}
const debuggable = sdk as unknown as {
  debugPromiseLeaks: boolean;
  debuggablePromise(promise: Promise<unknown>, context?: unknown): Promise<unknown>;
  leakedPromises(): [Set<Noted>, string];
};

function noted(): Noted {
  const promise = Promise.resolve(1) as Noted;
  void debuggable.debuggablePromise(promise, "which one");
  return promise;
}

test("where a promise was made is not written down, unless that was asked for", () => {
  assert.match(noted()._debugStackTrace, /promises\.test/);
  debuggable.debugPromiseLeaks = true;
  makePromisesQuickly();
  assert.match(noted()._debugStackTrace, /promises\.test/);
  debuggable.debugPromiseLeaks = false;
  makePromisesQuickly();
  assert.equal(noted()._debugStackTrace, "Error");
  assert.match(new Error("of ours").stack!, /promises\.test/);
});

test("a promise that never ends is still found, and a result and an error come through", async () => {
  makePromisesQuickly();
  const endless = new Promise(() => {}) as Noted;
  void debuggable.debuggablePromise(endless, "endless");
  const [leaked, message] = debuggable.leakedPromises();
  assert.ok(leaked.has(endless));
  assert.equal(endless._debugCtx, "endless");
  assert.match(message, /still active/);
  assert.equal(await debuggable.debuggablePromise(Promise.resolve("result")), "result");
  await assert.rejects(debuggable.debuggablePromise(Promise.reject(new Error("broken"))), /broken/);
});

test("the SDK itself goes this way", async () => {
  makePromisesQuickly();
  const seen: unknown[] = [];
  const before = debuggable.debuggablePromise;
  debuggable.debuggablePromise = (promise, context) => {
    seen.push(context);
    return before(promise, context);
  };
  await pulumi.runtime.setMocks({ call: () => ({}), newResource: ({ name, inputs }) => ({ id: name, state: inputs }) });
  const made = new Made("tributary:test:Made", "made", { some: undefined });
  await new Promise((resolve) => made.urn.apply(resolve));
  debuggable.debuggablePromise = before;
  assert.ok(seen.length > 0);
});
