import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiName, apisOf, incompatible, parseApiVersions, spoken } from "../../src/kafka/api-versions.ts";
import { installedFolder, KafkaJsModules } from "../../src/kafka/fastpath/modules.ts";
import { ranges } from "../support/stub-broker.ts";

const writer = { consumes: false, transactions: false, sasl: false };
const consumer = { ...writer, consumes: true };
const everything = { consumes: true, transactions: true, sasl: true };

test("the table is that of kafkajs' source", () => {
  const modules = new KafkaJsModules(installedFolder());
  const keys: Record<string, number> = modules.load("protocol/requests/apiKeys.js");
  /** kafkajs calls one of them by its older name. */
  const names: Partial<Record<ApiName, string>> = { FindCoordinator: "GroupCoordinator" };
  for (const name of Object.keys(spoken) as ApiName[]) {
    const folder = name.charAt(0).toLowerCase() + name.slice(1);
    const { versions } = modules.load(`protocol/requests/${folder}/index.js`);
    assert.equal(spoken[name].key, keys[names[name] ?? name], name);
    assert.equal(spoken[name].max, Math.max(...versions.map(Number)), name);
  }
});

test("a role needs what it uses: writing, a group, transactions, a login", () => {
  assert.deepEqual(apisOf(writer), ["ApiVersions", "Metadata", "Produce", "InitProducerId"]);
  assert.deepEqual(apisOf(everything).sort(), Object.keys(spoken).sort());
  const apis = apisOf(consumer);
  assert.ok(apis.includes("JoinGroup") && !apis.includes("EndTxn") && !apis.includes("SaslHandshake"));
});

test("a broker that dropped the versions of kafkajs is named, with both sides, when the API is used", () => {
  assert.deepEqual(incompatible(ranges(), everything), []);
  assert.deepEqual(incompatible(ranges({ Produce: { min: 7, max: 20 } }), everything), [], "the last one is enough");
  const newer = ranges({ Produce: { min: 8, max: 20 }, EndTxn: { min: 2, max: 6 } });
  assert.deepEqual(incompatible(newer, writer), ["Produce from version 8 on (this application up to 7)"]);
  assert.equal(incompatible(newer, everything).length, 2);
  assert.deepEqual(incompatible(ranges({ InitProducerId: undefined }), writer), [
    "InitProducerId not at all (this application speaks versions up to 1)",
  ]);
});

test("exactly-once takes the version of OffsetFetch that tells stable offsets, which kafkajs does not speak", () => {
  const older = ranges({ OffsetFetch: { min: 0, max: 6 } });
  assert.deepEqual(incompatible(older, consumer), []);
  assert.deepEqual(incompatible(older, everything), ["OffsetFetch in versions 0 to 6 (exactly-once takes version 7)"]);
  assert.deepEqual(incompatible(ranges({ OffsetFetch: { min: 4, max: 7 } }), everything), []);
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
