/**
 * What Elasticsearch 9.5.3 makes of templates, life cycles, roles and patterns, by its own classes: its server's modules of ingest and data
 * streams are not published, so that no node of it runs here (pipeline.test.ts has one of OpenSearch).
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import { linePatterns, partitionPatterns } from "../../../components/logging/ecs/lines.ts";
import { roleNames, roles } from "../../../components/logging/templates/roles.ts";
import { lifecycle, rolloverDays, templates } from "../../../components/logging/templates/templates.ts";
import { compiled, JAVA, noEngine } from "./engine.ts";
import { forms, samples } from "./lines.ts";

const STREAM = "logs-tributary.kafka-aws_msk";
const keep = { retentionDays: 30, replicas: 1 };

describe("Elasticsearch's own classes", { skip: (await noEngine()) ?? false }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-elastic-"));
  let run: (questions: object[]) => any[];
  before(
    async () => {
      const java = await findJava(JAVA);
      const { classpath } = await ensureArtifacts("elasticsearch-9.5.3");
      const classes = compiled(java, classpath, folder, "Elastic");
      run = (questions) => {
        const file = join(folder, "questions");
        writeFileSync(file, questions.map((question) => JSON.stringify(question)).join("\n"));
        const flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"];
        const env = { CLASSPATH: [classes, ...classpath].join(delimiter) };
        const said = execFileSync(java.command, [...flags, "Elastic", file], { encoding: "utf8", stdio: "pipe", env });
        const lines = said.split("\n").filter((line) => line.startsWith("{"));
        assert.equal(lines.length, questions.length);
        return lines.map((line) => JSON.parse(line));
      };
    },
    { timeout: 600_000 },
  );
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("templates are read: retention, no failure store, every setting known", () => {
    const { component, index } = templates(keep);
    const [template, mappings, settings] = run([
      { kind: "index", body: Object.values(index)[0] },
      ...Object.values(component).map((body) => ({ kind: "component", body })),
    ]);
    assert.deepEqual(template, {
      retention: "30d",
      failureStore: false,
      dataStream: true,
      patterns: ["logs-tributary.*-*"],
    });
    assert.deepEqual(mappings, { settings: 0 });
    assert.equal(settings.settings, 6);
  });

  test("a key, a setting and a duration that there are not are refused, so that the test above can fail", () => {
    const { component, index } = templates(keep);
    const change = (body: object, how: (of: any) => void) => {
      const copy: any = structuredClone(body);
      how(copy);
      return copy;
    };
    const template = Object.values(index)[0]!;
    const settings = Object.values(component)[1]!;
    const answers = run([
      { kind: "index", body: change(template, (of) => (of.template.life_cycle = {})) },
      { kind: "index", body: change(template, (of) => (of.template.lifecycle.data_retention = "30 days")) },
      { kind: "component", body: change(settings, (of) => (of.template.settings.index.last_pipeline = "x")) },
      { kind: "component", body: change(settings, (of) => (of.template.settings.index.mode = "logs")) },
    ]);
    for (const [number, { refused }] of answers.entries()) assert.ok(refused, String(number));
  });

  test("an index grows for as long as rolloverDays says, by which a retention is held against the disk", () => {
    const days = [1, 2, 14, 15, 90, 91, 400];
    const answers = run(days.map((retentionDays) => ({ kind: "lifecycle", body: lifecycle({ retentionDays }) })));
    assert.deepEqual(
      answers.map(({ rolloverHours }) => rolloverHours),
      days.map((of) => Math.round(rolloverDays(of) * 24)),
    );
  });

  const actions = [
    "indices:data/write/bulk",
    "indices:data/write/index:op_type/create",
    "indices:admin/auto_create",
    "indices:data/write/index:op_type/index",
    "indices:data/write/update",
    "indices:data/write/delete",
    "indices:data/read/search",
    "indices:admin/delete",
    "indices:admin/data_stream/delete",
    "indices:admin/data_stream/lifecycle/put",
  ];

  test("who writes adds lines and does nothing else; who reads reads; neither sees data streams of others", () => {
    const asked = (of: keyof typeof roles, index: string) => ({ kind: "role", body: roles[of], index, actions });
    const [writes, reads, ...strangers] = run([
      asked(roleNames.writer, STREAM),
      asked(roleNames.reader, STREAM),
      asked(roleNames.writer, "logs-other-default"),
      asked(roleNames.reader, "logs-other-default"),
    ]);
    assert.deepEqual(writes.allowed, actions.slice(0, 3));
    assert.deepEqual(reads.allowed, ["indices:data/read/search"]);
    for (const { allowed } of strangers) assert.deepEqual(allowed, []);
    const [unknown] = run([
      { kind: "role", body: { cluster: ["monitors"], indices: [], applications: [] }, index: STREAM, actions },
    ]);
    assert.ok(unknown.refused);
  });

  test("each pattern is one of its own grok, and takes the lines apart as OpenSearch's does", () => {
    const all = [...samples, ...forms].filter(({ line }) => !line.startsWith("{"));
    const answers = run(all.flatMap(({ line }) => linePatterns.map((pattern) => ({ kind: "grok", pattern, line }))));
    for (const [index, { line, has }] of all.entries()) {
      const own = answers.slice(index * linePatterns.length, (index + 1) * linePatterns.length);
      for (const { refused } of own) assert.equal(refused, undefined);
      const found = own.find((answer) => Object.keys(answer).length > 0);
      assert.equal(found?.["line.logger"], has["log.logger"] ?? found?.["line.logger"], line);
      if (has["log.level"]) assert.equal(String(found["line.level"]).toLowerCase(), has["log.level"], line);
    }
    const line = samples.find(({ has }) => "tributary.topic" in has && has["tributary.partition"])!.line;
    const [partition] = run(partitionPatterns.map((pattern) => ({ kind: "grok", pattern, line })));
    assert.equal(partition["tributary.topic"], "__cluster_metadata");
  });
});
