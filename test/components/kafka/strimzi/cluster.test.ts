/** What Strimzi is told, where a cluster's nodes, networks and registries of images differ; under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type StrimziArgs, StrimziCluster } from "../../../../components/kafka/strimzi/cluster.ts";
import {
  drainValues,
  operatorValues,
  type StrimziOperatorArgs,
} from "../../../../components/kafka/strimzi/operator.ts";
import { manifestsOf } from "../../../kubernetes/support/manifests.ts";
import { kafkaArgs } from "../../../kubernetes/support/stack.ts";
import { record } from "../../../support/recording.ts";

const made = async (change: Partial<StrimziArgs> = {}) =>
  manifestsOf(await record(() => void new StrimziCluster("kafka", { ...kafkaArgs, ...change })));
const kafkaOf = async (change: Partial<StrimziArgs> = {}) =>
  (await made(change)).find(({ kind }) => kind === "Kafka")!["spec"];

test("racks are those of zones that are told: without zones the operator asks no label of nodes", async () => {
  assert.deepEqual((await kafkaOf()).kafka.rack, { topologyKey: "topology.kubernetes.io/zone" });
  assert.ok(!("rack" in (await kafkaOf({ zones: [] })).kafka));
});

test("pods reach the API server by its ports alone, and a cluster may have others", async () => {
  const egress = async (change: Partial<StrimziArgs>) =>
    (await made(change)).find(({ kind }) => kind === "NetworkPolicy")!["spec"].egress[1];
  const ports = (...list: number[]) => ({ ports: list.map((port) => ({ protocol: "TCP", port })) });
  assert.deepEqual(await egress({}), ports(443, 6443));
  assert.deepEqual(await egress({ apiPorts: [443, 8443] }), ports(443, 8443));
});

test("the topic operator is let in to Cruise Control, where there is one", async () => {
  const policies = async (change: Partial<StrimziArgs>) =>
    (await made(change)).filter(({ kind }) => kind === "NetworkPolicy").map(({ metadata }) => metadata.name);
  assert.deepEqual((await policies({})).sort(), ["kafka-egress", "kafka-to-cruise-control"]);
  assert.deepEqual(await policies({ cruiseControl: false }), ["kafka-egress"]);
});

test("every pod of a cluster pulls its images with the Secrets that are named, and with none otherwise", async () => {
  const templates = async (change: Partial<StrimziArgs>) => {
    const all = await made(change);
    const { entityOperator, kafkaExporter, cruiseControl } = all.find(({ kind }) => kind === "Kafka")!["spec"];
    const pools = all.filter(({ kind }) => kind === "KafkaNodePool").map(({ spec }) => spec.template.pod);
    return [...pools, ...[entityOperator, kafkaExporter, cruiseControl].map(({ template }) => template.pod)];
  };
  const pulling = await templates({ imagePullSecrets: ["registry"] });
  assert.equal(pulling.length, 5);
  for (const pod of pulling) assert.deepEqual(pod.imagePullSecrets, [{ name: "registry" }]);
  for (const pod of await templates({})) assert.ok(!("imagePullSecrets" in pod));
});

const operator: StrimziOperatorArgs = {
  version: "1.2.0",
  namespace: "strimzi",
  tags: {},
  watched: ["tributary"],
  replicas: 2,
  spread: "required",
  monitoring: [],
};

test("so do the operator, with all pods that it makes, and the drain cleaner, which has its room", () => {
  const imagePullSecrets = [{ name: "registry" }];
  const images = { registry: "images.example.com", repository: "strimzi" };
  const values = { ...operator, images, imagePullSecrets: ["registry"] };
  assert.deepEqual((operatorValues(values) as any).image, { imagePullSecrets });
  assert.deepEqual((drainValues(values) as any).image, { ...images, imagePullSecrets });
  assert.deepEqual((drainValues({ ...values, images: undefined }) as any).image, { imagePullSecrets });
  assert.ok(!("image" in operatorValues(operator)) && !("image" in drainValues(operator)));
  const { requests, limits } = (drainValues(operator) as any).resources;
  assert.ok(requests.cpu && requests.memory === limits.memory);
});

test("a principal with a certificate has no connection over the external listener, which takes passwords", async () => {
  await record(() => {
    const cluster = new StrimziCluster("kafka", kafkaArgs);
    assert.throws(() => cluster.connectionFor("processor", "external"), {
      code: "TRB_SETTINGS_INVALID",
      message: /processor proves itself by a certificate.*auth: scram/,
    });
    cluster.connectionFor("processor");
    cluster.connectionFor("ingest", "external");
  });
});
