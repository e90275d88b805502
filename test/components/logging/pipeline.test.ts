/**
 * Lines to documents on a real engine: templates, pipeline and data streams put into OpenSearch 3.8.0, which has the processors, Painless and
 * data streams in common with Elasticsearch. What only Elasticsearch has is left out here, by name, and held against its own classes
 * (elasticsearch.test.ts).
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { streamOf } from "../../../components/logging/names.ts";
import { loggingRequests } from "../../../components/logging/templates/requests.ts";
import { Engine, noEngine } from "./engine.ts";
import { forms, personal, type Sample, samples, secretValues } from "./lines.ts";

const STACK = "aws-msk";

/** OpenSearch has no such thing: modes of an index, and a life cycle and a failure store of data streams. */
function withoutElastics(path: string, body: any): object {
  const copy = structuredClone(body);
  if (path.includes("settings")) delete copy.template.settings.index.mode;
  if (path.startsWith("_index_template")) copy.template = {};
  return copy;
}

describe("lines on a real engine", { skip: (await noEngine()) ?? false }, () => {
  const engine = new Engine(26_700);
  before(
    async () => {
      await engine.start();
      for (const { path, body } of loggingRequests({ retentionDays: 30, replicas: 0 })) {
        // Roles and users are of Elasticsearch's own security, and so is the life cycle.
        if (path.startsWith("_security") || path.endsWith("_lifecycle")) continue;
        const { status, body: said } = await engine.ask("PUT", path, withoutElastics(path, body));
        assert.equal(status, 200, `${path}: ${JSON.stringify(said)}`);
      }
    },
    { timeout: 300_000 },
  );
  after(() => engine.dispose());

  /** As Filebeat sends them: the line, and whose it is. */
  const documentOf = ({ by, line }: Pick<Sample, "by" | "line">) => ({
    "@timestamp": "2026-11-27T20:00:00.000Z",
    message: line,
    service: { name: by },
    tributary: { stack: STACK },
  });
  async function store(lines: readonly Pick<Sample, "by" | "line">[]): Promise<string[]> {
    const body = lines.flatMap((line) => [
      JSON.stringify({ create: { _index: streamOf(line.by, STACK) } }),
      JSON.stringify(documentOf(line)),
    ]);
    const answer = await engine.ask("POST", "_bulk?refresh=true", `${body.join("\n")}\n`);
    assert.equal(answer.status, 200);
    for (const { create } of answer.body.items) assert.equal(create.status, 201, JSON.stringify(create));
    return answer.body.items.map(({ create }: any) => `${create._index}/_doc/${create._id}`);
  }
  const stored = async (path: string): Promise<any> => (await engine.ask("GET", path)).body._source;

  test("each line has the fields of the schema, whoever wrote it", async () => {
    const all = [...samples, ...forms];
    const paths = await store(all);
    for (const [index, { line, has }] of all.entries()) {
      const source = await stored(paths[index]!);
      for (const [name, value] of Object.entries(has)) assert.deepEqual(at(source, name), value, `${name} of ${line}`);
      assert.equal(source["ecs"].version, "9.2.0");
      assert.equal(source["event"].kind, undefined, line);
      assert.equal(source["service"].name, all[index]!.by);
      assert.equal(source["tributary"].stack, STACK);
      assert.ok(!("line" in source) && !("line_time" in source));
    }
  });

  test("what points at a person, and what lets somebody in, is stored nowhere, in any form", async () => {
    const paths = await store(personal.map((line) => ({ by: "ingest", line })));
    for (const [index, path] of paths.entries()) {
      const text = JSON.stringify(await stored(path));
      for (const value of secretValues) assert.ok(!text.includes(value), `${value} of ${personal[index]}: ${text}`);
    }
    for (const value of secretValues) {
      const query = { query: { query_string: { query: JSON.stringify(value), fields: ["*"], lenient: true } } };
      const { body } = await engine.ask("POST", `${streamOf("ingest", STACK)}/_search`, query);
      assert.equal(body.hits.total.value, 0, value);
    }
  });

  test("a line that is no text, or that no processor can read, is kept, and marked without its words", async () => {
    const [path] = await store([{ by: "other", line: { user_id: "anna-4711" } as unknown as string }]);
    const source = await stored(path!);
    assert.ok(!JSON.stringify(source).includes("anna-4711"));
  });

  test("no client can leave the pipeline out", async () => {
    const line = { by: "ingest", line: personal[0]! };
    const { body } = await engine.ask("POST", `${streamOf("ingest", STACK)}/_doc?pipeline=_none`, documentOf(line));
    const source = await stored(`${body._index}/_doc/${body._id}`);
    assert.ok(!JSON.stringify(source).includes("anna-4711"));
  });

  test("every line of a stack is a data stream's, which takes new documents and no changes, and rolls over", async () => {
    const name = streamOf("kafka", STACK);
    assert.equal(name, "logs-tributary.kafka-aws_msk");
    const { body } = await engine.ask("GET", `_data_stream/${name}`);
    assert.equal(body.data_streams[0].template, "tributary-logs");
    const indexed = await engine.ask("PUT", `${name}/_doc/1`, { "@timestamp": "2026-11-27T20:00:00Z", message: "x" });
    assert.equal(indexed.status, 400, "only op_type create");
    const rolled = await engine.ask("POST", `${name}/_rollover`);
    assert.equal(rolled.body.rolled_over, true);
    const [path] = await store([{ by: "kafka", line: samples[0]!.line }]);
    assert.match(path!, /-000002\//);
  });

  test("one request is found from ingest to its dead letter by one search", async () => {
    const correlationId = "request-4711";
    await store([
      {
        by: "ingest",
        line: JSON.stringify({ level: "debug", time: "2026-11-27T10:00:00Z", correlationId, msg: "request answered" }),
      },
      {
        by: "processor",
        line: JSON.stringify({
          level: "warn",
          time: "2026-11-27T10:00:01Z",
          correlationId,
          topic: "login-events",
          partition: 3,
          offset: "42",
          deadLetterReason: "unknown_field",
          msg: "dead letter",
        }),
      },
    ]);
    const query = { query: { term: { "tributary.correlation_id": correlationId } }, sort: ["@timestamp"] };
    const { body } = await engine.ask("POST", "logs-tributary.*-*/_search", query);
    assert.deepEqual(
      body.hits.hits.map(({ _source }: any) => _source.service.name),
      ["ingest", "processor"],
    );
    const letters = { query: { range: { "tributary.offset": { gte: 42, lte: 42 } } } };
    const found = await engine.ask("POST", "logs-tributary.*-*/_search", letters);
    assert.equal(found.body.hits.hits[0]._source.tributary.dead_letter.reason, "unknown_field");
  });
});

function at(source: any, name: string): unknown {
  return name.split(".").reduce((inner, part) => inner?.[part], source);
}
