/** The principals of a production stack, as its file declares them: what each may do, asked of the evaluator and of Kafka's own rules. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { KnownPolicy } from "../../../../components/aws/policy.ts";
import { type KafkaActionName, kafkaActions } from "../../../../components/kafka/msk/iam/actions.ts";
import type { AccessRule } from "../../../../components/local/resources.ts";
import { ACCOUNT, arn } from "../../../../infra/recording/answers/aws.ts";
import { aclsAllow } from "../../../components/kafka/msk/iam/acls.ts";
import { type Caller, evaluate } from "../../../support/iam/evaluate.ts";
import { assertTable, type Row } from "../../../support/iam/table.ts";
import { type Recording, recordStack } from "../../../support/recording.ts";

const actions = Object.keys(kafkaActions) as KafkaActionName[];
let production: Recording;
let serverless: Recording;
before(async () => {
  production = await recordStack("aws-msk-production");
  serverless = await recordStack("aws-msk-serverless-production");
});
const policyOf = ({ named }: Recording, name: string, key = "policy"): KnownPolicy =>
  JSON.parse(named(name).inputs[key]) as KnownPolicy;
const role = (name: string): Caller => ({ role: `arn:aws:iam::${ACCOUNT}:role/${name}` });
const service = (name: string): Caller => ({ service: `${name}.amazonaws.com` });

/** What each may do, by what it is done to; what is not named there, such as another group, is nothing at all. */
type Rights = Record<string, Record<string, string>>;

const processor = {
  cluster: "Connect WriteDataIdempotently",
  "topic login-events": "DescribeTopic ReadData",
  "topic login-events-processed": "DescribeTopic WriteData",
  "topic login-events-dead-letter": "DescribeTopic WriteData",
  "topic login-aggregates": "DescribeTopic ReadData WriteData",
  "group login-processor": "AlterGroup DescribeGroup",
};
const scaler = { "topic login-events": "DescribeTopic", "group login-processor": "DescribeGroup" };

/** Roles of IAM, by the name of their pods; KEDA logs in by a password where there are any. */
const roles: Rights = {
  "app-ingest": { cluster: "Connect WriteDataIdempotently", "topic login-events": "DescribeTopic WriteData" },
  "app-processor": {
    ...processor,
    "transactionalId login-0": "AlterTransactionalId DescribeTransactionalId",
  },
  "app-smoke": {
    cluster: "Connect WriteDataIdempotently",
    "topic login-events": "DescribeTopic WriteData",
    "topic login-events-processed": "DescribeTopic ReadData",
    "topic login-events-dead-letter": "DescribeTopic ReadData",
    "group smoke-1": "AlterGroup DescribeGroup",
  },
};
const topics = [
  "login-events",
  "login-events-processed",
  "login-events-dead-letter",
  "login-aggregates",
  "_schemas",
  "other",
].map((name) => `topic ${name}`);
const groups = ["login-processor", "smoke-1", "schema-registry", "schema-registry-store", "other"].map(
  (name) => `group ${name}`,
);
const asked = ["cluster", ...topics, ...groups, "transactionalId login-0", "transactionalId other-0"];

const each = (of: string[], actions: string) => Object.fromEntries(of.map((name) => [name, actions]));
/** Everything about topics, groups and the cluster, and no record: none is read, none is written. */
const administrator: Rights = {
  "kafka-administration": {
    cluster:
      "AlterCluster AlterClusterDynamicConfiguration Connect DescribeCluster DescribeClusterDynamicConfiguration",
    ...each(
      topics,
      "AlterTopic AlterTopicDynamicConfiguration CreateTopic DeleteTopic DescribeTopic DescribeTopicDynamicConfiguration",
    ),
    ...each(groups, "AlterGroup DeleteGroup DescribeGroup"),
  },
};
/** Of Kafka's own rules, for who logs in by a password. */
const users: Rights = {
  "scaler-1": scaler,
  "schema-registry-1": {
    "topic _schemas": "DescribeTopic ReadData WriteData",
    "group schema-registry": "AlterGroup DescribeGroup",
    "group schema-registry-store": "AlterGroup DescribeGroup",
  },
};

/** @param may whether an action on a kind of resource of that name is allowed */
function assertRights(
  who: string,
  expected: Record<string, string>,
  may: (action: KafkaActionName, name: string) => boolean,
) {
  for (const on of asked) {
    const [resource, name = ""] = on.split(" ");
    const found = actions.filter((action) => kafkaActions[action].resource === resource && may(action, name));
    assert.equal(found.sort().join(" "), expected[on] ?? "", `${who} on ${on}`);
  }
}

function assertRoles(recording: Recording, cluster: string, table: Rights): void {
  const within = (action: KafkaActionName, name: string) => {
    const { resource } = kafkaActions[action];
    if (resource === "cluster") return cluster;
    return `${cluster.replace(":cluster/", `:${resource === "transactionalId" ? "transactional-id" : resource}/`)}/${name}`;
  };
  for (const [pods, expected] of Object.entries(table)) {
    const identity = [policyOf(recording, `kafka-pods-${pods}-policy`)];
    assertRights(pods, expected, (action, name) => {
      const request = { caller: role(pods), action: `kafka-cluster:${action}`, resource: within(action, name) };
      return evaluate(request, { identity }) === "allowed";
    });
  }
}

const clusterOf = ({ resources }: Recording) => {
  const policy = resources.find(({ name }) => name === "kafka-pods-app-ingest-policy")!.inputs["policy"];
  return /arn:aws:kafka:[^"]*:cluster\/[^"]*/.exec(policy)![0];
};

test("aws-msk-production: roles of the application and of the administrator, on MSK", () => {
  const cluster = clusterOf(production);
  assertRoles(production, cluster, { ...roles, ...administrator });
  // No other role gets a word in on the cluster.
  const others = production
    .of("aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => /kafka-cluster:/.test(inputs["policy"]));
  const named = Object.keys({ ...roles, ...administrator }).map((pods) => `kafka-pods-${pods}-policy`);
  assert.deepEqual(others.map(({ name }) => name).sort(), named.sort());
});

test("aws-msk-production: users with passwords, KEDA and the registry, by the rules that the Job sets", () => {
  const config = JSON.parse(production.named("kafka-administration-config").inputs["data"]["app.json"]);
  const access = config.access as { principal: string; rules: AccessRule[] }[];
  assert.deepEqual(
    access.map(({ principal }) => principal).sort(),
    Object.keys(users)
      .map((user) => `User:${user}`)
      .sort(),
  );
  for (const { principal, rules } of access) {
    const user = principal.slice("User:".length);
    assertRights(user, users[user]!, (action, name) => {
      const { resource, operation } = kafkaActions[action];
      // Who can prove who it is connects, and writing idempotently comes with writing (KIP-679): neither is a rule.
      if (operation === undefined || operation === "idempotentWrite") return false;
      return aclsAllow(rules, resource, operation, resource === "cluster" ? "kafka-cluster" : name);
    });
  }
});

test("aws-msk-serverless-production: KEDA is a role there, and sees as much as its user elsewhere", () => {
  const cluster = clusterOf(serverless);
  assertRoles(serverless, cluster, { ...roles, keda: { cluster: "Connect", ...scaler } });
});

test("aws-msk-production: MSK reads the password of a user, and nobody else does by the secret's own policy", () => {
  for (const user of Object.keys(users)) {
    const resource = policyOf(production, `kafka-secret-policy-${user}`);
    const secret = arn("secretsmanager", `secret:AmazonMSK_tributary-aws-msk-production-${user}-AbCdEf`);
    assertTable({ resource }, [
      [true, service("kafka"), "secretsmanager:GetSecretValue", secret],
      [false, service("kafka"), "secretsmanager:PutSecretValue", secret],
      [false, service("kafka"), "secretsmanager:DeleteSecret", secret],
      [false, service("kafka"), "secretsmanager:GetSecretValue", secret.replace(user, "other-1")],
      [false, service("kafkaconnect"), "secretsmanager:GetSecretValue", secret],
      [false, role("somebody"), "secretsmanager:GetSecretValue", secret],
      [false, { role: "arn:aws:iam::210987654321:role/somebody" }, "secretsmanager:GetSecretValue", secret],
    ]);
  }
});

test("aws-msk-production: flow logs are written by the network of this account, to their own group", () => {
  const identity = [policyOf(production, "network-flow-logs-policy")];
  const group = production.named("network-flow-logs").name;
  const logs = (name: string) => arn("logs", `log-group:${name}-1a2b3c4:log-stream:eni-1`);
  const writer = role("network-flow-logs-role");
  assertTable({ identity }, [
    [true, writer, "logs:CreateLogStream", logs(group)],
    [true, writer, "logs:PutLogEvents", logs(group)],
    [false, writer, "logs:PutLogEvents", logs("kafka-logs")],
    [false, writer, "logs:CreateLogGroup", arn("logs", "log-group:other")],
    [false, writer, "logs:DeleteLogStream", logs(group)],
    [false, writer, "logs:FilterLogEvents", logs(group)],
  ]);
  const resource = policyOf(production, "network-flow-logs-role", "assumeRolePolicy");
  const it = `arn:aws:iam::${ACCOUNT}:role/network-flow-logs-role`;
  const from = (account: string) => ({
    "aws:SourceAccount": account,
    "aws:SourceArn": `arn:aws:ec2:eu-central-1:${account}:vpc-flow-log/fl-1`,
  });
  assertTable({ resource, resourceMustAllow: true }, [
    [true, service("vpc-flow-logs"), "sts:AssumeRole", it, from(ACCOUNT)],
    [false, service("vpc-flow-logs"), "sts:AssumeRole", it, from("210987654321")],
    [false, service("vpc-flow-logs"), "sts:AssumeRole", it],
    [false, service("ec2"), "sts:AssumeRole", it, from(ACCOUNT)],
  ]);
});

test("aws-msk-production: interruptions come from the stack's own rules, and over TLS", () => {
  const resource = policyOf(production, "karpenter-interruptions-policy");
  const [statement] = resource.Statement;
  const [queue = ""] = [statement!.Resource!].flat();
  const rules = production.of("aws:cloudwatch/eventRule:EventRule").map(({ name }) => name);
  const [known = ""] = [statement!.Condition!["ArnEquals"]!["aws:SourceArn"]!].flat();
  const from = (rule: string, secure = "true") => ({
    "aws:SourceArn": known.replace(/\/.*$/, `/${rule}-1a2b3c4`),
    "aws:SecureTransport": secure,
  });
  assert.ok(rules.length > 3);
  const events = service("events");
  assertTable({ resource }, [
    ...rules.map((rule): Row => [true, events, "sqs:SendMessage", queue, from(rule)]),
    [false, events, "sqs:SendMessage", queue, from(rules[0]!, "false")],
    [false, events, "sqs:SendMessage", queue, from("of-others")],
    [false, events, "sqs:SendMessage", queue],
    [false, events, "sqs:ReceiveMessage", queue, from(rules[0]!)],
    [false, service("sns"), "sqs:SendMessage", queue, from(rules[0]!)],
    [false, { role: "arn:aws:iam::210987654321:role/somebody" }, "sqs:SendMessage", queue, from(rules[0]!)],
  ]);
  // Whatever a role is allowed by itself, not in plain text.
  const identity: KnownPolicy[] = [
    { Version: "2012-10-17", Statement: [{ Sid: "All", Effect: "Allow", Action: ["*"], Resource: ["*"] }] },
  ];
  assertTable({ identity, resource }, [
    [true, role("karpenter"), "sqs:ReceiveMessage", queue, { "aws:SecureTransport": "true" }],
    [false, role("karpenter"), "sqs:ReceiveMessage", queue, { "aws:SecureTransport": "false" }],
  ]);
});
