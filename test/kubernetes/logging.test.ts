/** Logging on a real API server: Elastic's chart, rendered by Helm's own code, and objects of its kinds, judged by its own definitions. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { restricted } from "../../components/kubernetes/namespace.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import { type EckOperatorArgs, eckValues } from "../../components/logging/kubernetes/operator.ts";
import { operatorRules } from "../../components/logging/kubernetes/operator-policies.ts";
import { eck } from "../../infra/versions.ts";
import { unknownValues } from "../support/chart-values.ts";
import { recordStack } from "../support/recording.ts";
import { type Rendered, render } from "./charts/render.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishElastic } from "./support/definitions.ts";
import { manifestsOf } from "./support/manifests.ts";

const NAMESPACE = "elastic-system";
const args: EckOperatorArgs = {
  version: eck.version,
  namespace: NAMESPACE,
  tags: {},
  watched: ["tributary", "logging-agents"],
  replicas: 2,
  spread: "required",
  monitoring: [namespacePeer("monitoring")],
  imageRegistry: "images.example.com",
  imagePullSecrets: ["registry"],
};
const known = (value: unknown): Promise<any> =>
  new Promise((resolve) => pulumi.output(value as any).apply((found) => resolve(found)));

describe("logging on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let chart: Rendered;
  let values: object;
  let made: KubeObject[];
  before(
    async () => {
      values = await known(eckValues(args));
      chart = await render("eck-operator", NAMESPACE, values);
      plane = await ControlPlane.start({ port: 26_720 });
      await establishElastic(plane.api);
      const namespace = (name: string, labels: object) =>
        plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } } as KubeObject);
      for (const name of [NAMESPACE, "tributary"]) await namespace(name, restricted);
      await namespace("logging-agents", {});
      made = manifestsOf(await recordStack("kubernetes-production"));
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  test("the chart is the version that is installed, and knows every value that it is given", () => {
    assert.equal(chart.version, eck.version);
    assert.deepEqual(unknownValues(values, chart.defaults), []);
  });

  test("the chart's objects are taken, and its definitions stay when it goes", async () => {
    const definitions = chart.objects.filter(({ kind }) => kind === "CustomResourceDefinition");
    assert.ok(definitions.length > 0);
    for (const { metadata } of definitions)
      assert.equal((metadata["annotations"] as any)["helm.sh/resource-policy"], "keep");
    for (const object of chart.objects.filter(({ kind }) => kind !== "CustomResourceDefinition"))
      await plane.api.apply({ ...object, metadata: { namespace: NAMESPACE, ...object.metadata } });
  });

  test("the operator's policy names its pods, and the ports that they listen at", () => {
    const [pod] = chart.objects.filter(({ kind }) => kind === "StatefulSet").map(({ spec }) => spec.template);
    const [{ spec }] = Object.values(operatorRules(args)) as any[];
    for (const [label, value] of Object.entries(spec.podSelector.matchLabels))
      assert.equal(pod.metadata.labels[label], value);
    const listening = pod.spec.containers[0].ports.map(({ containerPort }: any) => containerPort);
    for (const { ports } of spec.ingress) for (const { port } of ports) assert.ok(listening.includes(port), port);
    assert.deepEqual(pod.spec.imagePullSecrets, [{ name: "registry" }]);
    assert.ok(pod.spec.containers[0].image.startsWith("images.example.com/"));
  });

  test("its rights are those of a role in each namespace that it watches", () => {
    assert.deepEqual(
      chart.objects.filter(({ kind }) => kind.startsWith("ClusterRole") || kind.endsWith("WebhookConfiguration")),
      [],
    );
    const bound = chart.objects
      .filter(({ kind }) => kind === "RoleBinding")
      .map(({ metadata }) => metadata["namespace"]);
    assert.deepEqual([...new Set(bound)].sort(), [NAMESPACE, ...args.watched].sort());
  });

  const named = (kind: string) => made.find((object) => object.kind === kind)!;

  test("fields that Elastic's kinds do not have are refused, so that taking a stack's objects means something", async () => {
    const changed = (kind: string, change: (spec: any) => void): KubeObject => {
      const object = structuredClone(named(kind));
      object.metadata["namespace"] = "tributary";
      change(object["spec"]);
      return object;
    };
    const refused: [KubeObject, RegExp][] = [
      [changed("Elasticsearch", (spec) => (spec.nodeSets[0].replicas = 3)), /replicas: field not declared/],
      [changed("Elasticsearch", (spec) => (spec.volumeClaimDeletePolicy = "Never")), /Unsupported value: "Never"/],
      [changed("Kibana", (spec) => (spec.elasticsearch = { name: "x" })), /elasticsearch: field not declared/],
      [changed("Logstash", (spec) => (spec.queue = {})), /queue: field not declared/],
      [changed("Beat", (spec) => (spec.daemonset = {})), /daemonset: field not declared/],
    ];
    for (const [object, expected] of refused) await assert.rejects(plane.api.apply(object), expected);
  });

  test("Filebeat's pods read files of their node, which the platform's own namespace lets nobody do", async () => {
    const { spec } = named("Beat");
    const { template } = { template: spec.daemonSet.podTemplate };
    const containers = template.spec.containers.map((container: object) => ({ ...container, image: "filebeat" }));
    const pod = (namespace: string) =>
      ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "filebeat", namespace },
        spec: { ...template.spec, containers, serviceAccountName: "default" },
      }) as unknown as KubeObject;
    await assert.rejects(plane.api.apply(pod("tributary")), /hostPath|violates PodSecurity/);
    const agents = made.find(({ kind, metadata }) => kind === "Namespace" && metadata.name === "logging-agents")!;
    await plane.api.apply(agents);
    await plane.api.apply(pod("logging-agents"));
  });

  test("Elasticsearch's, Kibana's and Logstash's pods have no rights, as their namespace wants it", async () => {
    const templates = {
      elasticsearch: named("Elasticsearch")["spec"].nodeSets[0].podTemplate,
      kibana: named("Kibana")["spec"].podTemplate,
      logstash: named("Logstash")["spec"].podTemplate,
    };
    for (const [name, template] of Object.entries(templates)) {
      const volumes = template.spec.volumes ?? [];
      const containers = template.spec.containers.map((container: object) => ({ ...container, image: name }));
      const spec = { ...template.spec, containers, volumes };
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "tributary" }, spec };
      await plane.api.apply(pod as unknown as KubeObject);
    }
  });
});
