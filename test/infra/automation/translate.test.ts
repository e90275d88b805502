/** Pulumi's engine events, as its CLI 3.26x wrote them, become the run's own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Translator } from "../../../infra/automation/pulumi/translate.ts";
import type { EventBody } from "../../../infra/engine/steps.ts";

const urn = (type: string, name: string) => `urn:pulumi:local::tributary::${type}::${name}`;
const topic = urn("tributary:kafka:LocalCluster$tributary:kafka:Topic", "kafka-topic-events");
const stack = urn("pulumi:pulumi:Stack", "tributary-local");
const metadata = (op: string, of: string, more = {}) => ({
  metadata: { op, urn: of, type: "", old: null, new: null, detailedDiff: null, ...more },
});

function translate(...events: Record<string, unknown>[]) {
  const seen: EventBody[] = [];
  const translator = new Translator((event) => seen.push(event));
  for (const event of events) translator.event(event as Record<string, any>);
  return { seen, translator };
}

test("a step is told once with what changed, parts of a replacement and Pulumi's own providers are not", () => {
  const { seen, translator } = translate(
    { resourcePreEvent: metadata("update", topic) },
    { resOutputsEvent: metadata("update", topic, { diffs: ["partitions", "config"] }) },
    { resOutputsEvent: metadata("update", topic) },
    { resourcePreEvent: metadata("create-replacement", topic) },
    { resOutputsEvent: metadata("create-replacement", topic) },
    { resourcePreEvent: metadata("create", urn("pulumi:providers:tributary", "default")) },
    { resOutputsEvent: metadata("create", urn("pulumi:providers:tributary", "default")) },
    { summaryEvent: { resourceChanges: { update: 1, same: 3, "create-replacement": 1 } } },
  );
  assert.deepEqual(
    seen.map((event) => [event.type, "step" in event ? event.step : "", "changed" in event ? event.changed : []]),
    [
      ["step-started", "update", []],
      ["step-finished", "update", ["config", "partitions"]],
    ],
  );
  assert.deepEqual(translator.changes, { update: 1, same: 3 });
});

test("outputs come from the stack's resource, secrets masked", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
  const { translator } = translate({
    resOutputsEvent: metadata("same", stack, { new: { outputs: { a: 1, s: secret } } }),
  });
  assert.deepEqual(translator.outputs, { a: 1, s: "[secret]" });
});

test("a failed step has the provider's sentence and code, which went through Pulumi as text", () => {
  const { seen, translator } = translate(
    { resourcePreEvent: metadata("update", topic) },
    {
      diagnosticEvent: {
        urn: topic,
        severity: "error",
        message:
          "<{%reset%}>update failed: Topic login-events has 12 partitions and the settings ask for 6. [TRB_DATA_PROTECTED]<{%reset%}>\n",
      },
    },
    { resOpFailedEvent: metadata("update", topic) },
    { diagnosticEvent: { urn: stack, severity: "error", message: "update failed" } },
  );
  const failed = seen.find(({ type }) => type === "step-failed");
  assert.ok(failed?.type === "step-failed");
  assert.equal(failed.error.code, "TRB_DATA_PROTECTED");
  const error = translator.failure("");
  assert.equal(error.exitCode, 5);
  assert.equal(error.message, "Topic login-events has 12 partitions and the settings ask for 6.");
});

test("a protected resource is refused with the words of the embedded engine", () => {
  const text = `resource ${JSON.stringify(topic)} cannot be deleted\nbecause it is protected. To unprotect the resource, either`;
  const { translator } = translate(
    { resourcePreEvent: metadata("delete", topic) },
    { diagnosticEvent: { urn: topic, severity: "error", message: text } },
    { resOpFailedEvent: metadata("delete", topic) },
  );
  const error = translator.failure("");
  assert.deepEqual(
    [error.code, error.message],
    ["TRB_DATA_PROTECTED", "kafka-topic-events (tributary:kafka:Topic) is protected and is not deleted."],
  );
});

test("an error of the program is told without its stack, and what is ephemeral or for debugging is not told at all", () => {
  const message =
    "Running program '/x' failed with an unhandled exception:\nError: kafka.nodes is wrong\n    at somewhere";
  const { seen, translator } = translate(
    { diagnosticEvent: { severity: "debug", message: "noise" } },
    { diagnosticEvent: { severity: "info", message: "Creating", ephemeral: true } },
    { diagnosticEvent: { severity: "warning", message: "look out\n" } },
    { diagnosticEvent: { severity: "error", message } },
  );
  assert.deepEqual(seen, [{ type: "message", severity: "warning", text: "look out" }]);
  assert.deepEqual(
    [translator.failure("").code, translator.failure("").message],
    ["TRB_RUN_FAILED", "Error: kafka.nodes is wrong"],
  );
  const list = "The settings have 2 problems:\n  cloud is moon\n  kafka is 1";
  const told = translate({ diagnosticEvent: { severity: "error", message: `${list}\n    at somewhere\n  more` } });
  assert.equal(told.translator.failure("").message, list);
  assert.equal(new Translator(() => undefined).failure("nothing was said").message, "nothing was said");
});

test("of errors that a provider counts, all lines are told, and not their number", () => {
  const message = '1 error occurred:\n\t* the server could not take it:\n conflict with "night-shift"\n\n';
  const { translator } = translate(
    { diagnosticEvent: { urn: topic, severity: "error", message } },
    { resOpFailedEvent: metadata("update", topic) },
  );
  assert.equal(translator.failure("").message, 'the server could not take it: conflict with "night-shift"');
});

test("what a provider says when it is asked before an up is told without the count, too", () => {
  const message = 'Preview failed: 1 error occurred:\n\t* the server would refuse:\n conflict with "night-shift"\n\n';
  const { translator } = translate({ diagnosticEvent: { urn: topic, severity: "error", message } });
  assert.equal(translator.failure("").message, 'the server would refuse: conflict with "night-shift"');
});

test("a stack that another run holds is busy, whichever backend says so", () => {
  for (const words of [
    "error: [409] Conflict: Another update is currently in progress.",
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
  ])
    assert.equal(new Translator(() => undefined).failure(words).code, "TRB_STACK_BUSY");
});
