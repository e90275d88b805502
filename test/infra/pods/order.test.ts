/** What waits for what on Kubernetes, so that a first `up` ends although Kafka takes its time, and what is kept. Wiring only. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsProblems } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { manifestOf } from "../../kubernetes/support/manifests.ts";
import { recordStack } from "../../support/recording.ts";

const STACK = "kubernetes-production";
const nameOf = (urn: string): string => urn.split("::").at(-1)!;

test("a Service is made after its pods, and what leads to it after the Service: Pulumi waits ten minutes for endpoints, and half an hour for Kafka", async () => {
  const recording = await recordStack(STACK);
  const needs = (name: string): string[] => recording.named(name).dependencies.map(nameOf);
  assert.ok(needs("app-service").includes("app-ingest"));
  assert.ok(needs("app-ingress").includes("app-service"));
  assert.ok(needs("registry-service").includes("registry-set"));
  // Without endpoints there is nothing to wait for: pods of the registry find one another before they are ready.
  assert.ok(needs("registry-set").includes("registry-peers"));
});

test("definitions are taken over from whoever applied them before", async () => {
  const { metadata } = manifestOf((await recordStack(STACK)).named("strimzi-definition-Kafka"));
  assert.equal(metadata.annotations["pulumi.com/patchForce"], "true");
});

test("a topic that may be deleted says so on its object, and is not protected", async () => {
  const recording = await recordStack(STACK, { change: (raw) => (raw.kafka.topics.processed.allow = ["delete"]) });
  const topic = (key: string) => recording.named(`kafka-topic-${key}`);
  assert.equal(manifestOf(topic("processed")).metadata.annotations["tributary.dev/allow"], "delete");
  assert.equal(manifestOf(topic("events")).metadata.annotations["tributary.dev/allow"], undefined);
  assert.deepEqual([topic("processed").protect, topic("events").protect], [false, true]);
});

test("KEDA's user has a password that can be rotated", async () => {
  const recording = await recordStack(STACK, { change: (raw) => (raw.scaling.rotation = 2) });
  const { authentication } = manifestOf(recording.named("kafka-user-scaler")).spec;
  assert.match(authentication.password.valueFrom.secretKeyRef.key, /2/);
});

test("in production the context is named", () => {
  const raw = structuredClone(readStackFile(STACK)) as any;
  delete raw.kubernetes.context;
  const [only, ...others] = settingsProblems(raw);
  assert.deepEqual([only?.path, others], ["kubernetes.context", []]);
  raw.environment = "development";
  assert.deepEqual(settingsProblems(raw), []);
});
