/**
 * Each rule on resources as the program really declares them: kept as they are, broken with one thing changed. What no stack file declares is
 * written down. The rules are the real ones; that resources were made is not said.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeResources, judgeSteps } from "../../../infra/policy/judge.ts";
import { type RuleName, ruleNames } from "../../../infra/policy/names.ts";
import { type Resource, resourceOf } from "../../../infra/policy/resource.ts";
import { rules } from "../../../infra/policy/rules/index.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { type Recording, recordStack } from "../../support/recording.ts";

const TODAY = new Date("2026-11-27");

interface Case {
  rule: RuleName;
  stack: string;
  /** Logical name of the resource. */
  name: string;
  type?: string;
  change: (resource: any) => void;
  /** Of what is found. */
  path: string;
}

const policy = (inputs: any, change: (statement: any) => void, at = 0) => {
  const document = JSON.parse(inputs.policy);
  change(document.Statement[at]);
  inputs.policy = JSON.stringify(document);
};
const msk = "aws-msk-production";
const strimzi = "kubernetes-production";
const onEks = "aws-strimzi-production";
const SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme";

const cases: Case[] = [
  {
    rule: "encryption-in-transit",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.encryptionInfo.encryptionInTransit.clientBroker = "TLS_PLAINTEXT";
    },
    path: "encryptionInfo.encryptionInTransit.clientBroker",
  },
  {
    rule: "encryption-in-transit",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      delete inputs.encryptionInfo;
    },
    path: "encryptionInfo.encryptionInTransit.clientBroker",
  },
  {
    rule: "encryption-in-transit",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.clientAuthentication.unauthenticated = true;
    },
    path: "clientAuthentication.unauthenticated",
  },
  {
    rule: "encryption-in-transit",
    stack: strimzi,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.spec.kafka.listeners[0].tls = false;
    },
    path: "spec.kafka.listeners[0].tls",
  },
  {
    rule: "encryption-in-transit",
    stack: strimzi,
    name: "app-ingress",
    change: ({ inputs }) => {
      delete inputs.spec.tls;
    },
    path: "spec.tls",
  },
  {
    rule: "encryption-in-transit",
    stack: "kubernetes-existing",
    name: "kafka",
    type: "tributary:kafka:ExistingPodsCluster",
    change: ({ inputs }) => {
      inputs.protocol = "SASL_PLAINTEXT";
    },
    path: "protocol",
  },
  {
    rule: "encryption-in-transit",
    stack: "aws-msk-express-production",
    name: "lake-policy",
    change: ({ inputs }) =>
      policy(inputs, (statement) => {
        delete statement.Condition.Bool;
      }),
    path: "policy.Statement",
  },
  {
    rule: "encryption-at-rest",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      delete inputs.encryptionInfo.encryptionAtRestKmsKeyArn;
    },
    path: "encryptionInfo.encryptionAtRestKmsKeyArn",
  },
  {
    rule: "encryption-at-rest",
    stack: msk,
    name: "eks-nodes-main-template",
    change: ({ inputs }) => {
      inputs.blockDeviceMappings[0].ebs.encrypted = "false";
    },
    path: "blockDeviceMappings[0].ebs.encrypted",
  },
  {
    rule: "encryption-at-rest",
    stack: msk,
    name: "storage-class",
    change: ({ inputs }) => {
      delete inputs.parameters.encrypted;
    },
    path: "parameters.encrypted",
  },
  {
    rule: "encryption-at-rest",
    stack: msk,
    name: "karpenter-interruptions",
    change: ({ inputs }) => {
      delete inputs.sqsManagedSseEnabled;
    },
    path: "sqsManagedSseEnabled",
  },
  {
    rule: "encryption-at-rest",
    stack: msk,
    name: "keys-data",
    change: ({ inputs }) => {
      inputs.enableKeyRotation = false;
    },
    path: "enableKeyRotation",
  },
  {
    rule: "encryption-at-rest",
    stack: msk,
    name: "karpenter-node-class",
    change: ({ inputs }) => {
      delete inputs.spec.blockDeviceMappings;
    },
    path: "spec.blockDeviceMappings[0].ebs.encrypted",
  },
  {
    rule: "no-public-brokers",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.brokerNodeGroupInfo.connectivityInfo.publicAccess.type = "SERVICE_PROVIDED_EIPS";
    },
    path: "brokerNodeGroupInfo.connectivityInfo.publicAccess.type",
  },
  {
    rule: "no-public-brokers",
    stack: msk,
    name: "network-endpoints-https",
    change: ({ inputs }) => {
      inputs.cidrIpv4 = "0.0.0.0/0";
    },
    path: "cidrIpv4",
  },
  {
    rule: "no-public-brokers",
    stack: strimzi,
    name: "kafka-cluster",
    change: ({ inputs }) => inputs.spec.kafka.listeners.push({ type: "loadbalancer", tls: true, port: 9095 }),
    path: "spec.kafka.listeners[2].configuration.loadBalancerSourceRanges",
  },
  // Ranges do not make a public address a private one, whichever of the services has it.
  ...["bootstrap.annotations", "perBrokerAnnotationsTemplate"].map((of) => ({
    rule: "no-public-brokers" as const,
    stack: onEks,
    name: "kafka-cluster",
    change: ({ inputs }: any) => {
      const { configuration } = inputs.spec.kafka.listeners[2];
      const annotations = of.split(".").reduce((held: any, key) => held[key], configuration);
      annotations[SCHEME] = "internet-facing";
    },
    path: `spec.kafka.listeners[2].configuration.${of}.${SCHEME}`,
  })),
  {
    rule: "no-public-brokers",
    stack: onEks,
    name: "app-service",
    change: ({ inputs }) => {
      inputs.metadata.annotations = { [SCHEME]: "internet-facing" };
      const loadBalancerSourceRanges = ["10.0.0.0/8"];
      Object.assign(inputs.spec, { type: "LoadBalancer", ports: [{ port: 9094 }], loadBalancerSourceRanges });
    },
    path: `metadata.annotations.${SCHEME}`,
  },
  {
    rule: "no-public-brokers",
    stack: strimzi,
    name: "app-service",
    change: ({ inputs }) => Object.assign(inputs.spec, { type: "LoadBalancer", ports: [{ port: 9094 }] }),
    path: "spec.loadBalancerSourceRanges",
  },
  {
    rule: "no-public-brokers",
    stack: "confluent-gcp-production",
    name: "kafka-cluster",
    change: ({ inputs }) => {
      delete inputs.network;
    },
    path: "network",
  },
  {
    rule: "no-public-brokers",
    stack: "confluent-gcp-production",
    name: "kafka-cluster",
    change: ({ inputs }) => {
      delete inputs.dedicated;
      inputs.standard = {};
    },
    path: "standard",
  },
  {
    rule: "no-open-control-plane",
    stack: "aws-msk-express-development",
    name: "eks-cluster",
    change: ({ inputs }) => {
      inputs.vpcConfig.publicAccessCidrs = ["10.0.0.0/8", "0.0.0.0/0"];
    },
    path: "vpcConfig.publicAccessCidrs[1]",
  },
  {
    rule: "no-open-control-plane",
    stack: msk,
    name: "eks-cluster",
    change: ({ inputs }) => {
      delete inputs.vpcConfig.endpointPublicAccess;
    },
    path: "vpcConfig.publicAccessCidrs",
  },
  {
    rule: "no-wildcard-kafka-access",
    stack: strimzi,
    name: "kafka-user-ingest",
    change: ({ inputs }) => {
      inputs.spec.authorization.acls[0].resource.name = "*";
    },
    path: "spec.authorization.acls[0].resource.name",
  },
  {
    rule: "no-wildcard-kafka-access",
    stack: "local",
    name: "kafka-access-ingest",
    change: ({ inputs }) => {
      inputs.rules[0].operations = ["describe", "all"];
    },
    path: "rules[0].operations[1]",
  },
  {
    rule: "no-wildcard-kafka-access",
    stack: "confluent-azure-development",
    name: "kafka-acl-ingest-topic-write-login-events",
    change: ({ inputs }) => {
      inputs.principal = "User:*";
    },
    path: "principal",
  },
  {
    rule: "no-wildcard-kafka-access",
    stack: "confluent-gcp-production",
    name: "kafka-role-administrator",
    change: ({ inputs }) => {
      inputs.roleName = "OrganizationAdmin";
    },
    path: "roleName",
  },
  {
    rule: "no-wildcard-cloud-access",
    stack: msk,
    name: "karpenter-controller-policy",
    change: ({ inputs }) =>
      policy(inputs, (statement) => {
        statement.Action = ["iam:*"];
      }),
    path: "policy.Statement[0].Action",
  },
  {
    rule: "no-wildcard-cloud-access",
    stack: msk,
    name: "karpenter-controller-policy",
    change: ({ inputs }) =>
      policy(inputs, (statement) => {
        Object.assign(statement, { Action: ["s3:GetObject"], Resource: ["*"], Condition: undefined });
      }),
    path: "policy.Statement[0].Resource",
  },
  {
    rule: "no-wildcard-cloud-access",
    stack: msk,
    name: "karpenter-interruptions-policy",
    change: ({ inputs }) =>
      policy(inputs, (statement) => {
        Object.assign(statement, { Effect: "Allow", Principal: "*", Condition: undefined });
      }),
    path: "policy.Statement[0].Principal",
  },
  {
    rule: "no-wildcard-cloud-access",
    stack: msk,
    name: "logging-agents-role-elastic",
    change: ({ inputs }) => {
      inputs.rules[0].verbs = ["*"];
    },
    path: "rules[0].verbs[0]",
  },
  {
    rule: "protected-data",
    stack: msk,
    name: "kafka-cluster",
    change: (resource) => {
      resource.protect = false;
    },
    path: "protect",
  },
  {
    rule: "protected-data",
    stack: strimzi,
    name: "kafka-topic-events",
    change: (resource) => {
      resource.protect = false;
    },
    path: "protect",
  },
  {
    rule: "supported-versions",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.kafkaVersion = "3.7.x.kraft";
    },
    path: "kafkaVersion",
  },
  {
    rule: "supported-versions",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.kafkaVersion = "2.8.1";
    },
    path: "kafkaVersion",
  },
  {
    rule: "supported-versions",
    stack: strimzi,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.spec.kafka.version = "3.8.1";
    },
    path: "spec.kafka.version",
  },
  {
    rule: "supported-versions",
    stack: msk,
    name: "eks-cluster",
    change: ({ inputs }) => Object.assign(inputs, { version: "1.32", upgradePolicy: { supportType: "STANDARD" } }),
    path: "version",
  },
  {
    rule: "versions-ending-soon",
    stack: msk,
    name: "eks-cluster",
    change: ({ inputs }) => Object.assign(inputs, { version: "1.34", upgradePolicy: { supportType: "STANDARD" } }),
    path: "version",
  },
  {
    rule: "tags",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      delete inputs.tags["managed-by"];
    },
    path: "tags.managed-by",
  },
  {
    rule: "tags",
    stack: "confluent-gcp-production",
    name: "kafka-address-europe-west3-a",
    change: ({ inputs }) => {
      delete inputs.labels;
    },
    path: "labels.project",
  },
  {
    rule: "allowed-regions",
    stack: msk,
    name: "aws",
    change: ({ inputs }) => {
      inputs.region = "us-east-1";
    },
    path: "region",
  },
  {
    rule: "allowed-regions",
    stack: "confluent-azure-development",
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.region = "eastus";
    },
    path: "region",
  },
  {
    rule: "allowed-sizes",
    stack: msk,
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.brokerNodeGroupInfo.instanceType = "kafka.m7g.16xlarge";
    },
    path: "brokerNodeGroupInfo.instanceType",
  },
  {
    rule: "allowed-sizes",
    stack: "aws-msk-express-development",
    name: "eks-nodes-main",
    change: ({ inputs }) => {
      inputs.instanceTypes = ["m7g.large", "m7g.metal-48xl"];
    },
    path: "instanceTypes[1]",
  },
  {
    rule: "allowed-sizes",
    stack: "confluent-gcp-production",
    name: "kafka-cluster",
    change: ({ inputs }) => {
      inputs.dedicated.cku = 12;
    },
    path: "dedicated.cku",
  },
  {
    rule: "no-plain-secrets",
    stack: strimzi,
    name: "kafka-passwords-ingest",
    type: "kubernetes:core/v1:Secret",
    change: ({ inputs }) => {
      inputs.stringData = { "password.txt": "plain" };
    },
    path: "stringData.password.txt",
  },
  {
    rule: "no-plain-secrets",
    stack: strimzi,
    name: "app-ingest",
    type: "kubernetes:apps/v1:Deployment",
    change: ({ inputs }) =>
      inputs.spec.template.spec.containers[0].env.unshift({ name: "KAFKA_PASSWORD", value: "plain" }),
    path: "spec.template.spec.containers[0].env[0].value",
  },
  {
    rule: "no-plain-secrets",
    stack: strimzi,
    name: "app-ingest-config",
    change: ({ inputs }) => {
      inputs.data.key = "-----BEGIN EC PRIVATE KEY-----\nMHc=";
    },
    path: "data.key",
  },
  {
    rule: "no-plain-secrets",
    stack: "confluent-gcp-production",
    name: "kafka-provider",
    change: ({ inputs }) => {
      inputs.password = "plain";
    },
    path: "password",
  },
  {
    rule: "topic-replication",
    stack: msk,
    name: "kafka-topic-events",
    change: ({ inputs }) => {
      inputs.replicationFactor = 2;
    },
    path: "replicationFactor",
  },
  {
    rule: "topic-replication",
    stack: msk,
    name: "kafka-topic-events",
    change: ({ inputs }) => {
      inputs.configs = JSON.stringify({ "min.insync.replicas": "3" });
    },
    path: 'configs["min.insync.replicas"]',
  },
  {
    rule: "topic-replication",
    stack: strimzi,
    name: "kafka-topic-events",
    change: ({ inputs }) => {
      inputs.spec.config["min.insync.replicas"] = "1";
    },
    path: 'spec.config["min.insync.replicas"]',
  },
  {
    rule: "topic-replication",
    stack: "confluent-gcp-production",
    name: "kafka-cluster",
    change: (resource) =>
      Object.assign(resource, {
        type: "confluentcloud:index/kafkaTopic:KafkaTopic",
        inputs: { config: { "min.insync.replicas": "1" } },
      }),
    path: 'config["min.insync.replicas"]',
  },
  {
    rule: "container-resources",
    stack: strimzi,
    name: "app-processor",
    change: ({ inputs }) => {
      delete inputs.spec.template.spec.containers[0].resources.limits;
    },
    path: "spec.template.spec.containers[0].resources.limits.memory",
  },
  {
    rule: "container-resources",
    stack: strimzi,
    name: "kafka-pool-broker",
    change: ({ inputs }) => {
      delete inputs.spec.resources.requests.cpu;
    },
    path: "spec.resources.requests.cpu",
  },
  {
    rule: "container-resources",
    stack: msk,
    name: "log-store-elasticsearch",
    change: ({ inputs }) => {
      delete inputs.spec.nodeSets[0].podTemplate.spec.containers[0].resources;
    },
    path: "spec.nodeSets[0].podTemplate.spec.containers[0].resources.requests.cpu",
  },
];

const recordings = new Map<string, Promise<Recording>>();
function recorded(stack: string): Promise<Recording> {
  const found = recordings.get(stack) ?? recordStack(stack);
  recordings.set(stack, found);
  return found;
}

const contextOf = (stack: string) => ({ settings: parseSettings(readStackFile(stack)), stack, today: TODAY });

function found(resource: Resource, stack: string, rule: RuleName) {
  const { broken, advice } = judgeResources([resource], contextOf(stack));
  return [...broken, ...advice].filter((one) => one.rule === rule);
}

for (const { rule, stack, name, type, change, path } of cases) {
  test(`${rule}: ${path} of ${name} in ${stack}`, async () => {
    const all = (await recorded(stack)).resources.filter(
      (one) => one.name === name && (type === undefined || one.type === type),
    );
    assert.equal(all.length, 1, `${all.length} resources ${name} in ${stack}`);
    const [real] = all;
    assert.deepEqual(found(resourceOf(real!), stack, rule), [], "kept as the program declares it");
    const changed = structuredClone({ ...real!, dependencies: [] });
    change(changed);
    const [first] = found(resourceOf(changed), stack, rule);
    assert.ok(first, "broken by the change");
    assert.equal(first.path, path);
    assert.ok(first.allowed !== "" && first.mend.endsWith("."), "it says what instead, and how to mend it");
    assert.ok(!JSON.stringify(first).includes('plain"'), "a secret is not told");
  });
}

const topicStep = (step: "replace" | "delete" | "update" | "create") => ({
  urn: "urn:pulumi:s::tributary::aws:msk/topic:Topic::kafka-topic-events",
  type: "aws:msk/topic:Topic",
  name: "kafka-topic-events",
  step,
  changed: ["replicationFactor"],
});

test("kept-data: a step that replaces data is refused everywhere, one that deletes it in production", () => {
  const production = contextOf("aws-msk-production");
  const development = contextOf("aws-msk-development");
  assert.deepEqual(judgeSteps([topicStep("update"), topicStep("create")], production).broken, []);
  for (const context of [production, development]) {
    const [broken] = judgeSteps([topicStep("replace")], context).broken;
    assert.equal(broken?.rule, "kept-data");
    assert.equal(broken.path, "replicationFactor");
  }
  assert.equal(judgeSteps([topicStep("delete")], production).broken.length, 1);
  assert.equal(judgeSteps([topicStep("delete")], development).broken.length, 0);
  const role = { ...topicStep("replace"), type: "aws:iam/role:Role" };
  assert.deepEqual(judgeSteps([role], production).broken, [], "what holds no data may be made anew");
});

test("kept-data: a topic that the settings let go may go", () => {
  const raw = readStackFile("aws-msk-production") as any;
  raw.kafka.topics.events.allow = ["delete", "replace"];
  const context = { settings: parseSettings(raw), stack: "aws-msk-production", today: TODAY };
  assert.deepEqual(judgeSteps([topicStep("delete"), topicStep("replace")], context).broken, []);
  raw.kafka.topics.events.allow = ["shrink"];
  const shrinking = { ...context, settings: parseSettings(raw) };
  assert.deepEqual(judgeSteps([topicStep("replace")], shrinking).broken, []);
  assert.equal(judgeSteps([topicStep("delete")], shrinking).broken.length, 1);
});

test("budget: refused in production, told elsewhere and where the settings say so, excused by the stack's name", async () => {
  const resources = (await recorded(msk)).resources.map(resourceOf);
  const judgedWith = (cost: object, exceptions: object[] = [], environment = "production") => {
    const raw = { ...readStackFile(msk), cost: { owner: "platform", ...cost }, policy: { exceptions } };
    const settings = { ...parseSettings(raw), environment: environment as "production" };
    const { broken, advice, excused } = judgeResources(resources, { settings, stack: msk, today: TODAY });
    return [broken, advice, excused].map((all) => all.filter(({ rule }) => rule === "budget"));
  };
  assert.deepEqual(judgedWith({ budget: 100_000 }), [[], [], []], "kept");
  const [[broken]] = judgedWith({ budget: 500 }) as any;
  assert.deepEqual([broken.path, broken.name, broken.severity], ["cost.budget", msk, "medium"]);
  assert.match(broken.given, /^500\.?0* USD, and the stack costs at least 1,\d{3} USD a month$/);
  assert.deepEqual(
    judgedWith({ budget: 500, over: "warn" }).map((all) => all.length),
    [0, 1, 0],
  );
  assert.deepEqual(
    judgedWith({ budget: 500 }, [], "development").map((all) => all.length),
    [0, 1, 0],
  );
  const exception = { rule: "budget", resource: msk, reason: "until the move is done", until: "2999-01-01" };
  assert.deepEqual(
    judgedWith({ budget: 500 }, [exception]).map((all) => all.length),
    [0, 0, 1],
  );
});

test("what is not known yet breaks nothing", async () => {
  for (const stack of ["aws-msk-production", "confluent-gcp-production"]) {
    const { resources } = await recordStack(stack, { preview: true });
    assert.deepEqual(judgeResources(resources.map(resourceOf), contextOf(stack)).broken, []);
  }
});

test("every rule has a case that fails and one that passes, and a sentence that says how to mend it", () => {
  const tried = new Set<string>([...cases.map(({ rule }) => rule), "kept-data", "budget"]);
  assert.deepEqual(
    ruleNames.filter((name) => !tried.has(name)),
    [],
  );
  for (const { name, about, mend } of rules) {
    assert.match(about, /^[A-Z].*\.$/, name);
    assert.match(mend, /^[A-Z].*\.$/, name);
  }
});
