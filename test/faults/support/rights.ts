/** What the processors of a fault need to be allowed, and nothing else. */
import { type AccessRule, type AclBinding, bindingsOf } from "../../../app/src/kafka/admin/acls.ts";

type Right = "output" | "deadLetter" | "counts" | "input" | "group" | "transactions";

/** @param id of the fault, in small letters */
export function rightsOf(id: string): Record<Right, AclBinding[]> {
  const sides = [`${id}-alo`, `${id}-eos`];
  const all = (rule: Omit<AccessRule, "name">, names: string[]) => bindingsOf(names.map((name) => ({ ...rule, name })));
  const topics = (kind: string, operations: AccessRule["operations"]) =>
    all(
      { resource: "topic", pattern: "literal", operations },
      sides.map((side) => `${side}-${kind}`),
    );
  return {
    output: topics("out", ["write", "describe"]),
    deadLetter: topics("dead", ["write", "describe"]),
    counts: topics("counts", ["read", "write", "describe"]),
    input: all({ resource: "topic", pattern: "literal", operations: ["read", "describe"] }, [`${id}-in`]),
    group: all({ resource: "group", pattern: "literal", operations: ["read", "describe"] }, sides),
    transactions: all({ resource: "transactionalId", pattern: "prefixed", operations: ["write", "describe"] }, [
      `${id}-eos.`,
    ]),
  };
}
