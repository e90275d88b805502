/** Amounts and versions as Kubernetes and Kafka write them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareFormats, compareVersions } from "../../../infra/compare-versions.ts";
import { amount } from "../../../infra/look/quantity.ts";

test("amounts", () => {
  const pairs: [string | number, number][] = [
    ["500m", 0.5],
    ["3920m", 3.92],
    [16, 16],
    ["64Gi", 64 * 2 ** 30],
    ["65536Ki", 2 ** 26],
    ["1G", 1e9],
    ["1e3", 1000],
    ["12E", 12e18],
  ];
  for (const [text, expected] of pairs) assert.equal(amount(text), expected, String(text));
  assert.ok(Number.isNaN(amount("much")) && Number.isNaN(amount(undefined)));
});

test("versions and formats of metadata", () => {
  assert.ok(compareVersions("4.3.1", "4.10.0") < 0 && compareVersions("1.30", "1.4") > 0);
  assert.equal(compareVersions("4.3", "4.3.0"), 0);
  assert.ok(compareFormats("4.2-IV0", "4.2-IV1") < 0 && compareFormats("4.3-IV0", "4.2-IV1") > 0);
  assert.equal(compareFormats("4.3", "4.3-IV0"), 0);
});
