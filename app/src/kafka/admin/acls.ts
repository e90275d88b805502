/** Rules of access as bindings of Kafka's authorizer, and what lies between two sets of them. Pure. */

export interface AccessRule {
  resource: "topic" | "group" | "cluster" | "transactionalId";
  name: string;
  pattern: "literal" | "prefixed";
  /** Kafka's operations in lower case: read, write, create, describe, alter, delete, describeConfigs, alterConfigs, idempotentWrite, clusterAction, all */
  operations: string[];
}

/** One ACL: host "*" and permission allow unless somebody else made it. */
export interface AclBinding {
  resource: AccessRule["resource"] | "delegationToken" | "user";
  name: string;
  pattern: AccessRule["pattern"];
  operation: string;
  host: string;
  permission: "allow" | "deny";
}

/** "ingest" and "User:ingest" are the same principal. */
export function principalOf(name: string): string {
  return name.startsWith("User:") ? name : `User:${name}`;
}

export function bindingsOf(rules: AccessRule[]): AclBinding[] {
  return rules.flatMap(({ resource, name, pattern, operations }) =>
    operations.map((operation): AclBinding => ({ resource, name, pattern, operation, host: "*", permission: "allow" })),
  );
}

/** What must be added to and removed from `there` so that it is `wanted`. */
export function aclChanges(there: AclBinding[], wanted: AclBinding[]): { add: AclBinding[]; remove: AclBinding[] } {
  const without = (all: AclBinding[], some: AclBinding[]) => {
    const keys = new Set(some.map(key));
    return [...new Map(all.map((binding) => [key(binding), binding])).entries()]
      .filter(([one]) => !keys.has(one))
      .map(([, binding]) => binding);
  };
  return { add: without(wanted, there), remove: without(there, wanted) };
}

/** The rules that bindings stand for, one a resource, names of operations in order; for telling what is really there. */
export function rulesOf(bindings: AclBinding[]): AccessRule[] {
  const rules = new Map<string, AccessRule>();
  for (const { resource, name, pattern, operation } of bindings) {
    const id = `${resource} ${pattern} ${name}`;
    const rule = rules.get(id) ?? { resource: resource as AccessRule["resource"], name, pattern, operations: [] };
    rules.set(id, { ...rule, operations: [...new Set([...rule.operations, operation])].sort() });
  }
  return [...rules.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

function key(binding: AclBinding): string {
  return JSON.stringify([
    binding.resource,
    binding.name,
    binding.pattern,
    binding.operation,
    binding.host,
    binding.permission,
  ]);
}
