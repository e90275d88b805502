/** kube-prometheus-stack, rendered by Helm's own code with the values that the component gives, and judged by a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../../app/test/integration/processes.ts";
import { restricted } from "../../components/kubernetes/namespace.ts";
import { prometheusRules } from "../../components/monitoring/kubernetes/policies.ts";
import type { PrometheusStackArgs } from "../../components/monitoring/kubernetes/stack.ts";
import { stackValues } from "../../components/monitoring/kubernetes/values.ts";
import { prometheusStack } from "../../infra/versions.ts";
import { unknownValues } from "../support/chart-values.ts";
import { type Rendered, render } from "./charts/render.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishPrometheus } from "./support/definitions.ts";

const NAMESPACE = "monitoring";
const args: PrometheusStackArgs = {
  version: prometheusStack.version,
  namespace: NAMESPACE,
  tags: {},
  replicas: 2,
  spread: "required",
  retention: "7d",
  storage: 20,
  grafana: true,
  strimzi: true,
  explained: { KafkaBrokerDown: ["KafkaUnderReplicatedPartitions"] },
  pages: [9404],
  receivers: [443],
  clients: [],
  imageRegistry: "images.example.com",
  imagePullSecrets: ["registry"],
  routes: {
    receivers: { night: { kind: "pagerduty", key: { secretName: "pagerduty", key: "key" } } },
    critical: ["night"],
    warning: [],
  },
};
/** Of the chart's parts, whose values it names itself in part only. */
const OF_PARTS = /^(grafana|kube-state-metrics)\./;

describe("kube-prometheus-stack", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let chart: Rendered;
  before(
    async () => {
      chart = await render("kube-prometheus-stack", NAMESPACE, stackValues(args));
      plane = await ControlPlane.start({ port: 26070 });
      await establishPrometheus(plane.api);
      await plane.api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE, labels: restricted } });
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  const of = (kind: string) => chart.objects.filter((object) => object.kind === kind);

  test("is the version that is installed, and knows every value that it is given", () => {
    assert.equal(chart.version, prometheusStack.version);
    const unknown = unknownValues(stackValues(args), chart.defaults).filter((path) => !OF_PARTS.test(path));
    assert.deepEqual(unknown, []);
  });

  test("every object is taken, and none is a definition or a password", async () => {
    assert.deepEqual(of("CustomResourceDefinition"), []);
    for (const object of chart.objects) await plane.api.apply(placed(object));
  });

  test("Prometheus takes every monitor and rule, and not just those of the chart's release", () => {
    const [{ spec }] = of("Prometheus") as any;
    for (const selector of ["ruleSelector", "podMonitorSelector", "serviceMonitorSelector", "scrapeConfigSelector"]) {
      assert.deepEqual(spec[selector], {}, selector);
      const namespaces = selector.replace("Selector", "NamespaceSelector");
      assert.deepEqual(spec[namespaces], {}, namespaces);
    }
  });

  test("its pods run in a namespace of the restricted standard", async () => {
    for (const { metadata, spec } of of("Deployment") as any[]) {
      const labels = Object.entries(spec.selector.matchLabels);
      const pods = await until(`pods of ${metadata.name}`, 60, async () => {
        const all = await plane.api.list("v1", "Pod", NAMESPACE);
        const own = all.filter((pod: any) => labels.every(([key, value]) => pod.metadata.labels?.[key] === value));
        return own.length === spec.replicas && own;
      });
      assert.ok(pods.length > 0, metadata.name);
    }
  });

  test("policies name its pods by their labels", () => {
    const labels = (of("Deployment") as any[]).map(
      ({ spec }) => spec.template.metadata.labels["app.kubernetes.io/name"],
    );
    // Those of Prometheus and Alertmanager are made by the operator, which labels them so (operator 0.93.1, pkg/prometheus, pkg/alertmanager).
    const made = [...labels, "prometheus", "alertmanager"].sort();
    const named = Object.values(prometheusRules(args)).map(
      ({ spec }: any) => spec.podSelector.matchLabels["app.kubernetes.io/name"],
    );
    assert.deepEqual(named.sort(), made);
  });

  test("whoever is told is told by files of Secrets, and nothing secret stands in an object", () => {
    const [config] = of("Secret").filter(({ metadata }: any) => metadata.name.startsWith("alertmanager-")) as any[];
    const text = Buffer.from(config.data["alertmanager.yaml"], "base64").toString();
    assert.match(text, /routing_key_file: \/etc\/alertmanager\/secrets\/pagerduty\/key/);
    assert.deepEqual((of("Alertmanager") as any)[0].spec.secrets, ["pagerduty"]);
    assert.deepEqual(
      of("Secret").map(({ metadata }) => metadata["name"]),
      ["alertmanager-kube-prometheus-stack-alertmanager"],
    );
  });
});

/** Helm puts what names no namespace into the release's. */
function placed(object: KubeObject): KubeObject {
  return { ...object, metadata: { namespace: NAMESPACE, ...object.metadata } };
}
