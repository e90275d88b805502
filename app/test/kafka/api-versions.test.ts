import assert from "node:assert/strict";
import { test } from "node:test";
import { incompatible, parseApiVersions } from "../../src/kafka/api-versions.ts";

test("a broker that dropped the versions of kafkajs is named, with both sides", () => {
  assert.deepEqual(
    incompatible([
      { key: 0, min: 3, max: 13 },
      { key: 1, min: 4, max: 18 },
    ]),
    [],
  );
  assert.deepEqual(incompatible([{ key: 0, min: 8, max: 20 }]), [
    "Produce (the broker speaks version 8 and newer, this client at most 7)",
  ]);
});

test("the answer of a broker is read", () => {
  const body = Buffer.alloc(18);
  body.writeInt32BE(2, 2);
  [0, 3, 13, 18, 0, 4].forEach((value, index) => {
    body.writeInt16BE(value, 6 + index * 2);
  });
  assert.deepEqual(parseApiVersions(body), [
    { key: 0, min: 3, max: 13 },
    { key: 18, min: 0, max: 4 },
  ]);
  body.writeInt16BE(35, 0);
  assert.throws(() => parseApiVersions(body), /error code 35/);
});
