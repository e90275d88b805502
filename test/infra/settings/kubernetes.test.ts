/** What Kubernetes and Strimzi want of settings is told at once, with the path and what to write instead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings, settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

type Raw = Record<string, any>;

/** path -> what is allowed, of stack kubernetes-production with changes. */
function problems(change: (raw: Raw) => void): Record<string, string> {
  const raw = structuredClone(readStackFile("kubernetes-production")) as Raw;
  change(raw);
  return Object.fromEntries(settingsProblems(raw).map(({ path, allowed }) => [path, allowed]));
}

test("the committed stacks are right, and defaults are filled in", () => {
  const settings = parseSettings(readStackFile("kubernetes-operator-present"));
  assert.ok(settings.cloud === "kubernetes");
  assert.deepEqual([settings.kubernetes.spread, settings.kubernetes.monitoring], ["required", ["monitoring"]]);
  assert.deepEqual(
    [settings.kafka.nodes, settings.kafka.cruiseControl, settings.kafka.controllers],
    [3, true, undefined],
  );
  assert.deepEqual(
    problems(() => undefined),
    {},
  );
});

test("names that Kubernetes has no object for", () => {
  const found = problems((raw) => {
    raw["kafka"].access.Reader_2 = { consume: [{ topic: "login-events", group: "r" }] };
    raw["kafka"].topics.dead_letter = { name: "other", partitions: 1 };
    raw["kubernetes"].namespace = "Team A";
  });
  assert.deepEqual(Object.keys(found).sort(), [
    "kafka.access.Reader_2",
    "kafka.topics.dead_letter",
    "kubernetes.namespace",
  ]);
  assert.match(found["kafka.topics.dead_letter"]!, /differs from deadLetter/);
});

test("an image that is not by digest, and none at all", () => {
  const latest = problems((raw) => {
    raw["kubernetes"].image = "registry.example.com/app:latest";
  });
  assert.match(latest["kubernetes.image"]!, /by digest/);
  const none = problems((raw) => {
    delete raw["kubernetes"].image;
  });
  assert.match(none["kubernetes.image"]!, /because there is a workload/);
});

test("a heap that leaves nothing, even controllers, copies beyond the brokers, a registry that nobody runs", () => {
  const found = problems((raw) => {
    raw["kafka"].brokers.heapMi = 8000;
    raw["kafka"].controllers.nodes = 2;
    raw["kafka"].nodes = 2;
    raw["kafka"].topics.events.replication = 3;
    raw["registry"] = {};
  });
  assert.deepEqual(Object.keys(found).sort(), [
    "kafka.brokers.heapMi",
    "kafka.controllers.nodes",
    "kafka.topics.events.replication",
    "registry.url",
  ]);
  assert.match(found["kafka.brokers.heapMi"]!, /at most 6144/);
});

test("a format of metadata that Kafka's version does not know", () => {
  const found = problems((raw) => {
    raw["kafka"].version = "4.2.1";
    raw["kafka"].metadataVersion = "4.3";
  });
  assert.match(found["kafka.metadataVersion"]!, /4\.2-IV1 or older, because kafka\.version is 4\.2\.1/);
  const held = problems((raw) => {
    raw["kafka"].metadataVersion = "4.2";
  });
  assert.deepEqual(held, {});
});

test("what Strimzi cannot do, and clouds and backends that do not go together", () => {
  const found = problems((raw) => {
    raw["kafka"].access.reader.auth = "iam";
  });
  assert.match(found["kafka.access.reader.auth"]!, /scram, mtls: backend strimzi cannot do auth\.iam/);
  const other = problems((raw) => {
    raw["kafka"].backend = "msk";
  });
  assert.ok("kafka.backend" in other);
});
