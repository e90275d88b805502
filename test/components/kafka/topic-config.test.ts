import assert from "node:assert/strict";
import { test } from "node:test";
import { compileTopic, retentionMs } from "../../../components/kafka/topic-config.ts";

test("defaults: three copies or as many as there are nodes, one of which may be missing", () => {
  const copies = (nodes: number) => {
    const { replication, config } = compileTopic("events", { partitions: 6 }, nodes);
    return [replication, config["min.insync.replicas"]];
  };
  assert.deepEqual(
    [copies(1), copies(2), copies(3), copies(5)],
    [
      [1, "1"],
      [2, "1"],
      [3, "2"],
      [3, "2"],
    ],
  );
});

test("every field has its place in Kafka's configuration, and the rest passes", () => {
  assert.deepEqual(
    compileTopic(
      "events",
      {
        name: "login-events",
        partitions: 12,
        replication: 3,
        minInsync: 3,
        retention: "forever",
        cleanup: "both",
        maxMessageBytes: 2048,
        config: { "segment.ms": "60000" },
        allow: ["delete"],
      },
      3,
    ),
    {
      topic: "login-events",
      partitions: 12,
      replication: 3,
      config: {
        "segment.ms": "60000",
        "retention.ms": "-1",
        "cleanup.policy": "compact,delete",
        "max.message.bytes": "2048",
        "min.insync.replicas": "3",
      },
      allow: ["delete"],
    },
  );
});

test("retention in milliseconds", () => {
  assert.deepEqual(["7d", "12h", "30m", "10s", "500ms", "2w", "forever"].map(retentionMs), [
    "604800000",
    "43200000",
    "1800000",
    "10000",
    "500",
    "1209600000",
    "-1",
  ]);
  assert.throws(() => retentionMs("a week"), RangeError);
});
