/**
 * KEDA's and Kubernetes' own decisions for the processor, on real lag: KEDA's operator and metrics server of the version that the chart
 * installs, Kubernetes' autoscaler, and a real broker with TLS, SCRAM, certificates and ACLs. Pods are KWOK's: nobody consumes but the test.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { bindingsOf } from "../../app/src/kafka/admin/acls.ts";
import { type SecureBroker, startSecureBroker } from "../../app/test/integration/auth/secure-broker.ts";
import { until } from "../../app/test/integration/processes.ts";
import { readCommitted } from "../../app/test/integration/reader.ts";
import { compileAccess } from "../../components/kafka/access-rules.ts";
import { issue } from "../../components/local/kafka/certificates.ts";
import type { LagScaling } from "../../components/scaling/kubernetes/by-lag.ts";
import { keda as installed } from "../../infra/versions.ts";
import type { KubeObject } from "../kubernetes/control-plane/api.ts";
import { missingTools } from "../kubernetes/control-plane/binaries.ts";
import { ControlPlane } from "../kubernetes/control-plane/control-plane.ts";
import { establishKeda, establishStrimzi } from "../kubernetes/support/definitions.ts";
import { manifestsOf } from "../kubernetes/support/manifests.ts";
import { NAMESPACE, platform, scaler, scalingArgs } from "../kubernetes/support/stack.ts";
import { record } from "../support/recording.ts";
import { KEDA, Keda } from "./keda/keda.ts";
import { Lag } from "./keda/lag.ts";
import { EmptyPrometheus, noPrometheus } from "./keda/prometheus.ts";

const PASSWORD = "a-password-of-the-scaler";
const USER = "User:scaler";
const PARTITIONS = 6;
const { topic } = scalingArgs.processor;
const rights = bindingsOf(compileAccess(scaler));
/** Seconds; short, so that tests see the end of a window. */
const WINDOW = 10;
const LAG_EACH = 100;

/** So many events in each of the first partitions. */
const each = (count: number, partitions = PARTITIONS): Record<number, number> =>
  Object.fromEntries(Array.from({ length: partitions }, (_, partition) => [partition, count]));
const secret = (name: string, stringData: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: NAMESPACE },
  stringData,
});

describe("KEDA on real lag", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let keda: Keda;
  let broker: SecureBroker;
  let lag: Lag;

  /** What an `up` applies, and what Strimzi's operators leave. Of the trigger the address alone is another: there is no Service of brokers. */
  const up = async (
    scaling: Partial<LagScaling>,
    { listener = "SCRAM", password = PASSWORD }: { listener?: "SCRAM" | "MTLS"; password?: string } = {},
  ): Promise<KubeObject[]> => {
    const processor = { stabilisationSeconds: WINDOW, pollingSeconds: 1, lagPerInstance: LAG_EACH, ...scaling };
    const auth = listener === "MTLS" ? "mtls" : "scram";
    const made = manifestsOf(await record(() => platform({ scaling: { processor, scaler: { ...scaler, auth } } })));
    const [address] = broker.connectionTo(listener, { mechanism: "none" }).bootstrapServers;
    const own = await issue(broker.authority, { commonName: "scaler", days: 2 });
    const secrets = [
      secret("kafka-cluster-ca-cert", { "ca.crt": broker.authority.certificate }),
      secret("kafka-password-scaler", { "password-1": password }),
      secret("scaler", { "user.crt": own.certificate, "user.key": own.key }),
    ];
    const [namespaces, others] = [true, false].map((wanted) =>
      made.filter(({ kind }) => (kind === "Namespace") === wanted),
    );
    const names = secrets.map(({ metadata }) => metadata.name);
    const all = [
      ...namespaces!,
      ...secrets,
      ...others!.filter(({ kind, metadata }) => kind !== "Secret" || !names.includes(metadata.name)),
    ];
    for (const object of all) {
      if (object.kind === "ScaledObject") object["spec"].triggers[0].metadata.bootstrapServers = address;
      await plane.api.apply(object);
    }
    return all;
  };

  before(
    async () => {
      plane = await ControlPlane.start({ port: 26_310 });
      await establishStrimzi(plane.api);
      await establishKeda(plane.api);
      broker = await startSecureBroker({
        port: 26_320,
        users: { scaler: PASSWORD },
        properties: {
          "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          // The broker itself and the test come without a login, by the plain listener.
          "super.users": "User:ANONYMOUS",
        },
      });
      lag = new Lag(broker.address, scalingArgs.processor);
      await lag.createTopic(PARTITIONS);
      // As Kafka names a user with a password, and one with a certificate.
      for (const principal of [USER, "User:CN=scaler"]) await lag.give(principal, rights);
      await lag.consume();
      await up({});
      keda = await Keda.start(plane, { port: 26_330, watched: NAMESPACE });
    },
    { timeout: 1_800_000 },
  );
  after(async () => {
    await keda?.dispose();
    await plane?.dispose();
    await broker?.stop();
  });

  const object = (apiVersion: string, kind: string, name = "app-processor"): Promise<KubeObject> =>
    plane.api.get({ apiVersion, kind, metadata: { name, namespace: NAMESPACE } });
  const replicas = async (): Promise<number> => (await object("apps/v1", "Deployment"))["spec"].replicas;
  const scaledObject = (): Promise<KubeObject> => object("keda.sh/v1alpha1", "ScaledObject");
  const is = async (type: string, expected: boolean): Promise<boolean> => {
    const conditions: any[] = (await scaledObject())["status"]?.conditions ?? [];
    return (conditions.find((one) => one.type === type)?.status === "True") === expected;
  };
  /** As the autoscaler asks for it. */
  const metric = async (): Promise<number> => {
    const selector = encodeURIComponent("scaledobject.keda.sh/name=app-processor");
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${NAMESPACE}/s0-kafka-${topic}?labelSelector=${selector}`;
    const { items } = await plane.api.send("GET", path);
    return Number(items[0].value);
  };
  const becomes = async (what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> => {
    await until(what, seconds, ask).catch(async (error: unknown) => {
      const { status } = await scaledObject();
      const now = `${await replicas()} processors, metric ${await metric().catch(String)}`;
      throw new Error(`${String(error)}: ${now}\n${JSON.stringify(status, undefined, 1)}\n${keda.lastWords()}`);
    });
  };
  const lagIs = (expected: number): Promise<void> =>
    becomes(`KEDA sees a lag of ${expected}`, 40, async () => (await metric()) === expected);
  const has = (count: number, seconds = 40): Promise<void> =>
    becomes(`${count} processors`, seconds, async () => (await replicas()) === count);

  test("the version that is tested is the one that the chart installs", () => assert.equal(KEDA, installed.version));

  test("KEDA logs in as the stack's own user, finds no lag, and makes an autoscaler with the stack's bounds and windows", async () => {
    await lagIs(0);
    await becomes("KEDA is ready", 30, async () => (await is("Ready", true)) && (await is("Active", false)));
    const { spec } = await object("autoscaling/v2", "HorizontalPodAutoscaler", "keda-hpa-app-processor");
    assert.deepEqual([spec.minReplicas, spec.maxReplicas], [1, 3]);
    assert.equal(spec.behavior.scaleDown.stabilizationWindowSeconds, WINDOW);
    assert.equal(spec.metrics[0].external.target.averageValue, String(LAG_EACH));
    await has(1);
  });

  test("the lag that KEDA tells is the lag that there is, and brings a processor for each lagPerInstance of it", async () => {
    await lag.produce(each(30));
    await lagIs(180);
    await becomes("KEDA is active", 30, () => is("Active", true));
    await has(2);
    await lag.produce(each(30));
    await lagIs(360);
    // Four are asked for; three are the most, as each has two workers for six partitions.
    await has(3);
    await sleep(3_000);
    assert.equal(await replicas(), 3);
  });

  test("an `up` in the midst of it leaves them", async () => {
    const made = await up({});
    const deployment = made.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "app-processor")!;
    assert.ok(!("replicas" in deployment["spec"]));
    assert.equal(await replicas(), 3);
  });

  test("its operator and its metrics server have metrics for Prometheus, the lag among them", async () => {
    const value = new RegExp(`^keda_scaler_metrics_value\\{.*metric="s0-kafka-${topic}".*\\} (\\S+)$`, "m");
    await until("the lag is told", 30, async () => Number(value.exec(await keda.told("operator"))?.[1]) === 360);
    assert.match(await keda.told("adapter"), /^keda_internal_metricsservice_grpc_client_handled_total\{.*\} [1-9]/m);
  });

  test("no flapping: lag that is gone for less than the window takes nobody away; a longer lull does", async () => {
    await lag.consume();
    await lagIs(0);
    await sleep((WINDOW * 1_000) / 3);
    assert.equal(await replicas(), 3, "calm");
    await lag.produce(each(40));
    await lagIs(240);
    await sleep(WINDOW * 1_000);
    assert.equal(await replicas(), 3);
    await lag.consume();
    await has(1, WINDOW * 3);
  });

  test("the lag of one partition counts in full, as the others must not be left to fewer processors for it", async () => {
    await lag.produce({ 0: 900 });
    await lagIs(900);
    await has(3);
    await lag.consume();
    await has(1, WINDOW * 6);
  });

  test("without its rights KEDA sees nothing, and whoever runs stays; with them again all goes on", async () => {
    await lag.produce(each(40));
    await has(3);
    await lag.take(USER, rights);
    await becomes("KEDA falls back", 60, () => is("Fallback", true));
    await lag.consume();
    await sleep(WINDOW * 2_000);
    assert.equal(await replicas(), 3, "although there is no lag: nobody knows it");
    await lag.give(USER, rights);
    await becomes("KEDA sees again", 60, () => is("Fallback", false));
    await has(1, WINDOW * 6);
  });

  test("each of its rights is needed, and no record can be read with them", async () => {
    for (const right of rights) {
      const name = `${right.operation} of ${right.resource}`;
      await lag.take(USER, [right]);
      await becomes(`KEDA fails without ${name}`, 60, () => is("Fallback", true));
      await lag.give(USER, [right]);
      await becomes(`KEDA sees again with ${name}`, 60, () => is("Fallback", false));
    }
    const { bootstrapServers } = broker.connectionTo("SCRAM", { mechanism: "none" });
    const sasl = { mechanism: "SCRAM-SHA-512" as const, username: "scaler", password: PASSWORD };
    const tls = { ca: broker.authority.certificate };
    const reading = readCommitted({ clientId: "scaler", bootstrapBrokers: bootstrapServers, tls, sasl }, topic);
    await assert.rejects(reading, (error: any) =>
      /authoriz/i.test(`${error} ${error.errors?.map(String)} ${error.cause}`),
    );
  });

  test("a wrong password is refused, and the right one is taken as soon as the Secret has it", async () => {
    const before = keda.log("operator").length;
    await up({ lagPerInstance: LAG_EACH + 1 }, { password: "another one" });
    await becomes("KEDA is refused", 60, async () => /authentication failed/i.test(keda.log("operator").slice(before)));
    await lag.produce(each(10));
    await plane.api.apply(secret("kafka-password-scaler", { "password-1": PASSWORD }));
    await lagIs(60);
    await lag.consume();
    await up({});
    await lagIs(0);
  });

  test("a principal with auth mtls logs in by its certificate", async () => {
    await up({}, { listener: "MTLS" });
    await lag.produce(each(25));
    await lagIs(150);
    await has(2);
    await lag.consume();
    await lagIs(0);
    await up({});
  });

  test("a query of Prometheus asks beside the lag; one that finds nothing takes nobody away", {
    skip: noPrometheus,
  }, async () => {
    const prometheus = await EmptyPrometheus.start(join(plane.folder, "prometheus"), 26_340);
    try {
      await lag.produce(each(20));
      const { address } = prometheus;
      await up({ prometheus: { address, query: "vector(5)", threshold: 2 } });
      await lagIs(120);
      // The lag asks for two, and 5 / 2, rounded up, for one more.
      await has(3);
      await lag.consume();
      await up({ prometheus: { address, query: "no_such_metric", threshold: 2 } });
      await lagIs(0);
      await becomes("KEDA falls back", 60, () => is("Fallback", true));
      await sleep(WINDOW * 2_000);
      assert.equal(await replicas(), 3);
    } finally {
      await prometheus.dispose();
      await up({});
    }
    await has(1, WINDOW * 6);
  });

  test("raised partitions take more processors, up to the last one; with KEDA's own limit that one is missing", async () => {
    await lag.raisePartitions(12);
    await lag.produce(each(200, 12));
    await up({ maxInstances: 11 });
    await lagIs(2_400);
    await has(11, 60);
    const made = await up({ maxInstances: 11 });
    const limited = made.find(({ kind }) => kind === "ScaledObject")!;
    limited["spec"].maxReplicaCount = 12;
    limited["spec"].triggers[0].metadata.allowIdleConsumers = "false";
    await plane.api.apply(limited);
    await lagIs(1_200);
    await sleep(5_000);
    assert.equal(await replicas(), 11, "12 for 11 is within a tenth");
    await up({ maxInstances: 12 });
    await has(12);
    await lag.consume();
    // Half of them, and half again.
    for (const left of [6, 3, 1]) await has(left, WINDOW * 3);
  });

  test("with minInstances 0 there is none while there is no lag, and one for the first event", async () => {
    await up({ minInstances: 0 });
    await has(0, WINDOW * 6);
    await lag.produce({ 3: 1 });
    await has(1);
  });

  test("why excludePersistentLag is off: between two commits it takes real lag for none", async () => {
    await lag.consume(50);
    const made = await up({});
    await lagIs(600);
    const other = made.find(({ kind }) => kind === "ScaledObject")!;
    other["spec"].triggers[0].metadata.excludePersistentLag = "true";
    await plane.api.apply(other);
    await lagIs(0);
  });
});
