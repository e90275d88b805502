import assert from "node:assert/strict";
import { test } from "node:test";
import { compileAccess, groupPrefix, matches } from "../../../components/kafka/access-rules.ts";

test("a principal may do what it asked for, and no more", () => {
  assert.deepEqual(compileAccess({ auth: "scram" }), []);
  assert.deepEqual(compileAccess({ auth: "scram", produce: ["events"] }), [
    { resource: "topic", name: "events", pattern: "literal", operations: ["describe", "write"] },
  ]);
  assert.deepEqual(compileAccess({ auth: "scram", consume: [{ topic: "events", group: "reader-*" }] }), [
    { resource: "group", name: "reader-", pattern: "prefixed", operations: ["describe", "read"] },
    { resource: "topic", name: "events", pattern: "literal", operations: ["describe", "read"] },
  ]);
});

test("who only observes sees the lag of a group, and no record", () => {
  const rules = compileAccess({ auth: "scram", observe: [{ topic: "events", group: "reader-*" }] });
  assert.deepEqual(rules, [
    { resource: "group", name: "reader-", pattern: "prefixed", operations: ["describe"] },
    { resource: "topic", name: "events", pattern: "literal", operations: ["describe"] },
  ]);
  const where = [{ topic: "a", group: "g" }];
  const both = compileAccess({ auth: "scram", observe: where, consume: where });
  assert.deepEqual(
    both.map(({ operations }) => operations.join()),
    ["describe,read", "describe,read"],
  );
});

test("rules on one resource are one rule, in an order that does not depend on the settings' order", () => {
  const rules = compileAccess({ auth: "scram", produce: ["b", "a"], consume: [{ topic: "a", group: "g" }] });
  assert.deepEqual(
    rules.map(({ resource, name, operations }) => `${resource} ${name} ${operations}`),
    ["group g describe,read", "topic a describe,read,write", "topic b describe,write"],
  );
  assert.deepEqual(compileAccess({ auth: "scram", consume: [{ topic: "a", group: "g" }], produce: ["a", "b"] }), rules);
});

test("patterns: a prefix with * at its end, * alone is Kafka's own wildcard", () => {
  assert.deepEqual(
    compileAccess({ auth: "scram", produce: ["*", "login-*"] }).map(({ name, pattern }) => `${pattern} ${name}`),
    ["literal *", "prefixed login-"],
  );
  assert.deepEqual(
    [matches("login-*", "login-events"), matches("login-*", "logout"), matches("*", "x"), matches("a", "ab")],
    [true, false, true, false],
  );
});

test("transactions and administration", () => {
  const [id] = compileAccess({ auth: "scram", transactionalIdPrefix: "orders-" });
  assert.deepEqual(id, {
    resource: "transactionalId",
    name: "orders-",
    pattern: "prefixed",
    operations: ["describe", "write"],
  });
  const admin = compileAccess({ auth: "scram", admin: ["topics", "access", "groups", "cluster"] });
  assert.deepEqual(
    admin.map(({ resource, name }) => `${resource} ${name}`),
    ["cluster kafka-cluster", "group *", "topic *"],
  );
  assert.ok(admin.every(({ operations }) => !operations.includes("all") && !operations.includes("clusterAction")));
});

test("the prefix of all consumer groups", () => {
  const prefix = (...groups: string[]) =>
    groupPrefix({ auth: "scram", consume: groups.map((group) => ({ topic: "t", group })) });
  assert.deepEqual(
    [prefix(), prefix("login-processor"), prefix("reader-*"), prefix("reader-*", "report-x"), prefix("*", "a")],
    ["", "login-processor", "reader-", "re", ""],
  );
});
