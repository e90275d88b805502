/** What Kafka's own authorizer would say (StandardAuthorizer): the oracle for policies of IAM. */
import type { AccessRule } from "../../../../../components/local/resources.ts";

/** An operation that is allowed because another one is. Source: Kafka, org.apache.kafka.metadata.authorizer.StandardAuthorizerData. */
const impliedBy: Record<string, string[]> = {
  describe: ["read", "write", "delete", "alter"],
  describeConfigs: ["alterConfigs"],
};

/** @param operation as rules have it; `connect` for who has any rule at all, as nobody else gets something from a connection */
export function aclsAllow(rules: AccessRule[], resource: string, operation: string, name: string): boolean {
  if (operation === "connect") return rules.length > 0;
  // Since Kafka 2.8: whoever may write some topic (KIP-679).
  if (operation === "idempotentWrite")
    return rules.some((rule) => rule.resource === "topic" && rule.operations.includes("write"));
  const enough = [operation, ...(impliedBy[operation] ?? [])];
  return rules.some(
    (rule) =>
      rule.resource === resource &&
      enough.some((each) => rule.operations.includes(each)) &&
      (rule.pattern === "prefixed" ? name.startsWith(rule.name) : rule.name === "*" || rule.name === name),
  );
}
