/**
 * A Kafka that is there grows by changed settings: the look lets the step through, and the changed objects are taken over the old ones
 * by a real API server with Strimzi's own definitions. What its operator would do of them is said by the test, as none runs.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { remarksOn } from "../../infra/look/index.ts";
import type { Api } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishKeda, establishStrimzi, establishWatchers } from "./support/definitions.ts";
import {
  applyStack,
  type Change,
  claim,
  foreignDefinition,
  ingressClass,
  looked,
  NAMESPACE,
  object,
  objectsOf,
  operatorDeployment,
  operatorSays,
  problems,
  settingsOf,
  storageClass,
} from "./support/look.ts";

const PORT = 26_410;
const TODAY = new Date("2026-11-27");
const KNOWN = ["4.2.0", "4.2.1", "4.3.0", "4.3.1"];

describe("growing on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let api: Api;
  /** What the settings say by now: each test goes on from there. */
  const steps: Change[] = [
    (raw) => {
      raw.kafka.version = "4.2.1";
      raw.kafka.metadataVersion = "4.2";
    },
  ];
  const so =
    (...more: Change[]): Change =>
    (raw) => {
      for (const change of [...steps, ...more]) change(raw);
    };
  before(
    async () => {
      plane = await ControlPlane.start({ port: PORT });
      api = plane.api;
      process.env["KUBECONFIG"] = plane.kubeconfig;
      await establishStrimzi(api);
      await establishKeda(api);
      await establishWatchers(api);
      await api.apply(foreignDefinition("cert-manager.io", "certificates", "Certificate"));
      await api.apply(storageClass("standard", { isDefault: true, expands: true }));
      await api.apply(ingressClass("nginx", true));
      await applyStack(plane, so());
      for (const name of ["registry", "events-tls"])
        await api.apply(object("v1", "Secret", name, { stringData: { value: "x" } }, NAMESPACE));
      for (const node of [0, 1, 2]) await api.apply(claim("broker", node, 500, "standard"));
      await operatorSays(api, "4.2.1", "4.2-IV1");
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  const spec = async (kind: string, name: string): Promise<any> =>
    (await api.get(object("kafka.strimzi.io/v1", kind, name, {}, NAMESPACE)))["spec"];

  /** Looked at, let through and taken, a second time without a change. @returns what was said of it */
  const step = async (change: Change): Promise<string> => {
    assert.deepEqual(await problems(so(change)), {});
    const told = remarksOn(await looked(so(change)), settingsOf(so(change)), TODAY).join("\n");
    steps.push(change);
    await applyStack(plane, so());
    for (const made of (await objectsOf(so())).filter(({ apiVersion }) => apiVersion === "kafka.strimzi.io/v1")) {
      const { metadata } = await api.get(made);
      assert.equal((await api.apply(made)).metadata["generation"], metadata["generation"], made.metadata.name);
    }
    return told;
  };

  test("storage: a volume grows, another comes, and neither goes back", async () => {
    await step((raw) => (raw.kafka.brokers.volumes = [{ sizeGi: 700 }, { sizeGi: 200 }]));
    const { volumes } = (await spec("KafkaNodePool", "broker")).storage;
    const sizes = volumes.map(({ id, size }: any) => [id, size]);
    assert.deepEqual(
      sizes,
      Object.entries(["700Gi", "200Gi"]).map(([id, size]) => [Number(id), size]),
    );
    const back = await problems(so((raw) => (raw.kafka.brokers.volumes = [{ sizeGi: 500 }])));
    assert.deepEqual(Object.keys(back), ["kafka.brokers.volumes", "kafka.brokers.volumes[0].sizeGi"]);
  });

  test("brokers: 3 become 6, and Cruise Control is told to move partitions onto the new ones; topics keep their copies", async () => {
    assert.doesNotMatch(await step((raw) => (raw.kafka.nodes = 6)), /brokers go/);
    assert.equal((await spec("KafkaNodePool", "broker")).replicas, 6);
    const modes = (await spec("Kafka", "kafka")).cruiseControl.autoRebalance.map(({ mode }: any) => mode);
    assert.deepEqual(modes, ["add-brokers", "remove-brokers"]);
    assert.equal((await spec("KafkaTopic", "events")).replicas, 3);
    // And back, by moving them away again.
    assert.match(await step((raw) => (raw.kafka.nodes = 3)), /from 6 to 3; Cruise Control first moves/);
    await step((raw) => (raw.kafka.nodes = 6));
  });

  test("Kafka: 4.2.1 becomes 4.3.1 with its metadata held; it can go back until the format is raised", async () => {
    const oneWay = so((raw) => {
      raw.kafka.version = "4.3.1";
      delete raw.kafka.metadataVersion;
    });
    assert.match(
      remarksOn(await looked(oneWay), settingsOf(oneWay), TODAY).join("\n"),
      /no way back; kafka\.metadataVersion: 4\.2-IV1/,
    );
    assert.doesNotMatch(await step((raw) => (raw.kafka.version = "4.3.1")), /no way back/);
    const { version, metadataVersion } = (await spec("Kafka", "kafka")).kafka;
    assert.deepEqual([version, metadataVersion], ["4.3.1", "4.2"]);
    await operatorSays(api, "4.3.1", "4.2-IV1");

    const back: Change = (raw) => (raw.kafka.version = "4.2.1");
    await step(back);
    await operatorSays(api, "4.2.1", "4.2-IV1");
    await step((raw) => (raw.kafka.version = "4.3.1"));
    await operatorSays(api, "4.3.1", "4.2-IV1");

    await step((raw) => (raw.kafka.metadataVersion = "4.3"));
    assert.equal((await spec("Kafka", "kafka")).kafka.metadataVersion, "4.3");
    await operatorSays(api, "4.3.1", "4.3-IV0");
    const refused = await problems(
      so((raw) => {
        raw.kafka.version = "4.2.1";
        raw.kafka.metadataVersion = "4.2";
      }),
    );
    assert.match(refused["kafka.version"]!, /format 4\.3-IV0, and 4\.2\.1 reads 4\.2-IV1 at most/);
  });

  test("the operator: 1.1.0 becomes 1.2.0, definitions before it", async () => {
    await api.apply(operatorDeployment("strimzi", NAMESPACE, "1.1.0", ["4.2.0", "4.2.1", "4.3.0"]));
    await operatorSays(api, "4.3.1", "4.3-IV0", "1.1.0");
    assert.match(await step(() => undefined), /from 1\.1\.0 to 1\.2\.0: definitions first/);
    await api.apply(operatorDeployment("strimzi", NAMESPACE, "1.2.0", KNOWN));
    await operatorSays(api, "4.3.1", "4.3-IV0", "1.2.0");
    assert.doesNotMatch(await step(() => undefined), /operator goes from/);
    await api.apply(operatorDeployment("strimzi", NAMESPACE, "1.3.0", KNOWN));
    assert.match((await problems(so()))["kubernetes.operator.mode"]!, /an operator is not lowered/);
  });
});
