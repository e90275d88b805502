/** What a Prometheus on Kubernetes is told of brokers elsewhere: by mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { recordStack } from "../../support/recording.ts";

const stack = (operator: object, open = true) =>
  recordStack("aws-msk-production", {
    change: (raw: any) => {
      raw.kafka.monitoring = { ...raw.kafka.monitoring, open };
      raw.monitoring = { operator };
    },
  });
const rulesOf = (recording: Awaited<ReturnType<typeof stack>>): { record?: string; expr: string }[] =>
  recording
    .of("kubernetes:monitoring.coreos.com/v1:PrometheusRule")[0]!
    .inputs["spec"].groups.flatMap(({ rules }: any) => rules);

test("no rule asks for what nobody reads; disks are those of the brokers", async () => {
  const rules = rulesOf(await stack({ mode: "present" }));
  assert.ok(rules.length > 0);
  assert.ok(!rules.some(({ expr }) => expr.includes("aws_kafka")));
  const of = (name: string) => rules.find(({ record }) => record === name)!.expr;
  assert.match(of("tributary:kafka_disk_used"), /node_filesystem_avail_bytes/);
});

test("its own Prometheus reaches the ports of pages that brokers elsewhere have", async () => {
  const recording = await stack({ mode: "install" });
  const policy = recording
    .of("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .find(({ inputs }) => inputs["metadata"].name === "allow-prometheus")!;
  const ports = policy.inputs["spec"].egress.flatMap((rule: any) => (rule.ports ?? []).map(({ port }: any) => port));
  for (const port of [11_001, 11_002]) assert.ok(ports.includes(port), String(port));
});
