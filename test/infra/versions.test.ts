/** The table of versions: each row says where it is from, and ends are told from the day after. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsWarnings } from "../../infra/settings/warnings.ts";
import { parseSettings } from "../../infra/settings.ts";
import { readStackFile } from "../../infra/stack-file.ts";
import * as versions from "../../infra/versions.ts";
import { endedSentence, kafkaLines, kubernetesLines, lineFor, lineOf, strimzi } from "../../infra/versions.ts";

const date = /^(unknown|\d{4}-\d{2}-\d{2})$/;

test("every line has dates or says that they are unknown, and a source", () => {
  const tables = Object.values(versions).filter(
    (one): one is versions.Lines => typeof one === "object" && "lines" in one,
  );
  assert.ok(tables.length >= 8);
  for (const { lines, source, checked } of tables) {
    assert.ok(source.length > 0 && date.test(checked));
    for (const { line, released, end } of lines) assert.ok(date.test(released) && date.test(end), line);
  }
});

test("what a stack can ask for is in the table", () => {
  for (const { version } of strimzi.kafka) assert.ok(kafkaLines.lines.some(({ line }) => line === lineOf(version)));
});

test("an end is told from the day after; one that is unknown is none", () => {
  const on = (day: string) => endedSentence(kubernetesLines, "1.34.4", new Date(day));
  assert.equal(on("2026-10-27"), undefined);
  assert.match(
    on("2026-10-28")!,
    /^Kubernetes 1\.34\.4: the line 1\.34 .* since 2026-10-27 .*without an end so far: 1\.36, 1\.35\.$/,
  );
  assert.equal(endedSentence(kafkaLines, "4.2.1", new Date("2036-01-01")), undefined);
  assert.equal(endedSentence(kafkaLines, "9.9.9", new Date("2036-01-01")), undefined);
});

test("a version has the line of its minor or major version; what is older than all has the oldest", () => {
  const of = (lines: versions.Lines, version: string) => lineFor(lines, version)?.line;
  assert.deepEqual(
    [of(kafkaLines, "4.2.1"), of(kafkaLines, "2.8.0"), of(kafkaLines, "9.0.0")],
    ["4.2", "3.3", undefined],
  );
  assert.deepEqual([of(versions.nodeLines, "24.19.0"), of(versions.mskLines, "3.7.x.kraft")], ["24", "3.7"]);
});

test("what this release brings is in the tables of ends", () => {
  for (const [lines, { version }] of [
    [versions.nodeLines, versions.containers.node],
    [versions.elasticLines, versions.elasticStack],
    [versions.kedaLines, versions.keda],
    [versions.karpenterLines, versions.karpenter],
  ] as const)
    assert.equal(lineFor(lines, version)?.end === undefined, false, version);
});

test("no stack file asks for what has ended", () => {
  for (const stack of ["local", "local-zookeeper", "kubernetes-production"])
    assert.deepEqual(settingsWarnings(parseSettings(readStackFile(stack)), new Date("2026-11-27")), []);
});
