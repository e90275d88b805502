/** What a smoke test is made of, without Kafka: its records, the answer of ingest, counters, steps and their time. */
import assert from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, test } from "node:test";
import { Codec } from "../../../src/codec/codec.ts";
import { checkValue } from "../../../src/record/validate.ts";
import { smokeConfigSchema } from "../../../src/roles/smoke/config.ts";
import { growth, readPages, sampled, silent } from "../../../src/roles/smoke/counters.ts";
import { brokenRecord, goodEvent, newCorrelationId } from "../../../src/roles/smoke/events.ts";
import { sendEvent } from "../../../src/roles/smoke/ingest.ts";
import { failureOf, failureText, stepNames } from "../../../src/roles/smoke/report.ts";
import { StepFailure, Trial } from "../../../src/roles/smoke/trial.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(
  answer: (response: ServerResponse, headers: NodeJS.Dict<string | string[]>) => void,
): Promise<string> {
  const server = createServer((request, response) => answer(response, request.headers));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("the event is one that ingest takes, the other record is broken in every format, and both tell whose they are", () => {
  assert.deepEqual(checkValue(goodEvent()).rejection, undefined);
  assert.equal(goodEvent().user_id, "tributary-smoke");
  for (const formats of [["json", "json-schema", "avro"], ["avro"], ["json"]] as const) {
    const { value, headers } = brokenRecord(newCorrelationId());
    const { rejection } = new Codec({ formats }).decode(value);
    assert.ok(rejection, formats.join());
    assert.match(String(headers?.["correlation-id"]), /^smoke-[0-9a-f-]{36}$/);
  }
});

test("counters grow over all pages: of every address and label, and also of a process that began anew", async () => {
  const text = (count: number, invalid: number) =>
    `# HELP t_total\n# TYPE t_total counter\nt_total ${count}\nt_total_more 99\nd_total{reason="invalid_json",x="1"} ${invalid}\nd_total{reason="empty"} 7\n`;
  assert.equal(sampled(text(3, 2), "t_total"), 3);
  assert.equal(sampled(text(3, 2), "d_total", 'reason="invalid_json"'), 2);
  assert.equal(sampled(text(3, 2), "d_total"), 9);
  assert.equal(sampled(undefined, "t_total"), 0);
  const before = new Map([
    ["a", text(10, 0)],
    ["b", text(10, 0)],
    ["gone", text(50, 0)],
  ]);
  const after = new Map([
    ["a", text(12, 0)],
    ["b", text(1, 0)],
    ["new", text(4, 1)],
    ["dumb", undefined],
  ]);
  assert.equal(growth(before, after, "t_total"), 2 + 1 + 4);
  assert.equal(growth(before, after, "d_total", 'reason="invalid_json"'), 1);
  const url = await serve((response) => response.end(text(1, 1)));
  const pages = await readPages([`${url}/metrics`, "http://127.0.0.1:9/metrics", "http://nobody.invalid/metrics"]);
  assert.equal(sampled(pages.get(`${url}/metrics`), "t_total"), 1);
  assert.deepEqual(silent(pages).sort(), ["http://127.0.0.1:9/metrics", "http://nobody.invalid/metrics"]);
});

test("ingest: its answer tells the partition; a refusal is final and says why, what passes is tried again by the same key", async () => {
  process.env["SMOKE_TOKEN"] = "sesame";
  const token = { active: { store: "env" as const, name: "SMOKE_TOKEN" } };
  const keys: unknown[] = [];
  const answers = [
    { status: 503, body: { error: "The buffer is full." } },
    { status: 200, body: { accepted: 1, rejected: 0, results: [{ line: 1, status: "accepted", partition: 4 }] } },
    { status: 401, body: { error: "A valid bearer token is required." } },
    { status: 200, body: {} },
  ];
  const url = await serve((response, headers) => {
    keys.push([headers["authorization"], headers["idempotency-key"], headers["x-correlation-id"]]);
    const { status, body } = answers.shift()!;
    response.writeHead(status).end(JSON.stringify(body));
  });
  const { signal } = new AbortController();
  const event = goodEvent();
  const send = () => sendEvent({ url, token }, event, "smoke-1", signal);
  await assert.rejects(
    send(),
    (error) => !(error instanceof StepFailure) && /503: The buffer is full/.test(String(error)),
  );
  assert.equal(await send(), 4);
  await assert.rejects(
    send(),
    (error) => error instanceof StepFailure && /secrets.ingestToken/.test(String(error.look)),
  );
  await assert.rejects(send(), StepFailure);
  assert.deepEqual(keys[0], ["Bearer sesame", "smoke-1", "smoke-1"]);
  assert.deepEqual(keys[1], keys[0]);
  const nobody = sendEvent({ url: "http://127.0.0.1:9", token }, event, "smoke-1", signal);
  await assert.rejects(nobody, /127.0.0.1:9\/v1\/events does not answer \(/);
});

test("steps: tried until they succeed, given up at once when that cannot help, and otherwise when the time is up", async () => {
  const trial = new Trial("smoke-1", 1);
  let tries = 0;
  const second = async () => {
    tries += 1;
    if (tries < 2) throw new Error("not yet");
    return tries;
  };
  assert.equal(await trial.step("processed", "never", "nowhere", () => new Promise(() => undefined)), undefined);
  const late = await trial.step("dead-lettered", "it did not come", "there", async () => {
    throw new Error("still not");
  });
  assert.equal(late, undefined);
  const other = new Trial("smoke-2", 5);
  assert.equal(await other.step("ingest", "never", "nowhere", second), 2);
  await other.step("kafka", "never", "there", async () => {
    throw new StepFailure("no right to it");
  });
  const { steps, smoke } = other.report();
  assert.deepEqual(
    [smoke, steps.map(({ step, ok }) => [step, ok])],
    [
      "failed",
      [
        ["kafka", false],
        ["ingest", true],
      ],
    ],
  );
  assert.equal(
    failureText(failureOf(other.report())!),
    "The smoke test failed at kafka: no right to it. Look at there.",
  );
  assert.deepEqual(
    trial.report().steps.map(({ problem, look }) => [problem, look]),
    [
      ["never within 1 s.", "nowhere"],
      ["it did not come within 1 s: still not.", "there"],
    ],
  );
});

test("the line of a report fits into what Kubernetes keeps of a container's last words, whatever went wrong", async () => {
  const trial = new Trial(newCorrelationId(), 5);
  for (const step of stepNames)
    await trial.step(step, "never", "l".repeat(200), async () => {
      throw new StepFailure("x".repeat(10_000));
    });
  assert.ok(Buffer.byteLength(JSON.stringify(trial.report())) < 4_096);
});

test("a configuration has all that the test needs", () => {
  const pages = ["http://127.0.0.1:19400/metrics"];
  const config = {
    version: 1,
    connection: {
      version: 1,
      bootstrapServers: ["127.0.0.1:19092"],
      protocol: "PLAINTEXT",
      auth: { mechanism: "none" },
      limits: { maxMessageBytes: 1_000_000, compression: [] },
      principal: "smoke",
      groupPrefix: "",
    },
    ingest: { url: "http://127.0.0.1:18080", token: { active: { store: "file", name: "token" } } },
    topics: { input: "a", output: "b", deadLetter: "c" },
    metrics: { ingest: pages, processor: pages },
  };
  assert.equal(smokeConfigSchema.parse(config).deadlineSeconds, 30);
  const none = { ...config, metrics: { ingest: pages, processor: [] } };
  assert.equal(smokeConfigSchema.safeParse(none).success, false);
});
