import assert from "node:assert/strict";
import { test } from "node:test";
import { INLINE_OF_ROLE, policySize } from "../../../../../components/aws/policy.ts";
import { compileAccess } from "../../../../../components/kafka/access-rules.ts";
import type { AccessSpec } from "../../../../../components/kafka/cluster.ts";
import { kafkaActions } from "../../../../../components/kafka/msk/iam/actions.ts";
import { mskPolicy } from "../../../../../components/kafka/msk/iam/policy.ts";

const arn = "arn:aws:kafka:eu-central-1:123456789012:cluster/logins/abcd1234-0123-abcd-5678-1234abcd5678-7";
const within = (kind: string, name: string) => `${arn.replace(":cluster/", `:${kind}/`)}/${name}`;
const iam = (spec: Omit<AccessSpec, "auth">): AccessSpec => ({ auth: "iam", ...spec });
/** Actions without their prefix, with what of the ARNs differs. */
const shown = (spec: Omit<AccessSpec, "auth">) =>
  mskPolicy(iam(spec), { arn }).Statement.map(({ Action, Resource }) => [
    Action?.map((name) => name.replace("kafka-cluster:", "")).join(" "),
    Resource?.map((name) => name.replace(/^.*:(topic|group|transactional-id)\/[^/]+\/[^/]+\//, "$1 ")).join(", "),
  ]);

test("a producer connects, describes and writes its topics, and may do so idempotently", () => {
  assert.deepEqual(mskPolicy(iam({ produce: ["login-events"] }), { arn }), {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ConnectWriteDataIdempotently",
        Effect: "Allow",
        Action: ["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"],
        Resource: [arn],
      },
      {
        Sid: "DescribeTopicWriteData",
        Effect: "Allow",
        Action: ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"],
        Resource: [within("topic", "login-events")],
      },
    ],
  });
});

test("a consumer reads its topics with its groups, an observer sees and reads nothing", () => {
  assert.deepEqual(shown({ consume: [{ topic: "login.events", group: "reader-*" }] }), [
    ["Connect", arn],
    ["DescribeTopic ReadData", "topic login.events"],
    ["AlterGroup DescribeGroup", "group reader-*"],
  ]);
  assert.deepEqual(shown({ observe: [{ topic: "*", group: "*" }] }), [
    ["Connect", arn],
    ["DescribeTopic", "topic *"],
    ["DescribeGroup", "group *"],
  ]);
});

test("transactions", () => {
  assert.deepEqual(shown({ produce: ["out"], transactionalIdPrefix: "processor-" }), [
    ["Connect WriteDataIdempotently", arn],
    ["DescribeTopic WriteData", "topic out"],
    ["AlterTransactionalId DescribeTransactionalId", "transactional-id processor-*"],
  ]);
});

test("administration, scope by scope", () => {
  assert.deepEqual(shown({ admin: ["topics"] }), [
    ["Connect", arn],
    [
      "AlterTopic AlterTopicDynamicConfiguration CreateTopic DeleteTopic DescribeTopic DescribeTopicDynamicConfiguration",
      "topic *",
    ],
  ]);
  assert.deepEqual(shown({ admin: ["groups"] }), [
    ["Connect", arn],
    ["AlterGroup DeleteGroup DescribeGroup", "group *"],
  ]);
  assert.deepEqual(shown({ admin: ["access"] }), [["AlterCluster Connect DescribeCluster", arn]]);
  assert.deepEqual(shown({ admin: ["cluster"] }), [
    ["AlterCluster AlterClusterDynamicConfiguration Connect DescribeCluster DescribeClusterDynamicConfiguration", arn],
  ]);
});

test("topics with the same rights are one statement, and what a wider pattern means is not said again", () => {
  const spec = {
    produce: ["b", "a", "login-*", "login-events"],
    consume: [
      { topic: "login-events", group: "g" },
      { topic: "c", group: "g-*" },
      { topic: "c", group: "g-1" },
    ],
  };
  assert.deepEqual(shown(spec), [
    ["Connect WriteDataIdempotently", arn],
    ["DescribeTopic ReadData", "topic c"],
    ["DescribeTopic WriteData", "topic a, topic b, topic login-*"],
    ["ReadData", "topic login-events"],
    ["AlterGroup DescribeGroup", "group g, group g-*"],
  ]);
  const turned = { produce: spec.produce.toReversed(), consume: spec.consume.toReversed() };
  assert.deepEqual(mskPolicy(iam(turned), { arn }), mskPolicy(iam(spec), { arn }));
});

test("who asks for nothing gets nothing, not even a connection", () => {
  assert.deepEqual(mskPolicy(iam({}), { arn }).Statement, []);
});

test("clusters of other partitions, and what is no cluster's ARN", () => {
  const china = "arn:aws-cn:kafka:cn-north-1:123456789012:cluster/c/u-1";
  assert.deepEqual(mskPolicy(iam({ produce: ["t"] }), { arn: china }).Statement[1]?.Resource, [
    "arn:aws-cn:kafka:cn-north-1:123456789012:topic/c/u-1/t",
  ]);
  for (const bad of ["", "arn:aws:kafka:eu-central-1:123456789012:topic/c/u/t", `${arn}/*`, arn.replace("logins", "*")])
    assert.throws(() => mskPolicy(iam({ produce: ["t"] }), { arn: bad }), { code: "TRB_INTERNAL" });
});

test("names in which IAM would read a wildcard or a variable are refused", () => {
  for (const name of ["a*b", "a?", "a?*", "a**", `\${aws:username}`, "a b", "ä"])
    for (const spec of [{ produce: [name] }, { consume: [{ topic: "t", group: name }] }])
      assert.throws(() => mskPolicy(iam(spec), { arn }), { code: "TRB_SETTINGS_INVALID" }, name);
  assert.throws(() => mskPolicy(iam({ transactionalIdPrefix: "p*" }), { arn }), /has "\*" in it/);
});

test("every action comes with the others that MSK asks for", () => {
  const topic = { topic: "t", group: "g" };
  const specs: Omit<AccessSpec, "auth">[] = [
    { produce: ["t"] },
    { consume: [topic] },
    { observe: [topic] },
    { produce: ["t"], transactionalIdPrefix: "t" },
    ...(["topics", "access", "groups", "cluster"] as const).map((scope) => ({ admin: [scope] })),
  ];
  const seen = new Set<string>();
  for (const spec of specs) {
    const actions = mskPolicy(iam(spec), { arn }).Statement.flatMap(({ Action }) => Action ?? []);
    for (const full of actions) {
      const name = full.replace("kafka-cluster:", "") as keyof typeof kafkaActions;
      seen.add(name);
      for (const other of ["Connect", ...kafkaActions[name].requires])
        assert.ok(actions.includes(`kafka-cluster:${other}`), `${name} needs ${other}`);
    }
  }
  assert.deepEqual([...seen].sort(), Object.keys(kafkaActions).sort());
});

test("each right of ACLs has its action: nothing that a spec can ask for is lost", () => {
  const all = iam({ admin: ["topics", "access", "groups", "cluster"], produce: ["t"], transactionalIdPrefix: "t" });
  const operations = compileAccess(all).flatMap(({ resource, operations: each }) =>
    each.map((operation) => `${resource} ${operation}`),
  );
  const known = Object.values(kafkaActions).map(({ resource, operation }) => `${resource} ${operation}`);
  assert.deepEqual(
    operations.filter((operation) => !known.includes(operation)),
    [],
  );
});

test("too long for a role's inline policies is an error", () => {
  const names = (count: number) =>
    Array.from({ length: count }, (_, index) => `a-rather-long-name-of-a-topic-${String(index).padStart(4, "0")}`);
  assert.throws(
    () => mskPolicy(iam({ produce: names(150) }), { arn }),
    /would have \d+ characters, and IAM takes 10240/,
  );
  assert.ok(policySize(mskPolicy(iam({ produce: names(50) }), { arn })) <= INLINE_OF_ROLE);
});
