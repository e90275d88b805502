/** A principal may do the same on MSK with IAM as on any Kafka with ACLs: no less, and no more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../../../app/test/kafka/fastpath/support/random.ts";
import type { KnownPolicy } from "../../../../../components/aws/policy.ts";
import { compileAccess } from "../../../../../components/kafka/access-rules.ts";
import type { AccessSpec } from "../../../../../components/kafka/cluster.ts";
import { type KafkaActionName, kafkaActions } from "../../../../../components/kafka/msk/iam/actions.ts";
import { mskPolicy } from "../../../../../components/kafka/msk/iam/policy.ts";
import { evaluate } from "../../../../support/iam/evaluate.ts";
import { aclsAllow } from "./acls.ts";

const cluster = "arn:aws:kafka:eu-central-1:123456789012:cluster/logins/abcd1234-0123-abcd-5678-1234abcd5678-7";
const names = Object.keys(kafkaActions) as KafkaActionName[];

function arnOf(action: KafkaActionName, name: string, of = cluster): string {
  const { resource } = kafkaActions[action];
  if (resource === "cluster") return of;
  return `${of.replace(":cluster/", `:${resource === "transactionalId" ? "transactional-id" : resource}/`)}/${name}`;
}

function iamAllows(identity: KnownPolicy[], action: KafkaActionName, resource: string): boolean {
  const caller = { role: "arn:aws:iam::123456789012:role/principal" };
  return evaluate({ caller, action: `kafka-cluster:${action}`, resource }, { identity }) === "allowed";
}

function assertSame(spec: AccessSpec, identity: KnownPolicy[], name: string): number {
  const rules = compileAccess(spec);
  let allowed = 0;
  for (const action of names) {
    const { resource, operation = "connect" } = kafkaActions[action];
    const acls = aclsAllow(rules, resource, operation, resource === "cluster" ? "kafka-cluster" : name);
    assert.equal(
      iamAllows(identity, action, arnOf(action, name)),
      acls,
      `${action} on ${name} by ${JSON.stringify(spec)}`,
    );
    if (acls) allowed++;
  }
  return allowed;
}

test("action by action, for random access and random names", () => {
  const random = new Random(20_261_127);
  let allowed = 0;
  let asked = 0;
  for (let round = 0; round < 500; round++) {
    const spec = randomSpec(random);
    const policies = [mskPolicy(spec, { arn: cluster })];
    for (let asking = 0; asking < 4; asking++) {
      allowed += assertSame(spec, policies, randomName(random));
      asked += names.length;
    }
  }
  // Both answers are common, else this proves little.
  assert.ok(allowed > asked / 10 && allowed < (asked * 9) / 10, `${allowed} of ${asked}`);
});

test("no right reaches another cluster, not even one of the same name", () => {
  const random = new Random(7);
  const others = [
    cluster.replace("logins/", "logins-2/"),
    cluster.replace(/-7$/, "-8"),
    cluster.replace("123456789012", "210987654321"),
    cluster.replace("eu-central-1", "eu-west-1"),
  ];
  for (let round = 0; round < 200; round++) {
    const identity = [mskPolicy(randomSpec(random), { arn: cluster })];
    for (const other of others)
      for (const action of names) assert.ok(!iamAllows(identity, action, arnOf(action, randomName(random), other)));
  }
});

/** Few letters, so that names and prefixes meet often. */
function randomName(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => "ab.-_"[random.below(5)]).join("");
}

function randomPattern(random: Random): string {
  const kind = random.below(10);
  if (kind === 0) return "*";
  return kind < 5 ? `${randomName(random)}*` : randomName(random);
}

function randomSpec(random: Random): AccessSpec {
  const some = <T>(make: () => T): T[] => Array.from({ length: random.below(4) }, make);
  const pair = () => ({ topic: randomPattern(random), group: randomPattern(random) });
  return {
    auth: "iam",
    produce: some(() => randomPattern(random)),
    consume: some(pair),
    observe: some(pair),
    ...(random.below(3) === 0 ? { transactionalIdPrefix: randomName(random) } : {}),
    admin:
      random.below(4) === 0 ? some(() => (["topics", "access", "groups", "cluster"] as const)[random.below(4)]!) : [],
  };
}
