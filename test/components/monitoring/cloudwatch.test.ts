/** Who asks CloudWatch: what it is told, what it may, who reaches it. By mocks, and by an evaluator of policies. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { KnownPolicy } from "../../../components/aws/policy.ts";
import { namespacePeer } from "../../../components/kubernetes/policy-rules.ts";
import { CloudWatchExporter, exporterRights } from "../../../components/monitoring/aws/cloudwatch.ts";
import { cloudWatchConfig } from "../../../components/monitoring/aws/cloudwatch-config.ts";
import { type Caller, evaluate } from "../../support/iam/evaluate.ts";
import { record } from "../../support/recording.ts";

const region = "eu-central-1";
const args = {
  cluster: {
    name: pulumi.output("mine"),
    arn: pulumi.output(`arn:aws:eks:${region}:123456789012:cluster/mine`),
  },
  region,
  namespace: "platform",
  kept: {
    kind: "cloudwatch" as const,
    source: "cloudwatch" as const,
    namespace: "AWS/Kafka",
    dimensions: { "Cluster Name": "kafka.1" },
  },
  clusterTags: { project: "tributary", stack: "a.b" },
  asked: ["aws_kafka_cpu_user_maximum", "aws_kafka_bytes_in_per_sec_average"],
  interval: 120,
  image: "images.example.com/exporter:v1",
  imagePullSecrets: ["registry"],
  readers: [namespacePeer("monitoring")],
  tags: { stack: "a.b" },
};
const made = record(() => new CloudWatchExporter("cloudwatch", args));

test("the exporter is told of one cluster by its tags, and of no metric that nobody asks", () => {
  const { region: where, clusterTags: tags, asked, interval } = args;
  const config = parse(
    cloudWatchConfig({ region: where, source: "cloudwatch", namespace: "AWS/Kafka", tags, asked, interval }),
  );
  assert.deepEqual(config, {
    apiVersion: "v1alpha1",
    "sts-region": region,
    discovery: {
      jobs: [
        {
          type: "AWS/Kafka",
          regions: [region],
          searchTags: [
            { key: "project", value: "^tributary$" },
            { key: "stack", value: "^a\\.b$" },
          ],
          recentlyActiveOnly: true,
          period: 120,
          length: 120,
          delay: 60,
          metrics: [
            { name: "BytesInPerSec", statistics: ["Average"], nilToZero: true },
            { name: "CpuUser", statistics: ["Maximum"], nilToZero: false },
          ],
        },
      ],
    },
  });
});

test("of a serverless cluster it asks for sums of a minute, whatever the interval", () => {
  const asked = ["aws_kafka_bytes_in_per_sec_sum", "aws_kafka_bytes_in_per_sec_average"];
  const text = cloudWatchConfig({
    region,
    source: "cloudwatch-serverless",
    namespace: "AWS/Kafka",
    tags: {},
    asked,
    interval: 300,
  });
  const [job] = parse(text).discovery.jobs;
  assert.equal(job.period, 60);
  assert.deepEqual(job.metrics, [{ name: "BytesInPerSec", statistics: ["Sum"], nilToZero: true }]);
});

test("its pod has no rights and no way but to AWS, and starts when it has its identity", async () => {
  const { named } = await made;
  const deployment = named("cloudwatch-deployment");
  const { replicas, strategy, template } = deployment.inputs["spec"];
  assert.deepEqual([replicas, strategy], [1, { type: "Recreate" }]);
  const { containers, volumes, ...pod } = template.spec;
  assert.deepEqual(pod, {
    serviceAccountName: "cloudwatch-exporter",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: [{ name: "registry" }],
    securityContext: {
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
      runAsUser: 65_534,
      runAsGroup: 65_534,
    },
  });
  assert.deepEqual(volumes, [{ name: "config", configMap: { name: "cloudwatch-exporter" } }]);
  const [{ args: told, env, image, securityContext }] = containers;
  assert.equal(image, args.image);
  assert.deepEqual(told, [
    "--config.file=/etc/exporter/config.yml",
    "--listen-address=:5000",
    "--scraping-interval=120",
  ]);
  assert.deepEqual(env, [
    { name: "AWS_REGION", value: region },
    { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
  ]);
  assert.equal(securityContext.readOnlyRootFilesystem, true);
  assert.deepEqual(securityContext.capabilities, { drop: ["ALL"] });
  const { dependencies } = deployment;
  assert.ok(dependencies.some((urn) => urn.endsWith("::cloudwatch-exporter-pods")));
  assert.deepEqual(named("cloudwatch-policy").inputs["spec"], {
    podSelector: { matchLabels: { "app.kubernetes.io/name": "cloudwatch-exporter" } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [namespacePeer("monitoring")], ports: [{ protocol: "TCP", port: 5000 }] }],
    egress: [
      { ports: [{ protocol: "TCP", port: 443 }] },
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
    ],
  });
});

test("a changed configuration starts another pod", async () => {
  const annotation = async (interval: number) =>
    (await record(() => new CloudWatchExporter("cloudwatch", { ...args, interval }))).named("cloudwatch-deployment")
      .inputs["spec"].template.metadata.annotations["tributary.dev/config"];
  assert.notEqual(await annotation(60), await annotation(120));
  assert.equal(await annotation(60), await annotation(60));
});

test("it may ask CloudWatch of its region, and nothing else", () => {
  const identity = [exporterRights(region) as unknown as KnownPolicy];
  const caller: Caller = { role: "arn:aws:iam::123456789012:role/exporter" };
  const rows: [boolean, string, string?][] = [
    [true, "cloudwatch:GetMetricData"],
    [true, "cloudwatch:ListMetrics"],
    [true, "tag:GetResources"],
    [false, "cloudwatch:GetMetricData", "us-east-1"],
    [false, "tag:GetResources", "us-east-1"],
    [false, "cloudwatch:PutMetricData"],
    [false, "cloudwatch:DeleteAlarms"],
    [false, "cloudwatch:GetMetricStatistics"],
    [false, "tag:TagResources"],
    [false, "kafka:DescribeCluster"],
    [false, "kafka-cluster:Connect"],
    [false, "iam:ListAccountAliases"],
    [false, "logs:FilterLogEvents"],
    [false, "s3:GetObject"],
  ];
  for (const [allowed, action, of = region] of rows) {
    const decision = evaluate({ caller, action, resource: "*", context: { "aws:RequestedRegion": of } }, { identity });
    assert.equal(decision === "allowed", allowed, `${action} in ${of}`);
  }
});
