/** What KEDA is told: whose lag, how it logs in, how calmly the number of pods follows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConnectionAuth, KafkaConnection } from "../../../app/src/connection.ts";
import { TributaryError } from "../../../components/errors.ts";
import { groupBehaviour, serviceBehaviour } from "../../../components/scaling/kubernetes/behaviour.ts";
import { type LagScaling, scaledObjectSpec } from "../../../components/scaling/kubernetes/by-lag.ts";
import { authenticationSpec, saslOf } from "../../../components/scaling/kubernetes/login.ts";
import { mostInstances } from "../../../components/scaling/limits.ts";

const secret = (name: string, key: string) => ({ store: "kubernetes" as const, name, key });
const scram: ConnectionAuth = {
  mechanism: "scram-sha-512",
  username: "scaler",
  password: {
    active: secret("kafka-password-scaler", "password-2"),
    retiring: secret("kafka-password-scaler", "password-3"),
  },
};
const mtls: ConnectionAuth = {
  mechanism: "mtls",
  certificate: { active: secret("scaler", "user.crt") },
  key: { active: secret("scaler", "user.key") },
};
const connection = (auth: ConnectionAuth, protocol: KafkaConnection["protocol"] = "SASL_SSL"): KafkaConnection => ({
  version: 1,
  bootstrapServers: ["kafka-1:9093", "kafka-2:9093"],
  protocol,
  auth,
  tls: { ca: [secret("kafka-cluster-ca-cert", "*.crt")] },
  limits: { maxMessageBytes: 1_048_576, compression: ["none"] },
  principal: "scaler",
  groupPrefix: "",
});
const scaling: LagScaling = {
  minInstances: 1,
  maxInstances: 6,
  lagPerInstance: 50_000,
  pollingSeconds: 15,
  stabilisationSeconds: 300,
};
const spec = (change: Partial<LagScaling> = {}, by = connection(scram)): any =>
  scaledObjectSpec("app-processor", { ...scaling, ...change }, { topic: "events", group: "g" }, by, "app-processor");

test("no more processes than partitions have members for", () => {
  assert.deepEqual(
    [mostInstances(12, 1), mostInstances(12, 2), mostInstances(7, 2), mostInstances(1, 4)],
    [12, 6, 4, 1],
  );
});

test("the trigger asks for the lag of one group in one topic, over TLS with a login", () => {
  const [trigger, ...others] = spec().triggers;
  assert.deepEqual(others, []);
  assert.equal(trigger.type, "kafka");
  const { bootstrapServers, topic, consumerGroup, lagThreshold, tls, sasl, offsetResetPolicy } = trigger.metadata;
  assert.deepEqual(
    [bootstrapServers, topic, consumerGroup, lagThreshold, tls, sasl, offsetResetPolicy],
    ["kafka-1:9093,kafka-2:9093", "events", "g", "50000", "enable", "scram_sha512", "earliest"],
  );
  assert.ok(
    Object.values(trigger.metadata).every((value) => typeof value === "string"),
    "KEDA takes text only",
  );
  assert.deepEqual(trigger.authenticationRef, { name: "app-processor" });
  assert.ok(
    !JSON.stringify(spec()).includes("password"),
    "what is secret stands in the TriggerAuthentication, by reference",
  );
});

test("whoever is there stays while nothing can be read, also when none is wanted at least", () => {
  assert.deepEqual(spec().fallback, { failureThreshold: 3, replicas: 1, behavior: "currentReplicas" });
  assert.equal(spec({ minInstances: 3 }).fallback.replicas, 3);
  const none = spec({ minInstances: 0 });
  assert.deepEqual([none.minReplicaCount, none.fallback.replicas, none.cooldownPeriod], [0, 1, 300]);
});

test("a query of Prometheus is a second trigger, for which no value is not nothing", () => {
  const prometheus = { address: "http://prometheus:9090", query: "sum(up)", threshold: 2.5 };
  const [, second] = spec({ prometheus }).triggers;
  assert.deepEqual(second, {
    type: "prometheus",
    metadata: {
      serverAddress: "http://prometheus:9090",
      query: "sum(up)",
      threshold: "2.5",
      ignoreNullValues: "false",
    },
  });
});

test("passwords and certificates are told by the Secrets that hold them", () => {
  assert.deepEqual(authenticationSpec(connection(scram), "app-processor-scaler"), {
    secretTargetRef: [
      { parameter: "ca", name: "kafka-cluster-ca-cert", key: "ca.crt" },
      { parameter: "password", name: "kafka-password-scaler", key: "password-2" },
    ],
    configMapTargetRef: [{ parameter: "username", name: "app-processor-scaler", key: "username" }],
  });
  assert.deepEqual(authenticationSpec(connection(mtls, "SSL"), "unused"), {
    secretTargetRef: [
      { parameter: "ca", name: "kafka-cluster-ca-cert", key: "ca.crt" },
      { parameter: "cert", name: "scaler", key: "user.crt" },
      { parameter: "key", name: "scaler", key: "user.key" },
    ],
  });
  assert.equal(spec({}, connection(mtls, "SSL")).triggers[0].metadata.sasl, "none");
});

test("a login that KEDA does not have, and a secret that it cannot read, are one sentence", () => {
  const refused = (expected: RegExp) => (error: unknown) =>
    error instanceof TributaryError && expected.test(error.message);
  assert.throws(
    () => saslOf({ mechanism: "gcp-iam" }),
    refused(/cannot log in by gcp-iam here; it can by scram-sha-512/),
  );
  const elsewhere = connection({ ...scram, password: { active: { store: "aws", name: "p" } } } as ConnectionAuth);
  assert.throws(() => authenticationSpec(elsewhere, "x"), refused(/p is in store aws/));
});

test("a group changes by large steps, each after the former has settled; a Service grows at once", () => {
  const group: any = groupBehaviour(300);
  assert.equal(group.scaleUp.stabilizationWindowSeconds, 60);
  assert.equal(group.scaleDown.stabilizationWindowSeconds, 300);
  const periods = [group.scaleUp, group.scaleDown].flatMap((rules: any) =>
    rules.policies.map((one: any) => one.periodSeconds),
  );
  assert.ok(
    periods.every((seconds) => seconds === 60),
    "never two changes within a step",
  );
  const service: any = serviceBehaviour(300);
  assert.equal(service.scaleUp.stabilizationWindowSeconds, 0);
  assert.equal(service.scaleDown.stabilizationWindowSeconds, 300);
});

test("by an identity of AWS: a token of its own for each login, of KEDA's pods, over TLS", () => {
  const iam: ConnectionAuth = { mechanism: "aws-iam", region: "eu-central-1" };
  const by = { ...connection(iam), tls: undefined } as unknown as KafkaConnection;
  const { type, metadata } = spec({}, by).triggers[0];
  const { sasl, saslTokenProvider, awsRegion, tls } = metadata;
  assert.deepEqual(
    [type, sasl, saslTokenProvider, awsRegion, tls],
    ["kafka", "oauthbearer", "aws_msk_iam", "eu-central-1", "enable"],
  );
  assert.deepEqual(authenticationSpec(by, "app-processor-scaler"), {
    secretTargetRef: [],
    podIdentity: { provider: "aws" },
  });
  const others = spec().triggers[0].metadata;
  assert.ok(!("saslTokenProvider" in others) && !("podIdentity" in authenticationSpec(connection(scram), "x")));
});
