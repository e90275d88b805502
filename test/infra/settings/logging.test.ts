/** logging.elasticsearch: what is asked for fits, and every problem is one sentence that says what would. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

function problemsOf(elasticsearch: object, change: (raw: any) => void = () => {}): string[] {
  const raw: any = structuredClone(readStackFile("kubernetes-production"));
  raw.logging = { elasticsearch };
  change(raw);
  try {
    parseSettings(raw);
    return [];
  } catch (error) {
    return (error as { details: { problems: { path: string; allowed: string }[] } }).details.problems.map(
      ({ path, allowed }) => `${path}: ${allowed}`,
    );
  }
}

const fits = { mode: "operator", retentionDays: 30, perDayGi: 4, volume: { sizeGi: 200 } };

test("without a word lines stay where they are written, and with one they are kept by the stack's own Elasticsearch", () => {
  const raw: any = structuredClone(readStackFile("kubernetes-production"));
  delete raw.logging;
  assert.deepEqual((parseSettings(raw) as any).logging.elasticsearch, { mode: "off" });
  assert.deepEqual(problemsOf(fits), []);
});

test("a retention that does not fit the disk is refused, with the longest that does", () => {
  const [problem, ...more] = problemsOf({ ...fits, retentionDays: 90 });
  assert.deepEqual(more, []);
  // 3 nodes x 200 GiB x 85 percent are 510; a day on two copies is 8, and an index grows for 7 days.
  assert.match(
    problem!,
    /^logging\.elasticsearch\.retentionDays: at most 56, or a larger volume\.sizeGi or more nodes/,
  );
  assert.deepEqual(problemsOf({ ...fits, retentionDays: 56 }), []);
  assert.equal(problemsOf({ ...fits, retentionDays: 57 }).length, 1);
});

test("one node has one copy, and so room for more; what never fits says so", () => {
  assert.deepEqual(problemsOf({ ...fits, nodes: 1, retentionDays: 35 }), []);
  assert.match(problemsOf({ ...fits, perDayGi: 5_000 })[0]!, /nothing that fits/);
});

test("an Elasticsearch that is there is held against the room that it is said to have", () => {
  const password = { name: "admin" };
  const there = { mode: "existing", url: "https://logs.example.com:9200", username: "admin", password };
  assert.deepEqual(problemsOf({ ...there, retentionDays: 3_650 }), []);
  assert.match(problemsOf({ ...there, roomGi: 10, perDayGi: 1 })[0]!, /at most 4, or a larger roomGi/);
});

test("namespaces that are somebody else's, and a cluster of another stack, are told", () => {
  assert.match(problemsOf({ ...fits, agentsNamespace: "tributary" })[0]!, /another one than kubernetes\.namespace/);
  const operator = { mode: "install", namespace: "strimzi" };
  assert.match(problemsOf({ ...fits, operator })[0]!, /another one than kubernetes\.operator\.namespace/);
  const application: any = structuredClone(readStackFile("kubernetes-application"));
  application.logging = { elasticsearch: fits };
  assert.throws(() => parseSettings(application), /logging\.elasticsearch\.mode is "operator"; allowed: off/);
});

test("what prepares Elasticsearch is the application's image", () => {
  const problems = problemsOf(fits, (raw) => {
    delete raw.kubernetes.image;
    delete raw.workload;
    delete raw.scaling;
    raw.registry = { enabled: false };
  });
  assert.match(
    problems.find((problem) => problem.startsWith("kubernetes.image"))!,
    /logging\.elasticsearch is prepared/,
  );
});
