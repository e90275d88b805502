/**
 * kube-state-metrics itself, built from its Go module and told what the component tells it, on a real API server with Kubernetes' own
 * controllers: every name and label that a signal asks of it is on its page, with the value that the signal takes for it. The chart
 * installs a newer one; this is the newest that could be had as a Go module.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stringify } from "yaml";
import { until } from "../../app/test/integration/processes.ts";
import { strimziState } from "../../components/monitoring/kubernetes/resource-state.ts";
import { metricsIn, type Signal } from "../../components/monitoring/signal.ts";
import { signals } from "../../components/monitoring/signals/index.ts";
import { strimziKinds } from "../../components/monitoring/signals/strimzi.ts";
import type { KubeObject } from "../kubernetes/control-plane/api.ts";
import { missingTools } from "../kubernetes/control-plane/binaries.ts";
import { ControlPlane } from "../kubernetes/control-plane/control-plane.ts";
import { builtOnce, go } from "../kubernetes/control-plane/go.ts";
import { establishStrimzi } from "../kubernetes/support/definitions.ts";

const VERSION = "2.18.0";
const PORT = 26_880;
const namespace = "tributary";
/** Another operator's, whose definitions no stack brings. */
const NOT_HERE = "strimzi_kafka_access_resource_info";

const strimzi = (kind: string, name: string, spec: object, more: object = {}): KubeObject => ({
  apiVersion: "kafka.strimzi.io/v1",
  kind,
  metadata: { name, namespace, ...more },
  spec,
});
const container = { name: "c", image: "example.invalid/c:1" };
const labels = { app: "a" };
const pods = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [container] } },
};
const job = { template: { spec: { containers: [container], restartPolicy: "Never" } } };
const workloads: KubeObject[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "app-processor", namespace },
    spec: { ...pods, replicas: 2 },
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "registry", namespace },
    spec: { ...pods, replicas: 1, serviceName: "registry" },
  },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "nightly-backup", namespace },
    spec: { schedule: "* * * * *", jobTemplate: { spec: job } },
  },
];
const ready = [{ type: "Ready", status: "True" }];
const warned = [...ready, { type: "Warning", status: "True", reason: "DeprecatedFields" }];
const mirrored = { alias: "target", bootstrapServers: "b:9092" };
const topics = { groupId: "g", configStorageTopic: "c", offsetStorageTopic: "o", statusStorageTopic: "s" };
const resources: [KubeObject, { type: string; status: string; reason?: string }[]][] = [
  [
    strimzi("Kafka", "kafka", { kafka: { listeners: [{ name: "tls", port: 9093, type: "internal", tls: true }] } }),
    warned,
  ],
  [
    strimzi(
      "KafkaNodePool",
      "brokers",
      { replicas: 3, roles: ["broker"], storage: { type: "ephemeral" } },
      { labels: { "strimzi.io/cluster": "kafka" } },
    ),
    warned,
  ],
  [strimzi("KafkaTopic", "login-events", { partitions: 3, replicas: 3 }), [{ type: "Ready", status: "False" }]],
  [strimzi("KafkaUser", "processor", { authentication: { type: "tls" } }), ready],
  [strimzi("KafkaRebalance", "spread", {}), [{ type: "ProposalReady", status: "True" }]],
  [
    strimzi("KafkaRebalance", "template", {}, { annotations: { "strimzi.io/rebalance-template": "true" } }),
    [{ type: "Rebalancing", status: "True" }],
  ],
  [strimzi("KafkaConnect", "connect", { bootstrapServers: "b:9092", replicas: 1, ...topics }), ready],
  [strimzi("KafkaConnector", "connector", { class: "c", tasksMax: 1, config: {} }), ready],
  [strimzi("KafkaMirrorMaker2", "mirror", { replicas: 1, target: { ...mirrored, ...topics }, mirrors: [] }), ready],
];

/** What signals ask of kube-state-metrics; the kubelet's own are another's. */
const asked = [
  ...new Set(Object.values<Signal>(signals).flatMap(({ from }) => metricsIn(from["kubernetes"] ?? ""))),
].filter((name) => !name.startsWith("kubelet_") && name !== NOT_HERE);

/** Nodes are in no namespace. */
const ownOf = (name: string): Record<string, string> => (name.startsWith("kube_node_") ? {} : { namespace });

describe("kube-state-metrics itself", { skip: missingTools() ?? false }, () => {
  let plane: ControlPlane;
  let child: ChildProcess | undefined;

  before(
    async () => {
      const folder = await builtOnce(`kube-state-metrics-${VERSION}`, async (building) => {
        const out = join(building, "kube-state-metrics");
        const module = join(import.meta.dirname, "kube-state-metrics");
        await go(module, ["build", "-ldflags", "-s -w", "-o", out, "k8s.io/kube-state-metrics/v2"]);
      });
      plane = await ControlPlane.start({ port: 26_890 });
      await establishStrimzi(plane.api);
      for (const object of workloads) await plane.api.apply(object);
      for (const [object, conditions] of resources) {
        await plane.api.apply(object);
        const path = `${await plane.api.pathOf(object)}/status`;
        await plane.api.send("PATCH", path, { status: { conditions } }, "application/merge-patch+json");
      }
      const { customResourceState } = strimziState() as { customResourceState: { config: object } };
      const config = join(plane.folder, "resources.yaml");
      writeFileSync(config, stringify(customResourceState.config));
      const log = openSync(join(plane.folder, "kube-state-metrics.log"), "a");
      child = spawn(
        join(folder, "kube-state-metrics"),
        [
          `--kubeconfig=${plane.kubeconfig}`,
          "--host=127.0.0.1",
          `--port=${PORT}`,
          "--telemetry-host=127.0.0.1",
          `--telemetry-port=${PORT + 1}`,
          `--custom-resource-state-config-file=${config}`,
        ],
        { stdio: ["ignore", log, log] },
      );
    },
    { timeout: 1_200_000 },
  );
  after(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await plane?.dispose();
  });

  const page = async (): Promise<string[]> =>
    (await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text()).split("\n");
  /** Values of a metric's series that have all of these labels. */
  const values = (lines: string[], name: string, having: Record<string, string>): number[] =>
    lines
      .filter((line) => line.startsWith(`${name}{`))
      .filter((line) => Object.entries(having).every(([label, value]) => line.includes(`${label}="${value}"`)))
      .map((line) => Number(line.split(" ").at(-1)));

  test("every metric that is asked is there, of this namespace", { timeout: 240_000 }, async () => {
    // A CronJob of every minute has run and succeeded once.
    await until("every metric is there", 200, async () => {
      const lines = await page();
      return asked.every((name) => values(lines, name, ownOf(name)).length > 0);
    }).catch(async () => {
      const lines = await page();
      assert.deepEqual(
        asked.filter((name) => values(lines, name, ownOf(name)).length === 0),
        [],
      );
    });
  });

  test("pods and CronJobs have the labels and values that signals take them by", { timeout: 60_000 }, async () => {
    await until("pods are ready", 50, async () => {
      const lines = await page();
      const of = { deployment: "app-processor", namespace };
      return values(lines, "kube_deployment_status_replicas_ready", of)[0] === 2;
    });
    const lines = await page();
    const one = (name: string, having: Record<string, string>) => {
      const found = values(lines, name, { namespace, ...having });
      assert.equal(found.length, 1, `${name} ${JSON.stringify(having)}`);
      return found[0]!;
    };
    assert.equal(one("kube_deployment_spec_replicas", { deployment: "app-processor" }), 2);
    assert.equal(one("kube_statefulset_replicas", { statefulset: "registry" }), 1);
    assert.equal(one("kube_pod_status_ready", { pod: "registry-0", condition: "false" }), 0);
    assert.equal(one("kube_pod_status_phase", { pod: "registry-0", phase: "Running" }), 1);
    // KWOK's node is ready, and pods of the namespace are on nodes that have a name.
    const ready = values(lines, "kube_node_status_condition", { condition: "Ready", status: "true" });
    assert.ok(ready.length > 0 && ready.every((value) => value === 1));
    for (const status of ["false", "unknown"])
      assert.ok(
        values(lines, "kube_node_status_condition", { condition: "Ready", status }).every((value) => value === 0),
      );
    const [, node] = /node="([^"]+)"/.exec(lines.find((line) => /^kube_pod_info\{.*pod="registry-0"/.test(line))!)!;
    assert.ok(values(lines, "kube_node_status_condition", { node: node! }).length > 0);
    const now = Date.now() / 1000;
    const of = { cronjob: "nightly-backup" };
    const [created, begun, succeeded] = [
      "kube_cronjob_created",
      "kube_cronjob_status_last_schedule_time",
      "kube_cronjob_status_last_successful_time",
    ].map((name) => one(name, of));
    for (const time of [created!, begun!, succeeded!]) assert.ok(now - time < 600 && time <= now + 1, String(time));
    assert.ok(succeeded! >= created!);
  });

  test("what Strimzi says of each kind is on the page, with the labels that signals ask", async () => {
    const lines = await page();
    const of = (kind: keyof typeof strimziKinds, having: Record<string, string>) =>
      values(lines, `${strimziKinds[kind]}_resource_info`, { namespace, ...having });
    for (const kind of Object.keys(strimziKinds) as (keyof typeof strimziKinds)[])
      assert.equal(of(kind, {}).length, kind === "KafkaAccess" ? 0 : kind === "KafkaRebalance" ? 2 : 1, kind);
    assert.deepEqual(of("Kafka", { name: "kafka", ready: "True", warnings: "Warning", deprecated: "Warning" }), [1]);
    assert.deepEqual(of("KafkaNodePool", { name: "brokers", warnings: "Warning" }), [1]);
    assert.deepEqual(of("KafkaTopic", { name: "login-events", ready: "False" }), [1]);
    assert.deepEqual(of("KafkaRebalance", { name: "spread", proposal_ready: "True" }), [1]);
    assert.deepEqual(of("KafkaRebalance", { name: "template", template: "true", rebalancing: "True" }), [1]);
  });
});
