/** Rights compiled to Confluent Cloud's roles: an evaluator of what the service's roles let do says who may do what. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { matches } from "../../../../components/kafka/access-rules.ts";
import type { AccessSpec } from "../../../../components/kafka/cluster.ts";
import {
  aclName,
  compileAcls,
  compileRoles,
  crnOf,
  type Role,
  type RoleRule,
  ruleName,
} from "../../../../components/kafka/confluent/access.ts";

type Resource = "topic" | "group" | "transactional-id" | "cluster";

/**
 * What roles let do on the resource that they are given on (confluentinc/cli, test/fixtures/output/iam/rbac/role: list-yaml-cloud.golden of
 * 300a0125 and describe-onprem.golden; Operator: support.confluent.io 36452394352020). "all": on every resource of the cluster.
 */
const policies: Record<Role, Partial<Record<Resource, string[]>>> = {
  DeveloperRead: { topic: ["read", "describe"], group: ["read", "describe"], "transactional-id": ["describe"] },
  DeveloperWrite: { topic: ["write", "describe"], "transactional-id": ["write", "describe"] },
  DeveloperManage: {
    topic: ["create", "delete", "describe", "describeConfigs"],
    group: ["describe", "delete"],
    "transactional-id": ["describe"],
  },
  Operator: { topic: ["describe"], group: ["describe"], cluster: ["describe"] },
  CloudClusterAdmin: { topic: ["all"], group: ["all"], "transactional-id": ["all"], cluster: ["all"] },
};

/** As the service judges a request. */
function may(rules: RoleRule[], operation: string, resource: Resource, name: string): boolean {
  return rules.some(({ role, on }) => {
    if (on !== undefined && (on.resource !== resource || !matches(on.pattern, name))) return false;
    const allowed = policies[role][resource] ?? [];
    return allowed.includes(operation) || allowed.includes("all");
  });
}

const rulesOf = (spec: Omit<AccessSpec, "auth">) => compileRoles({ auth: "scram", ...spec });

/** The rows of a table: whose rights, operation, resource, name, whether it may. */
const table: [string, Omit<AccessSpec, "auth">, [string, Resource, string, boolean][]][] = [
  [
    "a producer",
    { produce: ["events"] },
    [
      ["write", "topic", "events", true],
      ["describe", "topic", "events", true],
      ["read", "topic", "events", false],
      ["write", "topic", "events-2", false],
      ["delete", "topic", "events", false],
      ["write", "transactional-id", "w-1", false],
      ["describe", "cluster", "", false],
    ],
  ],
  [
    "a consumer by prefixes",
    { consume: [{ topic: "login-*", group: "app-*" }] },
    [
      ["read", "topic", "login-events", true],
      ["read", "topic", "logout", false],
      ["write", "topic", "login-events", false],
      ["read", "group", "app-1", true],
      ["read", "group", "other", false],
      ["delete", "group", "app-1", false],
    ],
  ],
  [
    "whoever writes in transactions",
    { produce: ["out"], transactionalIdPrefix: "p-" },
    [
      ["write", "transactional-id", "p-7", true],
      ["describe", "transactional-id", "p-7", true],
      ["write", "transactional-id", "q-7", false],
    ],
  ],
  [
    "whoever sees lag",
    { observe: [{ topic: "events", group: "app" }] },
    [
      ["describe", "topic", "events", true],
      ["describe", "group", "app", true],
      ["read", "topic", "events", false],
      ["read", "group", "app", false],
      ["write", "topic", "events", false],
      // Wider than Kafka's own rules: names and ends of every topic of the cluster.
      ["describe", "topic", "secret", true],
    ],
  ],
  [
    "an administrator of topics",
    { admin: ["topics"] },
    [
      ["create", "topic", "any", true],
      ["delete", "topic", "any", true],
      ["describeConfigs", "topic", "any", true],
      ["read", "topic", "any", false],
      ["write", "topic", "any", false],
      // Narrower than Kafka's own rules: roles that alter also read and write.
      ["alterConfigs", "topic", "any", false],
      ["delete", "group", "any", false],
    ],
  ],
  [
    "an administrator of groups",
    { admin: ["groups"] },
    [
      ["read", "group", "any", true],
      ["delete", "group", "any", true],
      ["read", "topic", "any", false],
    ],
  ],
  ["an administrator of rights", { admin: ["access"] }, [["alter", "cluster", "", true]]],
  ["an administrator of the cluster", { admin: ["cluster"] }, [["alterConfigs", "cluster", "", true]]],
  ["nobody", {}, [["describe", "topic", "events", false]]],
];

for (const [who, spec, rows] of table)
  test(`${who} may do what is asked for, and not more`, () => {
    for (const [operation, resource, name, expected] of rows)
      assert.equal(may(rulesOf(spec), operation, resource, name), expected, `${operation} ${resource} ${name}`);
  });

test("the same role on the same resource is given once, and the order is fixed", () => {
  const consume = [
    { topic: "b", group: "g" },
    { topic: "a", group: "g" },
  ];
  const names = rulesOf({ consume, produce: ["a", "a"] }).map(ruleName);
  assert.deepEqual(names, [
    "DeveloperRead-group-g",
    "DeveloperRead-topic-a",
    "DeveloperRead-topic-b",
    "DeveloperWrite-topic-a",
  ]);
});

test("names in a CRN: all, prefixes, and what a URL has another meaning for", () => {
  const crn = (pattern: string) =>
    crnOf({ role: "DeveloperRead", on: { resource: "topic", pattern } }, "crn://c", "lkc-1");
  assert.equal(crn("*"), "crn://c/kafka=lkc-1/topic=*");
  assert.equal(crn("login-*"), "crn://c/kafka=lkc-1/topic=login-*");
  assert.equal(crn("a/b=c"), "crn://c/kafka=lkc-1/topic=a%2Fb%3Dc");
  assert.equal(crnOf({ role: "Operator" }, "crn://c", "lkc-1"), "crn://c");
});

test("names of ACLs differ where ACLs do", () => {
  const spec: AccessSpec = {
    auth: "scram",
    produce: ["a_b", "a-b", "a-b*", "*"],
    consume: [{ topic: "*", group: "*" }],
    transactionalIdPrefix: "t",
    admin: ["cluster", "topics", "groups"],
  };
  const acls = compileAcls(spec);
  assert.equal(new Set(acls.map(aclName)).size, acls.length);
  assert.deepEqual(
    acls
      .filter(({ resourceType }) => resourceType === "CLUSTER")
      .map(({ resourceName, operation }) => `${resourceName} ${operation}`),
    ["kafka-cluster ALTER", "kafka-cluster ALTER_CONFIGS", "kafka-cluster DESCRIBE", "kafka-cluster DESCRIBE_CONFIGS"],
  );
});
