/** Charts, rendered by Helm's own code with the values that the components give, and judged by a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { until } from "../../app/test/integration/processes.ts";
import { restricted } from "../../components/kubernetes/namespace.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import { type KedaOperatorArgs, kedaValues } from "../../components/scaling/kubernetes/operator.ts";
import { kedaRules } from "../../components/scaling/kubernetes/policies.ts";
import { keda } from "../../infra/versions.ts";
import { unknownValues } from "../support/chart-values.ts";
import { type Rendered, render } from "./charts/render.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane, ZONES } from "./control-plane/control-plane.ts";

const NAMESPACE = "keda";
const args: KedaOperatorArgs = {
  version: keda.version,
  namespace: NAMESPACE,
  tags: {},
  watched: ["tributary"],
  replicas: 3,
  spread: "required",
  brokers: { to: [], ports: [] },
  outside: [],
  monitoring: [namespacePeer("monitoring")],
  imageRegistry: "images.example.com",
  imagePullSecrets: ["registry"],
};
const known = (value: unknown): Promise<any> =>
  new Promise((resolve) => pulumi.output(value as any).apply((found) => resolve(found)));

describe("KEDA's chart", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let chart: Rendered;
  let values: object;
  before(
    async () => {
      values = await known(kedaValues(args));
      chart = await render("keda", NAMESPACE, values);
      plane = await ControlPlane.start({ port: 26040 });
      for (const name of [NAMESPACE, "tributary"])
        await plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: restricted } });
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  test("is the version that is installed, and knows every value that it is given", () => {
    assert.equal(chart.version, keda.version);
    assert.deepEqual(unknownValues(values, chart.defaults), []);
  });

  test("every object is taken, but for those of definitions that are resources of their own", async () => {
    assert.ok(!chart.objects.some(({ kind }) => kind === "CustomResourceDefinition"));
    for (const object of chart.objects) await plane.api.apply(placed(object));
  });

  test("each part pulls its image from the registry that is named, with the Secret that is", () => {
    const pods = chart.objects.filter(({ kind }) => kind === "Deployment").map(({ spec }) => spec.template.spec);
    for (const { imagePullSecrets, containers } of pods) {
      assert.deepEqual(imagePullSecrets, [{ name: "registry" }]);
      assert.ok(containers.every(({ image }: any) => image.startsWith("images.example.com/")));
    }
  });

  test("its pods run in a namespace of the restricted standard, each part's in all three zones", async () => {
    const deployments = chart.objects.filter(({ kind }) => kind === "Deployment");
    assert.equal(deployments.length, 3);
    for (const { metadata, spec } of deployments) {
      const { app } = spec.selector.matchLabels;
      const pods = await until(`pods of ${metadata.name}`, 60, async () => {
        const all = await plane.api.list("v1", "Pod", NAMESPACE);
        const own = all.filter((pod) => pod.metadata["labels"]?.app === app);
        return own.length === 3 && own.every(({ status }) => status.phase === "Running") && own;
      });
      assert.deepEqual(pods.map(({ spec: { nodeName } }) => nodeName.replace(/-\d$/, "")).sort(), [...ZONES]);
    }
  });

  test("policies name its pods by their labels, and the ports that these listen at", () => {
    const pods = chart.objects.filter(({ kind }) => kind === "Deployment").map(({ spec }) => spec.template);
    const rules = Object.values(kedaRules(args));
    assert.equal(rules.length, pods.length);
    for (const { name, spec } of rules as any[]) {
      const { app } = spec.podSelector.matchLabels;
      const [pod, ...more] = pods.filter(({ metadata }) => metadata.labels.app === app);
      assert.deepEqual(more, [], name);
      const listening = pod.spec.containers[0].ports.map(({ containerPort }: any) => containerPort);
      for (const { ports } of spec.ingress)
        for (const { port } of ports) assert.ok(listening.includes(port), `${name} ${port}`);
    }
  });

  test("its rights in the cluster as a whole are on its own kinds only", () => {
    const wide = chart.objects
      .filter(({ kind }) => kind === "ClusterRole")
      .flatMap(({ rules }) => rules as { resources?: string[]; verbs: string[] }[])
      .filter(({ verbs }) => verbs.includes("*") || verbs.includes("create"));
    assert.deepEqual(
      wide.filter(({ resources = [] }) => resources.includes("secrets") || resources.includes("*")),
      [],
    );
  });
});

/** Helm puts what names no namespace into the release's. */
function placed(object: KubeObject): KubeObject {
  return { ...object, metadata: { namespace: NAMESPACE, ...object.metadata } };
}
