/** What StrimziCluster makes is taken by a real API server that has Strimzi's own definitions, field by field. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import { type StrimziArgs, StrimziCluster } from "../../components/kafka/strimzi/cluster.ts";
import { strimziDefinitions } from "../../components/kafka/strimzi/definitions.ts";
import { record } from "../support/recording.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane, ZONES } from "./control-plane/control-plane.ts";
import { manifestsOf } from "./support/manifests.ts";

const pool = { nodes: 3, cpu: "2", memoryMi: 8192, heapMi: 4096 };
const args: StrimziArgs = {
  version: "4.3.1",
  namespace: "platform",
  sizing: { nodes: 3 },
  brokers: {
    ...pool,
    volumes: [
      { sizeGi: 100, storageClass: "fast" },
      { sizeGi: 100, storageClass: "fast" },
    ],
  },
  controllers: { ...pool, cpu: "500m", memoryMi: 1024, heapMi: 512, volumes: [{ sizeGi: 20 }] },
  spread: "required",
  zones: [...ZONES],
  cruiseControl: true,
  external: { type: "loadbalancer", sourceRanges: ["10.0.0.0/8"], annotations: { "example.com/internal": "true" } },
  authority: { validDays: 365, renewDays: 30 },
  config: { "log.retention.check.interval.ms": "60000" },
  topics: {
    events: { name: "login-events", partitions: 6, retention: "7d" },
    deadLetter: { name: "login-events-dead-letter", partitions: 6, cleanup: "both" },
  },
  access: {
    ingest: {
      auth: "scram",
      produce: ["login-events"],
      quota: { produceBytesPerSecond: 1_000_000, requestPercent: 50 },
    },
    processor: {
      auth: "mtls",
      consume: [{ topic: "login-*", group: "login-processor" }],
      produce: ["*"],
      transactionalIdPrefix: "login-",
      admin: ["topics", "groups", "cluster", "access"],
    },
  },
  protection: true,
  tags: { project: "tributary", stack: "test", "managed-by": "pulumi", owner: "Ann Example <ann@example.com>" },
};

const objects = async (change: Partial<StrimziArgs> = {}): Promise<KubeObject[]> =>
  manifestsOf(await record(() => void new StrimziCluster("kafka", { ...args, ...change })));

describe("Strimzi's definitions on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  before(
    async () => {
      plane = await ControlPlane.start({ port: 26010 });
      const definitions = Object.values(strimziDefinitions());
      for (const definition of definitions) await plane.api.apply(definition as unknown as KubeObject);
      for (const { kind, metadata, apiVersion } of definitions)
        await until(`${metadata.name} is established`, 30, async () => {
          const { status } = await plane.api.get({ kind, apiVersion, metadata });
          return (
            status.conditions?.some(({ type, status: is }: any) => type === "Established" && is === "True") ?? false
          );
        });
      await plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "platform" } });
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  test("every object of a cluster of three zones is taken, and a second time nothing changes", async () => {
    const made = await objects();
    const kinds = made.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, [
      "Kafka",
      "KafkaNodePool",
      "KafkaNodePool",
      "KafkaTopic",
      "KafkaTopic",
      "KafkaUser",
      "KafkaUser",
      "Secret",
    ]);
    const first = [];
    for (const object of made) first.push(await plane.api.apply(object));
    for (const [index, object] of made.entries()) {
      const again = await plane.api.apply(object);
      assert.equal(again.metadata["resourceVersion"], first[index]!.metadata["resourceVersion"], object.kind);
    }
  });

  test("so is one whose brokers are controllers, without what is optional", async () => {
    const { controllers: _, external: __, ...small } = args;
    const made = manifestsOf(
      await record(
        () =>
          void new StrimziCluster("small", {
            ...small,
            sizing: { nodes: 1 },
            brokers: { ...args.brokers, nodes: 1 },
            spread: "preferred",
            cruiseControl: false,
          }),
      ),
    );
    for (const object of made) await plane.api.apply(object);
  });

  test("a field that Strimzi does not have is refused, so that the test above can fail", async () => {
    const [kafka] = (await objects()).filter(({ kind }) => kind === "Kafka");
    const wrong = { ...kafka!, spec: { ...kafka!["spec"], zookeeper: {} } };
    await assert.rejects(plane.api.apply(wrong as KubeObject), /zookeeper: field not declared/);
    const typo = structuredClone(kafka!);
    typo["spec"].kafka.listeners[0].type = "inside";
    await assert.rejects(plane.api.apply(typo), /Unsupported value: "inside"/);
  });

  test("pods as the operator would make them of the pools' templates pass the restricted standard, and stand apart", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "platform", labels } });
    for (const { metadata, spec } of (await objects()).filter(({ kind }) => kind === "KafkaNodePool")) {
      const { pod, kafkaContainer, initContainer } = spec.template;
      const container = (name: string, security: object) => ({ name, image: "example.invalid/kafka", ...security });
      const selected = pod.topologySpreadConstraints[0].labelSelector.matchLabels;
      for (let node = 0; node < spec.replicas; node += 1)
        await plane.api.create({
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: `kafka-${metadata.name}-${node}`, namespace: "platform", labels: selected },
          spec: {
            ...pod,
            containers: [{ ...container("kafka", kafkaContainer), resources: spec.resources }],
            initContainers: [container("init", initContainer)],
          },
        });
      await until(`${metadata.name} runs in three zones`, 30, async () => {
        const pods = (await plane.api.list("v1", "Pod", "platform")).filter(({ metadata: { name } }) =>
          name.startsWith(`kafka-${metadata.name}-`),
        );
        return new Set(pods.map(({ spec: { nodeName } }) => nodeName?.replace(/-\d$/, ""))).size === ZONES.length;
      });
    }
  });
});
