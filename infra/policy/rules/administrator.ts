/** The program's own rights on somebody else's brokers: without them it could make no topic, and nobody has chosen them in the settings. */
import { ownRules } from "../../../app/src/roles/administer/own-rules.ts";
import type { Settings } from "../../settings.ts";

const ofTopics = new Set<string>(
  ownRules.filter(({ resource }) => resource === "topic").flatMap(({ operations }) => operations),
);

/** @param inputs of @pulumi/kafka's Acl */
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
