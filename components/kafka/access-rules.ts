/** What a principal may do, as rules of Kafka's authorizer: nothing that is not asked for. */
import type { AccessRule } from "../../app/src/kafka/admin/acls.ts";
import type { AccessSpec, AdminScope, Pattern } from "./cluster.ts";

/** Whether a name is meant by a pattern: itself, a prefix with `*`, or `*` for all. */
export function matches(pattern: Pattern, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** Pattern "*" is Kafka's own wildcard, which is a literal name there. */
function target(pattern: Pattern): Pick<AccessRule, "name" | "pattern"> {
  if (pattern !== "*" && pattern.endsWith("*")) return { name: pattern.slice(0, -1), pattern: "prefixed" };
  return { name: pattern, pattern: "literal" };
}

const scopes: Record<AdminScope, AccessRule[]> = {
  topics: [
    {
      resource: "topic",
      name: "*",
      pattern: "literal",
      operations: ["create", "delete", "alter", "describe", "alterConfigs", "describeConfigs"],
    },
  ],
  access: [{ resource: "cluster", name: "kafka-cluster", pattern: "literal", operations: ["alter", "describe"] }],
  groups: [{ resource: "group", name: "*", pattern: "literal", operations: ["read", "describe", "delete"] }],
  cluster: [
    {
      resource: "cluster",
      name: "kafka-cluster",
      pattern: "literal",
      operations: ["alter", "describe", "alterConfigs", "describeConfigs"],
    },
  ],
};

/**
 * The rules of one principal, one a resource, in a fixed order so that the same settings give the same state.
 * Writing implies idempotent writing since Kafka 2.8, so that no right on the cluster is needed for it.
 */
export function compileAccess(spec: AccessSpec): AccessRule[] {
  const rules: AccessRule[] = [
    ...(spec.produce ?? []).map(
      (topic): AccessRule => ({ resource: "topic", ...target(topic), operations: ["write", "describe"] }),
    ),
    ...(spec.consume ?? []).flatMap(({ topic, group }): AccessRule[] => [
      { resource: "topic", ...target(topic), operations: ["read", "describe"] },
      { resource: "group", ...target(group), operations: ["read", "describe"] },
    ]),
    ...(spec.observe ?? []).flatMap(({ topic, group }): AccessRule[] => [
      { resource: "topic", ...target(topic), operations: ["describe"] },
      { resource: "group", ...target(group), operations: ["describe"] },
    ]),
    ...(spec.transactionalIdPrefix
      ? [
          {
            resource: "transactionalId",
            name: spec.transactionalIdPrefix,
            pattern: "prefixed",
            operations: ["write", "describe"],
          } satisfies AccessRule,
        ]
      : []),
    ...(spec.admin ?? []).flatMap((scope) => scopes[scope]),
  ];
  const merged = new Map<string, AccessRule>();
  for (const rule of rules) {
    const id = `${rule.resource} ${rule.pattern} ${rule.name}`;
    const operations = new Set([...(merged.get(id)?.operations ?? []), ...rule.operations]);
    merged.set(id, { ...rule, operations: [...operations].sort() });
  }
  return [...merged.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

/** What all consumer groups of a principal begin with; empty when nothing is common or any name will do. */
export function groupPrefix(spec: AccessSpec): string {
  const groups = (spec.consume ?? []).map(({ group }) => (group.endsWith("*") ? group.slice(0, -1) : group));
  const [first, ...others] = groups;
  if (first === undefined) return "";
  return others.reduce((common, group) => {
    let length = 0;
    while (length < common.length && common[length] === group[length]) length++;
    return common.slice(0, length);
  }, first);
}
