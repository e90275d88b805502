/** Rights on everything that are no accident: the program's own on somebody else's brokers, and those of whom the settings name as administrators. */
import { ownRules } from "../../../app/src/roles/administer/own-rules.ts";
import { compileAccess } from "../../../components/kafka/access-rules.ts";
import type { AccessSpec, AdminScope } from "../../../components/kafka/cluster.ts";
import { compileRoles } from "../../../components/kafka/confluent/access.ts";
import type { Settings } from "../../settings.ts";

const ofTopics = new Set<string>(
  ownRules.filter(({ resource }) => resource === "topic").flatMap(({ operations }) => operations),
);

/** Without them it could make no topic, and nobody has chosen them in the settings. @param inputs of @pulumi/kafka's Acl */
export function isAdministrators(inputs: Record<string, unknown>, { cloud, kafka }: Settings): boolean {
  if (cloud === "local" || kafka.backend !== "existing" || kafka.admin === undefined) return false;
  const { admin, users } = kafka;
  const name = users["admin"] ?? ("username" in admin ? admin.username : undefined);
  const operation = String(inputs["aclOperation"]);
  return (
    name !== undefined &&
    inputs["aclPrincipal"] === `User:${name}` &&
    inputs["aclResourceType"] === "Topic" &&
    ofTopics.has(operation.charAt(0).toLowerCase() + operation.slice(1))
  );
}

/** Scopes of `admin` that are everything of a kind. */
const scopeOf: Record<string, AdminScope> = { topic: "topics", group: "groups" };

/**
 * Whether kafka.access names the resource's principal as administrator of this kind, and these rights are no more than that: an administrator
 * of topics reads and writes no record.
 * @param name logical, such as kafka-user-KEY or kafka-acl-KEY-topic-create-~
 * @param kind topic or group, in any case
 * @param rights operations, or roles of Confluent Cloud, as its provider writes them
 */
export function mayAdminister(name: string, kind: unknown, rights: readonly unknown[], { kafka }: Settings): boolean {
  const resource = String(kind).toLowerCase();
  const scope = scopeOf[resource];
  const of = /^kafka-(?:administration-)?(?:access|user|acl|role)-(.+)$/.exec(name)?.[1];
  if (scope === undefined || of === undefined || !adminsOf(of, kafka.access).includes(scope)) return false;
  const administrator: AccessSpec = { auth: "scram", admin: [scope] };
  const operations = compileAccess(administrator).flatMap((rule) => rule.operations);
  const roles = compileRoles(administrator).map(({ role }) => role);
  const allowed = new Set([...operations, ...roles].map(plain));
  return rights.every((right) => allowed.has(plain(right)));
}

/** alterConfigs, AlterConfigs and ALTER_CONFIGS are the same. */
const plain = (right: unknown): string => String(right).replaceAll("_", "").toLowerCase();

/** @param of a key of kafka.access, and what follows it in the name; of two keys that fit it is the longer one's */
function adminsOf(of: string, access: Settings["kafka"]["access"]): AdminScope[] {
  const [key] = Object.keys(access)
    .filter((one) => of === one || of.startsWith(`${one}-`) || of.startsWith(`${one}:`))
    .sort((a, b) => b.length - a.length);
  return (key === undefined ? undefined : access[key]?.admin) ?? [];
}
