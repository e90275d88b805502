/** Kafka in a plan: which steps, in which order, where the way back ends, what is refused, by the judges that an `up` has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { strimzi } from "../../../infra/versions.ts";
import { changed, planUpgrade, stateOf, subject, told } from "./support.ts";

const newest = strimzi.kafka[0];
const today = new Date("2026-11-28");

test("Strimzi: the version first with the format held, then the format, from which on there is no way back", async () => {
  const configFile = changed("kubernetes-production", (raw) => (raw.kafka.version = "4.2.0"));
  const plan = await planUpgrade("kubernetes-production", { configFile, today });
  assert.deepEqual(told(plan), [
    `Kafka 4.2.0 -> ${newest.version}; kafka.version=${newest.version}; kafka.metadataVersion=4.2-IV1`,
    `Metadata 4.2-IV1 -> ${newest.format}; kafka.metadataVersion=out`,
  ]);
  assert.match(plan.steps[0]!.back, /^kafka\.version: 4\.2\.0, as long as the metadata is at 4\.2-IV1$/);
  assert.match(plan.steps[0]!.why, /after the operator.*brokers before clients/);
  assert.deepEqual([plan.noWayBackFrom, plan.refused, plan.seen], [2, [], null]);
  const { now, source, target, end } = subject(plan, "kafka");
  assert.deepEqual([now, source, target, end?.ended], ["4.2.0", "settings", newest.version, false]);
});

test("Strimzi: a patch keeps the format and its way back; a format that is asked for holds it", async () => {
  const patch = changed("kubernetes-production", (raw) => (raw.kafka.version = "4.3.0"));
  const plan = await planUpgrade("kubernetes-production", { configFile: patch });
  assert.deepEqual(told(plan), [`Kafka 4.3.0 -> ${newest.version}; kafka.version=${newest.version}`]);
  assert.equal(plan.noWayBackFrom, null);
  const old = changed("kubernetes-production", (raw) => (raw.kafka.version = "4.2.0"));
  const held = await planUpgrade("kubernetes-production", { configFile: old, to: ["kafka=4.3.0", "metadata=4.2-IV1"] });
  assert.deepEqual(told(held), ["Kafka 4.2.0 -> 4.3.0; kafka.version=4.3.0; kafka.metadataVersion=4.2-IV1"]);
});

test("Strimzi: what is older, what its operator does not know and what settings cannot say is refused with the choice", async () => {
  const refusedFor = async (...to: string[]) => (await planUpgrade("kubernetes-production", { to })).refused;
  const [lower] = await refusedFor("kafka=4.2.0");
  assert.match(
    lower!.reason,
    /kafka\.version is "4\.2\.0"; allowed: 4\.3\.1 or newer: .* 4\.2\.0 reads 4\.2-IV1 at most/,
  );
  assert.deepEqual(lower!.way, []);
  const [unknown] = await refusedFor("kafka=4.4.0");
  assert.match(unknown!.reason, /allowed: 4\.3\.1, 4\.3\.0, 4\.2\.1, 4\.2\.0/);
  assert.match(unknown!.instead, /next release of Tributary/);
  const [format] = await refusedFor("metadata=4.2-IV1");
  assert.deepEqual([format!.subject, format!.from], ["metadata", newest.format]);
  assert.match(format!.reason, /never lowered/);
  const [above] = await refusedFor("metadata=4.4-IV0");
  assert.match(above!.reason, /kafka\.metadataVersion is "4\.4-IV0"; allowed: 4\.3-IV0 or older/);
});

test("Strimzi: what is too old for Kafka 4 goes by 3.9, with the operator that it has", async () => {
  const state = await stateOf("kubernetes-production", {
    backend: "strimzi",
    kafkaVersion: "3.2.3",
    metadataVersion: "3.2-IV0",
  });
  const plan = await planUpgrade("kubernetes-production", { state, today });
  assert.deepEqual([plan.steps, plan.seen], [[], "state"]);
  assert.deepEqual(plan.refused[0]!.way, ["3.9", newest.version]);
  assert.match(plan.refused[0]!.reason, /is at 3\.9 by its own operator/);
  const { now, end, state: told } = subject(plan, "kafka");
  assert.deepEqual([now, end?.ended, told], ["3.2.3", true, "refused"]);
});

test("Strimzi: from Kafka 3.9 the old format is held, too", async () => {
  const running = { backend: "strimzi", kafkaVersion: "3.9.1", metadataVersion: "3.9-IV0" };
  const plan = await planUpgrade("kubernetes-production", {
    state: await stateOf("kubernetes-production", running),
    today,
  });
  assert.ok(told(plan).some((step) => step.endsWith("kafka.metadataVersion=3.9-IV0")));
  assert.ok(told(plan).includes(`Metadata 3.9-IV0 -> ${newest.format}; kafka.metadataVersion=out`));
});

test("settings below what runs are told before the next up finds them", async () => {
  const state = await stateOf("kubernetes-production", {
    backend: "strimzi",
    kafkaVersion: newest.version,
    metadataVersion: newest.format,
  });
  const configFile = changed("kubernetes-production", (raw) => (raw.kafka.version = "4.2.1"));
  const plan = await planUpgrade("kubernetes-production", { state, configFile });
  assert.match(plan.refused[0]!.reason, /^as the settings stand: kafka\.version is "4\.2\.1"/);
  const msk = await stateOf("aws-msk-production", { backend: "msk", kafkaVersion: "4.1.x.kraft" });
  const old = changed("aws-msk-production", (raw) => (raw.kafka.version = "3.9.x.kraft"));
  const refused = (await planUpgrade("aws-msk-production", { state: msk, configFile: old })).refused;
  assert.match(refused[0]!.reason, /would make the cluster anew/);
});

test("MSK: the newest of its tier, no way back; an ended one is told; another tier's and an older one are refused", async () => {
  const configFile = changed("aws-msk-production", (raw) => (raw.kafka.version = "3.7.x.kraft"));
  const plan = await planUpgrade("aws-msk-production", { configFile, today });
  assert.deepEqual(told(plan), ["Kafka 3.7.x.kraft -> 4.1.x.kraft; kafka.version=4.1.x.kraft"]);
  assert.deepEqual(subject(plan, "kafka").end, {
    date: "2026-09-01",
    ended: true,
    source: "endoflife.date/amazon-msk; components/kafka/msk/versions.ts",
  });
  assert.equal(plan.noWayBackFrom, 1);
  const refusedFor = async (to: string) => (await planUpgrade("aws-msk-production", { to: [to] })).refused[0]!;
  assert.match((await refusedFor("kafka=4.2.x.kraft")).reason, /those that standard brokers run/);
  assert.match((await refusedFor("kafka=3.9.x.kraft")).reason, /would make the cluster anew, with no data in it/);
  assert.match((await refusedFor("kafka=5.0.0")).reason, /kafka\.version is "5\.0\.0"; allowed/);
});

test("whoever else runs Kafka raises it: Confluent Cloud, serverless, brokers of others, another stack", async () => {
  for (const [stack, says] of [
    ["confluent-kubernetes", /Confluent Cloud raises its clusters by itself/],
    ["aws-msk-serverless-development", /AWS raises serverless clusters by itself/],
    ["existing-local", /whoever runs the brokers raises them/],
    ["kubernetes-application", /the stack organization\/tributary\/kubernetes-platform runs it/],
  ] as const) {
    const plan = await planUpgrade(stack);
    const { state, what, target } = subject(plan, "kafka");
    assert.deepEqual([state, target, plan.steps], ["elsewhere", null, []], stack);
    assert.match(what, says);
    const refused = (await planUpgrade(stack, { to: ["kafka=4.3.0"] })).refused;
    assert.deepEqual([refused.length, refused[0]!.subject], [1, "kafka"]);
  }
});

test("brokers of others: the version that the settings name, and when it has ended", async () => {
  const configFile = changed("kubernetes-existing", (raw) => (raw.kafka.version = "3.8.1"));
  const { now, source, end } = subject(await planUpgrade("kubernetes-existing", { configFile, today }), "kafka");
  assert.deepEqual([now, source, end?.date, end?.ended], ["3.8.1", "settings", "2024-11-06", true]);
});

test("this machine: one version for each way of keeping metadata, whose files are locked", async () => {
  const plan = await planUpgrade("local");
  assert.deepEqual([plan.steps, plan.refused], [[], []]);
  const [lower] = (await planUpgrade("local", { to: ["kafka=3.9.2"] })).refused;
  assert.match(lower!.reason, /because kafka\.metadata is kraft.*whose data is there/);
  const [move] = (await planUpgrade("local-zookeeper", { to: ["kafka=4.4.0"] })).refused;
  assert.match(move!.reason, /3\.9\.2, because kafka\.metadata is zookeeper/);
  assert.match(move!.instead, /kafka\.metadata: kraft in a second stack/);
});
