/** Steps of a preview as Pulumi's CLI 3.276.0 wrote them on 2026-11-28, a replaced random password among them; types and names are put in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TributaryError } from "../../../components/errors.ts";
import { Plan } from "../../../infra/automation/policies.ts";
import { Translator } from "../../../infra/automation/pulumi/translate.ts";
import type { EventBody } from "../../../infra/engine/steps.ts";
import { judgeSteps } from "../../../infra/policy/judge.ts";
import { plannedSteps, plannedStepsIn } from "../../../infra/policy/preview-file.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

const STACK = "aws-msk-development";
const settings = parseSettings(readStackFile(STACK));
const urn = (type: string, name: string) =>
  `urn:pulumi:${STACK}::tributary::tributary:kafka:MskCluster$${type}::${name}`;
const cluster = urn("aws:msk/cluster:Cluster", "kafka-cluster");
const role = urn("aws:iam/role:Role", "kafka-role");

/** Both events of a step. */
const events = (op: string, of: string, keys: string[] | null = null) =>
  ["resourcePreEvent", "resOutputsEvent"].map((kind) => ({
    [kind]: { metadata: { op, urn: of, type: "", old: null, new: null, keys, diffs: keys } },
  }));
const replacement = (of: string) => [
  ...events("create-replacement", of, ["kafkaVersion"]),
  ...events("replace", of, ["kafkaVersion"]),
  ...events("delete-replaced", of),
];

function planOf(...all: Record<string, unknown>[]) {
  const plan = new Plan();
  const passed: EventBody[] = [];
  const translator = new Translator(plan.gather((event) => passed.push(event)));
  for (const event of all) translator.event(event as Record<string, any>);
  return { plan, passed, translator };
}

test("a preview that would replace brokers is refused with resource and property; its events went on", () => {
  const { plan, passed } = planOf(...events("same", role), ...replacement(cluster));
  assert.ok(passed.some((event) => event.type === "step-finished" && event.step === "replace"));
  assert.throws(
    () => plan.require(settings, STACK, () => undefined),
    (thrown) => {
      assert.ok(thrown instanceof TributaryError);
      assert.equal(thrown.code, "TRB_POLICY_BROKEN");
      assert.match(
        thrown.message,
        /kept-data: kafka-cluster: kafkaVersion is kafkaVersion that makes another resource/,
      );
      return true;
    },
  );
});

test("what holds no data may be replaced, and what stays is not told", () => {
  const said: EventBody[] = [];
  const { plan } = planOf(...replacement(role), ...events("update", cluster, ["tags"]));
  plan.require(settings, STACK, (event) => said.push(event));
  assert.deepEqual(said, []);
});

test("an exception lets a step through, and each run tells that", () => {
  const raw = readStackFile(STACK) as any;
  const exception = {
    rule: "kept-data",
    resource: "kafka-cluster",
    reason: "it holds nothing yet",
    until: "2999-12-31",
  };
  raw.policy = { exceptions: [exception] };
  const said: EventBody[] = [];
  const { plan } = planOf(...replacement(cluster));
  plan.require(parseSettings(raw), STACK, (event) => said.push(event));
  assert.deepEqual(
    said.map((event) => event.type === "message" && [event.severity, event.text]),
    [["info", "kept-data: kafka-cluster is excepted until 2999-12-31: it holds nothing yet"]],
  );
});

test("`pulumi preview --json` has the same steps", () => {
  const step = (op: string, of: string, reasons?: string[]) => ({
    op,
    urn: of,
    ...(reasons ? { replaceReasons: reasons, diffReasons: [...reasons, "tags"] } : {}),
  });
  const text = JSON.stringify({ steps: [step("same", role), step("replace", cluster, ["kafkaVersion"])] });
  assert.deepEqual(
    plannedSteps(text, "preview.json").map(({ type, name, step: kind, changed }) => [type, name, kind, changed]),
    [
      ["aws:iam/role:Role", "kafka-role", "same", []],
      ["aws:msk/cluster:Cluster", "kafka-cluster", "replace", ["kafkaVersion"]],
    ],
  );
  for (const no of ["", "[]", '{"steps":3}'])
    assert.throws(() => plannedSteps(no, "preview.json"), /preview.json is no preview of Pulumi's/);
});

const policyEvent = (enforcementLevel: string, policyName: string) => ({
  policyEvent: {
    resourceUrn: cluster,
    message: "What must hold.\nprotect is false; allowed: true in production. Pass it on.\n",
    color: "never",
    policyName,
    policyPackName: "tributary",
    enforcementLevel,
  },
});

test("what the policy pack says in the engine is told in the run's own words, and refused as policies are", () => {
  const { passed, translator } = planOf(
    policyEvent("mandatory", "protected-data"),
    policyEvent("mandatory", "tags"),
    policyEvent("advisory", "versions-ending-soon"),
    { policyRemediationEvent: { resourceUrn: cluster, policyName: "tags" } },
  );
  const failure = translator.failure("nothing else");
  assert.equal(failure.code, "TRB_POLICY_BROKEN");
  assert.match(
    failure.message,
    /broken in 2 places:\n {2}protected-data: kafka-cluster: protect is false.*\n {2}tags: /,
  );
  assert.deepEqual(
    passed.map((event) => event.type === "message" && event.text),
    [
      "versions-ending-soon: kafka-cluster: protect is false; allowed: true in production. Pass it on.",
      "tags: kafka-cluster was mended by the policy.",
    ],
  );
});

test("a topic is let go by the allow of its own key alone, also where one key ends like another", () => {
  const raw = readStackFile(STACK) as any;
  raw.kafka.topics["a"] = { partitions: 3, allow: ["replace"] };
  raw.kafka.topics["b-topic-a"] = { partitions: 3 };
  const replaced = (key: string) => {
    const { plan } = planOf(...replacement(urn("aws:msk/topic:Topic", `kafka-topic-${key}`)));
    return () => plan.require(parseSettings(raw), STACK, () => undefined);
  };
  assert.doesNotThrow(replaced("a"));
  assert.throws(replaced("b-topic-a"), /kept-data: kafka-topic-b-topic-a/);
});

test("what deletes a topic also lets another name take its place, and no fewer partitions", () => {
  const raw = readStackFile(STACK) as any;
  raw.kafka.topics["a"] = { partitions: 3, allow: ["delete"] };
  const replaced = (property: string) => {
    const topic = urn("aws:msk/topic:Topic", "kafka-topic-a");
    const step = { op: "replace", urn: topic, replaceReasons: [property] };
    const steps = plannedSteps(JSON.stringify({ steps: [step] }), "preview.json");
    return judgeSteps(steps, { settings: parseSettings(raw), stack: STACK, today: new Date() }).broken;
  };
  assert.deepEqual(replaced("name"), []);
  assert.match(replaced("partitionCount")[0]!.allowed, /unless the topic's allow holds replace/);
});

test("in production a topic that has left the settings goes where the former up let it go, and nowhere else", () => {
  const production = parseSettings(readStackFile("aws-msk-production"));
  const topic = urn("aws:msk/topic:Topic", "kafka-topic-gone");
  const tried = (of: string, old: object | null) => {
    const text = JSON.stringify({ steps: [{ op: "delete", urn: of, oldState: old }] });
    const gathered = new Plan();
    const translator = new Translator(gathered.gather());
    for (const kind of ["resourcePreEvent", "resOutputsEvent"])
      translator.event({
        [kind]: { metadata: { op: "delete", urn: of, type: "", old, new: null, keys: null, diffs: null } },
      });
    const context = { settings: production, stack: "aws-msk-production", today: new Date() };
    const byFile = judgeSteps(plannedSteps(text, "preview.json"), context).broken.length;
    if (byFile === 0) gathered.require(production, "aws-msk-production", () => undefined);
    else assert.throws(() => gathered.require(production, "aws-msk-production", () => undefined), /kept-data/);
    return byFile;
  };
  assert.equal(tried(topic, { id: "1" }), 0);
  for (const old of [null, { protect: true }, { retainOnDelete: true }]) assert.equal(tried(topic, old), 1);
  assert.equal(tried(cluster, { id: "1" }), 1, "brokers are let go by no setting");
});

test("a file of a preview that is not there is one sentence", () => {
  assert.throws(() => plannedStepsIn("/nowhere/preview.json"), {
    code: "TRB_USAGE",
    message: /^\/nowhere\/preview\.json cannot be read/,
  });
});
