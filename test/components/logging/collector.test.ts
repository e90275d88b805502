/** What waits on a disk fits it: Filebeat of a cloud's own lines, on a volume of its own; on a node, what the settings say; by its configuration. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agentSpec, COLLECTOR_VOLUME, collectorSpec } from "../../../components/logging/kubernetes/filebeat.ts";

const source = { kind: "cloudwatch", component: "kafka", logGroup: "g", region: "eu-central-1" } as const;
const args = {
  stack: "s",
  sources: [source],
  logstash: "logs.n.svc:5044",
  // As much as may be asked for on a node.
  queueGi: 100,
  tls: "tls",
  serviceAccount: "account",
  checksum: "c",
};
const shared = { version: "9.5.3", spread: "preferred", imagePullSecrets: [] } as const;
const queueOf = (spec: any): string => spec.config["queue.disk"].max_size;
const UNITS: Record<string, number> = { GB: 1e9, MB: 1e6, Gi: 2 ** 30 };
const bytes = (text: string): number => Number.parseInt(text, 10) * UNITS[text.replace(/\d+/, "")]!;

test("the collector's lines leave room for how far it has read, whatever nodes have", () => {
  assert.ok(bytes(queueOf(collectorSpec(args, shared as never, "claim"))) <= 0.6 * bytes(COLLECTOR_VOLUME.size));
});

test("those of a node take what the settings say", () => {
  assert.equal(queueOf(agentSpec(args, shared as never)), "100GB");
});
