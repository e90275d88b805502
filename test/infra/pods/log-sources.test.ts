/** Lines of the contract: each kind is read by Filebeat, with all that it says of where they are, or refused in a sentence. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../../components/errors.ts";
import type { LogSource } from "../../../components/kafka/cluster.ts";
import { cloudInputs, podProviders } from "../../../components/logging/collect/filebeat.ts";
import { keptByCloud, knownSource, readOnce } from "../../../infra/pods/log-sources.ts";

const component = "kafka";
const hub = { namespace: "hubs", hub: "logs", storageAccount: "account", container: "positions" };
const subscription = { project: "p-1", topic: "logs", subscription: "mine" };
const azure = { kind: "azure-diagnostics", component, workspaceId: pulumi.output("w") } as const;
const google = { kind: "google-logging", component, filter: "resource.type=x" } as const;
const s3 = { kind: "s3", component, bucket: pulumi.output("bucket"), prefix: "msk/mine" } as const;
const cloudwatch = { kind: "cloudwatch", component, logGroup: pulumi.output("/aws/vendedlogs/msk/mine") } as const;

const filebeat = async (source: LogSource, region = "eu-central-1") => {
  const known = await new Promise<any>((resolve) => void knownSource(source, region).apply(resolve));
  return { inputs: cloudInputs([known], "s") as any[], providers: podProviders([known], "s") as any[] };
};

/** What Filebeat is told of each; keys by Elastic's documentation of the input. */
const read: [LogSource, Record<string, unknown>][] = [
  [cloudwatch, { type: "aws-cloudwatch", log_group_name: "/aws/vendedlogs/msk/mine", region_name: "eu-central-1" }],
  [s3, { type: "aws-s3", bucket_arn: "arn:aws:s3:::bucket", bucket_list_prefix: "msk/mine", region: "eu-central-1" }],
  [
    { ...azure, hub: pulumi.output(hub) },
    {
      type: "azure-eventhub",
      eventhub_namespace: "hubs",
      eventhub: "logs",
      storage_account: "account",
      storage_account_container: "positions",
    },
  ],
  [
    { ...google, subscription: pulumi.output(subscription) },
    { type: "gcp-pubsub", project_id: "p-1", topic: "logs", subscription: { name: "mine", create: false } },
  ],
];

for (const [source, wanted] of read)
  test(`${source.kind}: one collector reads it into the stack's own data stream`, async () => {
    const { inputs, providers } = await filebeat(source);
    assert.ok(keptByCloud(source));
    assert.deepEqual(providers, []);
    assert.equal(inputs.length, 1);
    for (const [key, value] of Object.entries(wanted)) assert.deepEqual(inputs[0][key], value, key);
    assert.deepEqual(inputs[0].processors[0].add_fields.fields.data_stream, {
      type: "logs",
      dataset: "tributary.kafka",
      namespace: "s",
    });
  });

test("k8s: read on each node, and not by the collector", async () => {
  const source: LogSource = { kind: "k8s", component, namespace: pulumi.output("n"), selector: { app: "x" } };
  const { inputs, providers } = await filebeat(source);
  assert.ok(!keptByCloud(source));
  assert.deepEqual(inputs, []);
  assert.deepEqual(
    providers.map(({ namespace, templates }) => [namespace, templates[0].condition]),
    [["n", { equals: { "kubernetes.labels.app": "x" } }]],
  );
});

test("a bucket of another partition of AWS is named as it is there", async () => {
  const { inputs } = await filebeat(s3, "us-gov-east-1");
  assert.equal(inputs[0].bucket_arn, "arn:aws-us-gov:s3:::bucket");
});

for (const [source, sentence] of [
  [azure, /kafka are in Azure's diagnostic settings and are read by an Event Hub, which .*; allowed: off\.$/],
  [google, /kafka are in Google's logging and are read by a subscription of Pub\/Sub, which .*; allowed: off\.$/],
  [
    { kind: "file", component, path: "logs/kafka.log", format: "text" },
    /kafka are in a file of the machine that runs it, which no pod reads; allowed: off\.$/,
  ],
] as [LogSource, RegExp][])
  test(`${source.kind}, of which nothing could be read: refused, and not left out`, () => {
    assert.throws(
      () => knownSource(source, ""),
      (error) =>
        error instanceof TributaryError && error.code === "TRB_SETTINGS_INVALID" && sentence.test(error.message),
    );
  });

test("the same lines in CloudWatch and S3 are read once; those of somebody else are read, too", () => {
  const others: LogSource = { ...s3, component: "connect" };
  assert.deepEqual(readOnce([cloudwatch, s3, others]), [cloudwatch, others]);
  assert.deepEqual(readOnce([s3]), [s3]);
});
