/** What a principal may do, as roles of Confluent Cloud on one resource each, or on the cluster where no smaller role does it. */
import { compileAccess } from "../access-rules.ts";
import type { AccessSpec, AdminScope, Pattern } from "../cluster.ts";

export type Role = "DeveloperRead" | "DeveloperWrite" | "DeveloperManage" | "Operator" | "CloudClusterAdmin";

export interface RoleRule {
  role: Role;
  /** Default: the cluster itself. */
  on?: { resource: "topic" | "group" | "transactional-id"; pattern: Pattern };
}

/**
 * What the service's roles let do (confluentinc/cli, test/fixtures/output/iam/rbac/role/list-yaml-cloud.golden, and
 * docs.confluent.io/cloud/current/security/access-control/rbac/predefined-rbac-roles; checked 2026-11-27):
 * DeveloperRead reads and describes; DeveloperWrite writes and describes; DeveloperManage creates, deletes and describes topics and deletes
 * and describes groups, and alters nothing; Operator describes everything of the cluster, and sees no record; CloudClusterAdmin does everything.
 * Where Kafka's own rules are finer than any role, the smallest role that suffices is given, and what it does besides stands here.
 */
const scopes: Record<AdminScope, RoleRule[]> = {
  /** Created, deleted and described; an altered topic is the administrator's, as roles that alter also read and write. */
  topics: [{ role: "DeveloperManage", on: { resource: "topic", pattern: "*" } }],
  groups: [
    { role: "DeveloperRead", on: { resource: "group", pattern: "*" } },
    { role: "DeveloperManage", on: { resource: "group", pattern: "*" } },
  ],
  /** Who gives rights may give any to itself. */
  access: [{ role: "CloudClusterAdmin" }],
  cluster: [{ role: "CloudClusterAdmin" }],
};

/** The roles of one principal, each once and in a fixed order. */
export function compileRoles(spec: AccessSpec): RoleRule[] {
  const on = (role: Role, resource: NonNullable<RoleRule["on"]>["resource"], pattern: Pattern): RoleRule => ({
    role,
    on: { resource, pattern },
  });
  const rules: RoleRule[] = [
    ...(spec.produce ?? []).map((topic) => on("DeveloperWrite", "topic", topic)),
    ...(spec.consume ?? []).flatMap(({ topic, group }) => [
      on("DeveloperRead", "topic", topic),
      on("DeveloperRead", "group", group),
    ]),
    // No role describes one topic and reads none of its records.
    ...((spec.observe ?? []).length > 0 ? [{ role: "Operator" } satisfies RoleRule] : []),
    ...(spec.transactionalIdPrefix === undefined
      ? []
      : [on("DeveloperWrite", "transactional-id", `${spec.transactionalIdPrefix}*`)]),
    ...(spec.admin ?? []).flatMap((scope) => scopes[scope]),
  ];
  const byName = new Map(rules.map((rule) => [ruleName(rule), rule]));
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

/** Part of logical names; no name at Kafka has a tilde. */
export function ruleName({ role, on }: RoleRule): string {
  return on === undefined ? role : `${role}-${on.resource}-${on.pattern.replace("*", "~")}`;
}

/**
 * The name of what a role is given on.
 * @param crn of the cluster (`rbacCrn`)
 * @param cluster its id
 */
export function crnOf({ on }: RoleRule, crn: string, cluster: string): string {
  if (on === undefined) return crn;
  const star = on.pattern.endsWith("*") ? "*" : "";
  const name = encodeURIComponent(star ? on.pattern.slice(0, -1) : on.pattern);
  return `${crn}/kafka=${cluster}/${on.resource}=${name}${star}`;
}

export interface AclRule {
  resourceType: "TOPIC" | "GROUP" | "CLUSTER" | "TRANSACTIONAL_ID";
  resourceName: string;
  patternType: "LITERAL" | "PREFIXED";
  operation: string;
}

/** The same rules as on any Kafka, one an operation. */
export function compileAcls(spec: AccessSpec): AclRule[] {
  return compileAccess(spec).flatMap(({ resource, name, pattern, operations }) =>
    operations.map((operation) => ({
      resourceType: upper(resource) as AclRule["resourceType"],
      resourceName: name,
      patternType: pattern === "prefixed" ? "PREFIXED" : "LITERAL",
      operation: upper(operation),
    })),
  );
}

/** Part of logical names. */
export function aclName({ resourceType, resourceName, patternType, operation }: AclRule): string {
  const what = `${resourceType}-${operation}`.toLowerCase().replaceAll("_", "-");
  return `${what}-${resourceName === "*" ? "" : resourceName}${patternType === "PREFIXED" || resourceName === "*" ? "~" : ""}`;
}

/** transactionalId -> TRANSACTIONAL_ID */
const upper = (word: string): string => word.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
