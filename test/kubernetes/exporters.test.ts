/** Exporters and everything that Prometheus is told of them, taken by a real API server; their pods come through its restricted standard. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { until } from "../../app/test/integration/processes.ts";
import { GuardedNamespace } from "../../components/kubernetes/namespace.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import { CloudWatchExporter } from "../../components/monitoring/aws/cloudwatch.ts";
import { StackMonitors } from "../../components/monitoring/kubernetes/monitors.ts";
import { azureExporter, googleExporter } from "../components/monitoring/support/exporters.ts";
import { record } from "../support/recording.ts";
import type { KubeObject } from "./control-plane/api.ts";
import { missingTools } from "./control-plane/binaries.ts";
import { ControlPlane } from "./control-plane/control-plane.ts";
import { establishPrometheus } from "./support/definitions.ts";
import { manifestsOf } from "./support/manifests.ts";
import { assertUnchanged } from "./support/unchanged.ts";

const NAMESPACE = "platform";
const tags = { project: "tributary", stack: "s" };

function everything(): void {
  const { namespace } = new GuardedNamespace("platform", { namespace: NAMESPACE, tags, protection: false });
  const cloudWatch = new CloudWatchExporter("cloudwatch", {
    cluster: { name: pulumi.output("c"), arn: pulumi.output("arn:aws:eks:eu-central-1:123456789012:cluster/c") },
    region: "eu-central-1",
    namespace,
    kept: {
      kind: "cloudwatch",
      source: "cloudwatch-serverless",
      namespace: "AWS/Kafka",
      dimensions: { "Cluster Name": "k" },
    },
    clusterTags: tags,
    asked: ["aws_kafka_bytes_in_per_sec_sum"],
    image: "images.example.com/exporter:1",
    readers: [namespacePeer("monitoring")],
    tags,
  });
  const confluent = {
    kind: "confluent-api" as const,
    clusterId: pulumi.output("lkc-1"),
    crn: pulumi.output("crn://c"),
  };
  new StackMonitors("monitors", {
    stack: "s",
    namespace,
    metrics: [cloudWatch.metrics, azureExporter().metrics, googleExporter().metrics, confluent],
    confluent: { name: pulumi.output("confluent-metrics"), userKey: "username-1", passwordKey: "password-1" },
    dashboards: false,
    tags,
  });
}

describe("exporters on a real API server", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let objects: KubeObject[];
  before(
    async () => {
      objects = manifestsOf(await record(everything));
      plane = await ControlPlane.start({ port: 26080 });
      await establishPrometheus(plane.api);
    },
    { timeout: 1_200_000 },
  );
  after(() => plane?.dispose());

  test("every object is taken, and a second time nothing changes", async () => {
    for (const object of objects) await plane.api.apply(object);
    for (const object of objects) await assertUnchanged(plane.api, object);
    const kinds = objects.map(({ kind }) => kind);
    for (const kind of ["PodMonitor", "ScrapeConfig", "PrometheusRule", "Deployment", "NetworkPolicy"])
      assert.ok(kinds.includes(kind), kind);
  });

  test("their pods are let into a namespace of the restricted standard", async () => {
    const names = objects.filter(({ kind }) => kind === "Deployment").map(({ metadata }) => metadata.name);
    assert.deepEqual(names.sort(), ["azure-monitor-exporter", "cloudwatch-exporter", "google-monitoring-exporter"]);
    for (const name of names)
      await until(`a pod of ${name}`, 60, async () =>
        (await plane.api.list("v1", "Pod", NAMESPACE)).some((pod) => pod.metadata.name.startsWith(`${name}-`)),
      );
  });

  test("a monitor that names what there is not is refused, so that the tests above can fail", async () => {
    const monitor = structuredClone(objects.find(({ kind }) => kind === "ScrapeConfig")!);
    monitor["spec"].scheme = "FTP";
    await assert.rejects(plane.api.apply(monitor));
  });
});
