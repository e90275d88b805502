/** The image that a delivery has pushed is its own stack's, and of this delivery alone. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { after, test } from "node:test";
import { parse } from "yaml";
import { forgetImage, imageOf, keepImage, stackArgs } from "../../../infra/delivery/delivery.ts";

const image = `registry.example.com/tributary/app@sha256:${"b".repeat(64)}`;
const stack = "kubernetes-small";
let written: string | undefined;
after(() => {
  forgetImage(stack);
  if (written) rmSync(written, { force: true });
});

test("a pushed image is found by the steps to come, by no other stack, and not by the next delivery", () => {
  keepImage(stack, image);
  assert.equal(imageOf({ stack, env: {} }), image);
  assert.equal(imageOf({ stack: "kubernetes-production", env: {} }), undefined);
  assert.equal(imageOf({ stack, env: { TRIBUTARY_IMAGE: "told" } }), "told", "a pipeline's variable goes first");
  forgetImage(stack);
  assert.equal(imageOf({ stack, env: {} }), undefined);
});

test("it takes the place of the one in the stack's file, which is not touched", () => {
  assert.deepEqual(stackArgs(stack, undefined), [stack]);
  const [name, flag, file] = stackArgs(stack, image);
  written = file;
  assert.deepEqual([name, flag], [stack, "--config-file"]);
  assert.equal(parse(readFileSync(file!, "utf8")).config["tributary:kubernetes"].image, image);
});
