/**
 * Each kind of driver on what the program declares for stack files: how many, at which price, in which sum. The amounts are reckoned here by
 * hand from the prices of the table; no bill was ever looked at. How an estimate is told is tried on the same.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../../components/local/folder.ts";
import { vcpusOf } from "../../../infra/cost/drivers/eks.ts";
import { estimate } from "../../../infra/cost/estimate.ts";
import { Prices } from "../../../infra/cost/price.ts";
import { listPrices } from "../../../infra/cost/prices/index.ts";
import { requestsOf } from "../../../infra/cost/requests.ts";
import { ageText, costLine, costMarkdown, usd } from "../../../infra/cost/text.ts";
import { previewText } from "../../../infra/delivery/preview-text.ts";
import { typeOfUrn } from "../../../infra/engine/urn.ts";
import type { Resource } from "../../../infra/policy/resource.ts";
import { judged } from "../../../infra/policy/stack.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { recordStack } from "../../support/recording.ts";

const list = new Prices(listPrices);

const recordings = new Map<string, Promise<readonly Resource[]>>();
function recorded(stack: string): Promise<readonly Resource[]> {
  const made = recordings.get(stack) ?? recordStack(stack).then(({ resources }) => judged(resources));
  recordings.set(stack, made);
  return made;
}

interface Changed {
  /** Of the settings; what the program declares is that of the file as it is. */
  settings?: (raw: any) => void;
  /** Of what it declares. */
  resource?: (resource: Resource) => Resource;
  prices?: Prices;
}

async function estimated(stack: string, { settings, resource, prices = list }: Changed = {}) {
  const raw = readStackFile(stack) as any;
  settings?.(raw);
  const all = await recorded(stack);
  const resources = resource === undefined ? all : all.map(resource);
  const result = estimate(resources, parseSettings(raw), stack, prices);
  const line = (what: string) => {
    const found = result.fixed.filter((one) => one.what === what);
    assert.equal(found.length, 1, `${what} is none of ${result.fixed.map((one) => one.what).join(", ")}`);
    return found[0]!;
  };
  const cents = (what: string) => [line(what).least, line(what).most].map((sum) => sum && Math.round(sum * 100) / 100);
  const use = (what: string) => result.byUse.find((one) => one.what === what);
  return { ...result, line, cents, use, resources };
}

test("a stack on EKS: nodes by their limits, gateways, endpoints in each zone, disks, keys, secrets", async () => {
  const { line, cents, use, fixed, least, most } = await estimated("aws-msk-production");
  assert.deepEqual(cents("EKS control plane"), [73, 73]);
  assert.deepEqual(
    [line("EKS nodes, m7g.xlarge").count, ...cents("EKS nodes, m7g.xlarge")],
    ["3 to 6", 428.15, 856.29],
  );
  // 64 vCPU of 4 each; the groups have 12 at least, and pods ask for less.
  assert.deepEqual(cents("Karpenter's nodes, as m7g.xlarge"), [0, 2283.44]);
  assert.deepEqual(cents("NAT gateways"), [113.88, 113.88]);
  assert.deepEqual(
    [line("Interface endpoints").count, ...cents("Interface endpoints")],
    ["13, 39 in all zones", 341.64, 341.64],
  );
  assert.deepEqual(cents("Public IPv4 addresses"), [10.95, 10.95]);
  // 50 GB on each of 3 to 6 + 16 nodes.
  assert.deepEqual(cents("Disks of nodes, gp3, GB"), [14.28, 104.72]);
  // Elasticsearch 3 x 200, Logstash 2 x a queue.
  assert.ok(line("Disks of pods, gp3, GB").least! > 600 * 0.0952);
  assert.deepEqual(cents("Keys of KMS"), [2, 2]);
  // Two of Secrets Manager for MSK, and those that External Secrets pushes.
  assert.deepEqual([line("Secrets").count, ...cents("Secrets")], ["8", 3.2, 3.2]);
  assert.deepEqual([use("Lines to CloudWatch")?.price?.usd, use("Lines to CloudWatch")?.usd], [0.63, undefined]);
  assert.equal(use("Lake, kept in S3 (Standard)")?.price?.usd, 0.0245);
  assert.ok(use("Questions to Athena") && use("Through NAT gateways") && use("Between zones"));
  const known = fixed.reduce((sum, one) => sum + (one.least ?? 0), 0);
  assert.equal(least.usd, known);
  assert.ok(least.atLeast && most.atLeast, "MSK's brokers have no price there");
});

test("an unknown price is named, at the end, and counts neither as nothing nor as something", async () => {
  const { fixed, least } = await estimated("aws-msk-production");
  const unknown = fixed.filter((one) => one.unknown.length > 0);
  assert.deepEqual(
    unknown.map(({ what, least: low, most: high, unknown: units }) => [what, low, high, units]),
    [
      ["MSK brokers, kafka.m7g.xlarge", undefined, undefined, ["kafka.m7g.xlarge hour"]],
      ["MSK brokers' disks, GB", undefined, undefined, ["storage GB-month"]],
    ],
  );
  assert.deepEqual(fixed.slice(-2), unknown);
  const own = { service: "msk", region: "*", source: "a contract", seen: undefined };
  const prices = new Prices(
    [
      { ...own, unit: "kafka.m7g.xlarge hour", usd: 1 },
      { ...own, unit: "storage GB-month", usd: 1 },
    ],
    listPrices,
  );
  const whole = await estimated("aws-msk-production", { prices });
  // 3 brokers x 730 h, 3 x 500 GB that grow to 3 x 4,000.
  assert.deepEqual(whole.cents("MSK brokers, kafka.m7g.xlarge"), [2190, 2190]);
  assert.deepEqual(whole.cents("MSK brokers' disks, GB"), [1500, 12_000]);
  assert.deepEqual([whole.least.atLeast, Math.round(whole.least.usd - least.usd)], [false, 3690]);
});

const toUsEast = (raw: any) => {
  raw.aws.region = "us-east-1";
};
const CLUSTER = "confluentcloud:index/kafkaCluster:KafkaCluster";

test("MSK in us-east-1: standard and Express brokers, what is written to the latter", async () => {
  const standard = await estimated("aws-msk-production", { settings: toUsEast });
  assert.deepEqual(standard.cents("MSK brokers, kafka.m7g.xlarge"), [893.52, 893.52]);
  assert.deepEqual(standard.cents("MSK brokers' disks, GB"), [150, 1200]);
  assert.deepEqual([standard.least.atLeast, standard.most.atLeast], [false, false]);
  assert.equal(standard.use("MSK Express, written"), undefined);
  const express = await estimated("aws-msk-express-production", {
    settings: (raw) => {
      toUsEast(raw);
      raw.cost = { ...raw.cost, assume: { inGbPerDay: 12 } };
    },
  });
  assert.deepEqual(express.cents("MSK brokers, express.m7g.large"), [893.52, 893.52]);
  const written = express.use("MSK Express, written");
  // 12 GB x 365 / 12 days x 0.01
  assert.deepEqual([written?.units, written?.usd], [365, 3.65]);
  assert.equal(express.use("MSK Express, kept")?.price, undefined);
  assert.ok(express.use("MSK, delivery to the lake") && express.use("Lake, tables of S3"));
});

test("MSK Serverless: the cluster, each partition of the settings, traffic as assumed and in the sums", async () => {
  const assume = { inGbPerDay: 12, outGbPerDay: 24, keptGb: 100 };
  const { cents, line, use, least, withTraffic } = await estimated("aws-msk-serverless-production", {
    settings: (raw) => {
      raw.cost = { ...raw.cost, assume };
    },
  });
  assert.deepEqual(cents("MSK Serverless cluster"), [657, 657]);
  assert.deepEqual(
    [line("MSK Serverless partitions").count, ...cents("MSK Serverless partitions")],
    ["48", 63.07, 63.07],
  );
  const sums = ["written", "read", "kept"].map((what) => Math.round(use(`MSK Serverless, ${what}`)!.usd! * 100) / 100);
  assert.deepEqual(sums, [43.8, 43.8, 11.9]);
  const without = await estimated("aws-msk-serverless-production");
  assert.deepEqual([withTraffic, without.withTraffic], [true, false]);
  assert.equal(Math.round((least.usd - without.least.usd) * 100) / 100, 99.5);
});

test("a private authority, and connections to other networks, which have no price there", async () => {
  const { cents, line } = await estimated("aws-msk-multi-vpc-production");
  assert.deepEqual(cents("Private certificate authority"), [400, 400]);
  assert.deepEqual(line("MSK, connections to other networks").unknown, ["private connection hour"]);
});

test("Confluent Cloud: each kind from what a month costs at least to its limit", async () => {
  const what = (kind: string) => `Confluent Cloud cluster, ${kind}`;
  const of = (left: string, inputs: object) => (resource: Resource) =>
    resource.type === CLUSTER
      ? { ...resource, inputs: { ...resource.inputs, [left]: undefined, ...inputs } }
      : resource;
  const basic = await estimated("aws-confluent-development");
  assert.deepEqual(basic.cents(what("basic")), [0, undefined]);
  assert.deepEqual([basic.least.atLeast, basic.most.atLeast], [false, true], "nothing limits it");
  const limited = await estimated("aws-confluent-development", { resource: of("basic", { basics: [{ maxEcku: 3 }] }) });
  // The first of them is free.
  assert.deepEqual([limited.line(what("basic")).count, ...limited.cents(what("basic"))], ["1 to 3 eCKU", 0, 204.4]);
  const standard = await estimated("aws-confluent-development", {
    resource: of("basic", { standards: [{ maxEcku: 2 }] }),
  });
  assert.deepEqual(standard.cents(what("standard")), [385, 1095]);
  assert.equal(standard.least.atLeast, true, "its price differs by region");
  // The dearest of the range that the page names.
  const enterprise = await estimated("aws-confluent-production");
  assert.deepEqual(enterprise.cents(what("enterprise")), [895, 6570]);
  assert.deepEqual(enterprise.line("Confluent Cloud, private gateways").unknown, ["gateway hour"]);
  const freight = await estimated("aws-confluent-production", {
    resource: of("enterprises", { freights: [{ maxEcku: 4 }] }),
  });
  assert.deepEqual(freight.cents(what("freight")), [2300, 6570]);
  const dedicated = (await estimated("confluent-gcp-production")).line(what("dedicated"));
  assert.deepEqual([dedicated.count, dedicated.least, dedicated.unknown], ["2 CKU", undefined, ["dedicated CKU hour"]]);
});

test("Strimzi on EKS: disks of brokers, a load balancer for each and one more, and nodes enough for what pods ask", async () => {
  const { cents, line } = await estimated("aws-strimzi-production");
  // 3 x 500 GiB for brokers and 3 x 20 for controllers.
  assert.deepEqual(
    [line("Disks of pods, gp3, GB").count, ...cents("Disks of pods, gp3, GB")],
    ["1,560", 148.51, 148.51],
  );
  assert.deepEqual([line("Network Load Balancers").count, ...cents("Network Load Balancers")], ["4", 78.84, 78.84]);
  assert.equal(line("EKS nodes, m7g.xlarge").count, "3 to 9", "a group in each zone is told as one");
  assert.equal(line("Karpenter's nodes, as m7g.xlarge").count, "1 to 16", "12 vCPU are not enough for 14");
});

test("on a Kubernetes that is there pods are counted, and priced by whoever knows a price", async () => {
  const { fixed, least, requests, resources } = await estimated("kubernetes-production");
  assert.deepEqual([least, fixed.every((one) => one.least === undefined)], [{ usd: 0, atLeast: true }, true]);
  const kafka = resources.filter(({ type }) => type.endsWith(":KafkaNodePool"));
  const brokers = { cpu: 3 * 2 + 3 * 0.5, memoryGib: 3 * 8 + 3 * 2, diskGib: 3 * 500 + 3 * 20 };
  assert.deepEqual(requestsOf(kafka), { least: brokers, most: brokers });
  assert.ok(requests.least.cpu > brokers.cpu && requests.most.cpu > requests.least.cpu, "scaled to their limits");
  const own = { service: "kubernetes", region: "*", source: "accounting", seen: undefined };
  const prices = new Prices([{ ...own, unit: "disk GiB-month", usd: 0.1 }], listPrices);
  const priced = await estimated("kubernetes-production", { prices });
  assert.deepEqual(priced.least, { usd: requests.least.diskGib * 0.1, atLeast: true });
});

test("pods: a scaler's limits, several containers, nothing of work that ends", () => {
  const resource = (type: string, name: string, spec: object) => ({
    urn: name,
    type: `kubernetes:${type}`,
    name,
    inputs: { metadata: { name, namespace: "n" }, spec },
    secrets: new Set<string>(),
    protect: false,
  });
  const containers = [
    { resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { cpu: "9", memory: "9Gi" } } },
    { resources: { requests: { cpu: "1", memory: "1Gi" } } },
  ];
  const initContainers = [{ resources: { requests: { cpu: "8" } } }];
  const pods = { template: { spec: { containers, initContainers } } };
  const claims = { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: "10Gi" } } } }] };
  const scaled = { scaleTargetRef: { name: "web" }, minReplicas: 2, maxReplicas: 4 };
  const all = [
    resource("apps/v1:Deployment", "web", pods),
    resource("autoscaling/v2:HorizontalPodAutoscaler", "web", scaled),
    resource("apps/v1:StatefulSet", "store", {
      replicas: 3,
      ...claims,
      template: { spec: { containers: containers.slice(0, 1) } },
    }),
    resource("batch/v1:Job", "once", pods),
  ];
  assert.deepEqual(requestsOf(all), {
    least: { cpu: 2 * 1.25 + 3 * 0.25, memoryGib: 2 * 1.5 + 3 * 0.5, diskGib: 30 },
    most: { cpu: 4 * 1.25 + 3 * 0.25, memoryGib: 4 * 1.5 + 3 * 0.5, diskGib: 30 },
  });
});

test("this machine costs nothing", async () => {
  for (const stack of ["local", "local-three", "existing-local"]) {
    const { free, fixed, byUse, least } = await estimated(stack);
    assert.deepEqual([free, fixed, byUse, least], [true, [], [], { usd: 0, atLeast: false }], stack);
  }
});

test("machines have the vCPU of their size", () => {
  const sizes = ["m7g.large", "m7g.xlarge", "c7g.4xlarge", "m7g.medium", "t3"].map(vcpusOf);
  assert.deepEqual(sizes, [2, 4, 16, undefined, undefined]);
});

const TODAY = new Date("2026-11-28");
test("one line tells the sums, what is unknown and what is old", async () => {
  const msk = await estimated("aws-msk-production");
  assert.match(
    costLine(msk, TODAY),
    /^Cost a month without traffic: at least 1,046 USD, at its limits at least 3,848 USD \(2 of 12 prices unknown\)\.$/,
  );
  assert.equal(ageText(msk, TODAY), undefined);
  const later = new Date("2027-11-28");
  assert.match(costLine(msk, later), /; prices older than a year\)\.$/);
  assert.match(ageText(msk, later)!, /the oldest is of 2026-09-11/);
  assert.equal(costLine(await estimated("local"), TODAY), "Cost: this machine, nothing to pay.");
  assert.match(costLine(await estimated("kubernetes-production"), TODAY), /^Cost: unknown, as none of its 3 drivers/);
  assert.deepEqual([0.3, 99.999, 1046.21, 12_000].map(usd), ["0.30", "100.00", "1,046", "12,000"]);
});

test("the comment of a pull request has the largest drivers", async () => {
  const text = costMarkdown(await estimated("aws-msk-production"), TODAY);
  assert.match(text, /^Cost a month.*\n\n\| \| how many \| USD a month \| at its limits \|\n/);
  assert.match(text, /\| EKS nodes, m7g\.xlarge \| 3 to 6 \| 428 \| 856 \|/);
  assert.match(text, /\| MSK brokers, kafka\.m7g\.xlarge \| 3 \| unknown \| unknown \|/);
  const changes = { stack: "s", changes: { create: 1 } };
  const step = { name: "a", resourceType: "t", step: "create", changed: [] } as const;
  const whole = previewText(changes, [{ ...step, changed: [] }], text);
  assert.match(whole, /^### Preview of s\n\n1 to create\.\n\nCost a month[\s\S]*\n\n\| \| resource \| type \| what \|/);
  assert.equal(previewText(changes, []), "### Preview of s\n\n1 to create.\n");
});

/** What AWS and others charge nothing for by itself, or what is left out on purpose (docs/cost.md). */
const free = new RegExp(
  [
    "^aws:(iam|vpc|ec2/(route|subnet|vpc:|internetGateway|security|default|networkInterface|flowLog|launchTemplate))",
    "^aws:(ecr/lifecycle|eks/(access|addon|podIdentity)|kms/alias|msk/(configuration|topic|clusterPolicy|singleScram))",
    "^aws:(secretsmanager/secret(Policy|Version)|s3/bucket[A-Z]|s3tables/namespace|glue|sqs|cloudwatch/event|route53)",
    "^aws:(acmpca/certificate(:|AuthorityCert)|appautoscaling/policy|athena/namedQuery)",
    "^(azure-native:privatedns|gcp:(compute/(address|firewall)|dns))",
    "^confluentcloud:index/(accessPoint|apiKey|environment|kafka(Acl|ClientQuota|Topic)|privateLink|roleBinding|schema|service|subject)",
  ].join("|"),
);
const drivers = new Set([
  "aws:acmpca/certificateAuthority:CertificateAuthority",
  "aws:appautoscaling/target:Target",
  "aws:athena/workgroup:Workgroup",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:ec2/eip:Eip",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ecr/repository:Repository",
  "aws:eks/cluster:Cluster",
  "aws:eks/nodeGroup:NodeGroup",
  "aws:kms/key:Key",
  "aws:msk/channel:Channel",
  "aws:msk/cluster:Cluster",
  "aws:msk/serverlessCluster:ServerlessCluster",
  "aws:msk/vpcConnection:VpcConnection",
  "aws:s3/bucket:Bucket",
  "aws:s3tables/tableBucket:TableBucket",
  "aws:secretsmanager/secret:Secret",
  "azure-native:network:PrivateEndpoint",
  "confluentcloud:index/gateway:Gateway",
  "confluentcloud:index/kafkaCluster:KafkaCluster",
  "confluentcloud:index/network:Network",
  "confluentcloud:index/tableflowTopic:TableflowTopic",
  "gcp:compute/forwardingRule:ForwardingRule",
]);

test("the program does not load it: a stack is evaluated without", () => {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, type, path] of text.matchAll(/^(?:import|export)( type)? [^;]*?from "(\.[^"]+\.ts)";$/gm))
      if (type === undefined) visit(resolve(dirname(file), path!));
  };
  visit(join(projectRoot, "infra/index.ts"));
  assert.ok(seen.size > 100 && seen.has(join(projectRoot, "infra/settings/keys/cost.ts")));
  assert.deepEqual(
    [...seen].filter((file) => file.startsWith(join(projectRoot, "infra/cost/"))),
    [],
  );
});

test("whatever a stack file makes at a cloud is a driver, or is said to cost nothing by itself", () => {
  const folder = join(projectRoot, "test/golden");
  const urns = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as string[]);
  const types = new Set(urns.map(typeOfUrn).filter((type) => /^(aws|gcp|azure-native|confluentcloud):/.test(type)));
  assert.deepEqual(
    [...types].filter((type) => !drivers.has(type) && !free.test(type)),
    [],
  );
  assert.deepEqual(
    [...drivers].filter((type) => free.test(type)),
    [],
  );
});
