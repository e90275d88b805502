/** Parts are put in only where kafkajs is as expected and the setting allows it. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  type FastpathSetting,
  fastpathNames,
  fastpathSetting,
  installFastpath,
} from "../../../src/kafka/fastpath/index.ts";
import { difference } from "../../../src/kafka/fastpath/install.ts";
import { KafkaJsModules } from "../../../src/kafka/fastpath/modules.ts";
import { pins } from "../../../src/kafka/fastpath/pins.ts";
import { copyOfKafkaJs } from "./support/kafkajs.ts";

function install(folder: string, enabled?: FastpathSetting) {
  const warnings: { fields: any; message: string }[] = [];
  const report = installFastpath({
    folder,
    enabled,
    log: { warn: (fields, message) => warnings.push({ fields, message }) },
  });
  return { report, warnings, modules: new KafkaJsModules(folder) };
}

test("all parts go into the kafkajs that is installed, and it says which it is", () => {
  const folder = copyOfKafkaJs();
  const { report, warnings } = install(folder);
  assert.deepEqual(report.installed, fastpathNames);
  assert.deepEqual([report.kept, report.crc32c, report.missingCodecs, warnings], [[], "native", [], []]);
  assert.equal(report, install(folder, false).report, "only the first call counts");
});

test("a part whose file differs stays kafkajs' own, with a warning; the others go in", () => {
  const folder = copyOfKafkaJs();
  appendFileSync(join(folder, "src/producer/sendMessages.js"), "\n// changed\n");
  appendFileSync(join(folder, "src/consumer/filterAbortedMessages.js"), " ");
  const { report, warnings } = install(folder);
  assert.deepEqual(
    report.kept.map(({ name }) => name),
    ["send", "decode"],
  );
  assert.match(report.kept[0]!.reason, /sendMessages\.js is not that of version 2\.2\.4 \(sha256 [0-9a-f]{64}\)/);
  assert.match(report.kept[1]!.reason, /filterAbortedMessages\.js is not that of/);
  assert.deepEqual(
    warnings.map(({ fields }) => fields.part),
    ["send", "decode"],
  );
  assert.equal(report.installed.length, fastpathNames.length - 2);
});

test("each file of each part is checked, also whether it is there", () => {
  const folder = copyOfKafkaJs();
  const modules = new KafkaJsModules(folder);
  for (const name of fastpathNames) {
    assert.equal(difference(modules, name), undefined);
    for (const file of Object.keys(pins[name])) {
      const path = join(folder, "src", file);
      const content = readFileSync(path);
      appendFileSync(path, "\n");
      assert.match(difference(modules, name) ?? "", new RegExp(`${file} is not that of version 2.2.4`));
      rmSync(path);
      assert.equal(difference(modules, name), `kafkajs has no file ${file}`);
      writeFileSync(path, content);
    }
  }
});

for (const name of fastpathNames) {
  test(`${name} alone leaves a kafkajs that works`, () => {
    const { report } = install(copyOfKafkaJs(), [name]);
    assert.deepEqual(report.installed, [name]);
    const client = new report.kafkajs.Kafka({ brokers: ["localhost:1"], logLevel: report.kafkajs.logLevel.NOTHING });
    assert.ok(client.producer() && client.consumer({ groupId: "g" }) && client.admin());
  });
}

test("switched off, kafkajs is as it was, with a warning", () => {
  const { report, warnings, modules } = install(copyOfKafkaJs(), fastpathSetting("off"));
  assert.deepEqual(report.installed, []);
  assert.equal(warnings.length, fastpathNames.length);
  assert.equal(modules.load("network/requestQueue/index.js").name, "RequestQueue");
  assert.ok(modules.load("network/requestQueue/index.js").toString().includes("CHECK_PENDING_REQUESTS_INTERVAL"));
});

test("a kafkajs that was loaded before is loaded once more, with the parts", () => {
  const folder = copyOfKafkaJs();
  const before = new KafkaJsModules(folder).main();
  const { report, modules } = install(folder);
  assert.notEqual(report.kafkajs, before);
  assert.equal(report.kafkajs, modules.main());
});

test("the setting is read, and what is not understood is refused", () => {
  assert.equal(fastpathSetting(undefined), true);
  assert.equal(fastpathSetting(" on "), true);
  assert.equal(fastpathSetting("off"), false);
  assert.deepEqual(fastpathSetting("decode, crc32c"), ["crc32c", "decode"]);
  assert.deepEqual(
    fastpathSetting("-decode,-send"),
    fastpathNames.filter((name) => name !== "decode" && name !== "send"),
  );
  assert.throws(() => fastpathSetting("decoding"), /KAFKA_FASTPATH holds "decoding"; allowed are on, off, or/);
  assert.throws(() => fastpathSetting("decode,-send"), /KAFKA_FASTPATH holds "-send"/);
});
