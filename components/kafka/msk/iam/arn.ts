/** Names of what lies inside an MSK cluster, as IAM knows them. */
import { TributaryError } from "../../../errors.ts";
import type { AccessRule } from "../../../local/resources.ts";
import type { KafkaResource } from "./actions.ts";

/** Groups: partition and service with region and account, then the cluster's name and id. */
const clusterArn = /^(arn:aws[a-z-]*:kafka:[a-z0-9-]+:\d{12}):cluster\/([A-Za-z0-9-]+)\/([A-Za-z0-9-]+)$/;

const kinds: Record<Exclude<KafkaResource, "cluster">, string> = {
  topic: "topic",
  group: "group",
  transactionalId: "transactional-id",
};

/** Makes the ARN of what a rule of Kafka's authorizer is about. */
export type ArnOf = (rule: Pick<AccessRule, "resource" | "name" | "pattern">) => string;

/**
 * @param arn `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID`; other partitions are taken too
 * @throws TributaryError TRB_INTERNAL when it is no cluster's ARN
 */
export function arnsIn(arn: string): ArnOf {
  const parts = clusterArn.exec(arn);
  if (!parts) throw new TributaryError("TRB_INTERNAL", `${JSON.stringify(arn)} is not the ARN of an MSK cluster.`);
  const [, prefix, name, id] = parts;
  return (rule) =>
    rule.resource === "cluster" ? arn : `${prefix}:${kinds[rule.resource]}/${name}/${id}/${pattern(rule)}`;
}

/**
 * Kafka's prefix and its "all" as IAM's wildcard.
 * @throws TributaryError TRB_SETTINGS_INVALID when IAM would read more into a name than Kafka does
 */
export function pattern({ name, pattern: kind }: Pick<AccessRule, "name" | "pattern">): string {
  if (kind === "literal" && name === "*") return "*";
  // IAM's wildcards, and the sign that begins its variables.
  const strange = /[*?$]|[^\x21-\x7e]/.exec(name)?.[0];
  if (strange !== undefined)
    throw new TributaryError(
      "TRB_SETTINGS_INVALID",
      `The name ${JSON.stringify(name)} has ${JSON.stringify(strange)} in it, which an IAM policy does not take as it is.`,
      { hint: "Use letters, digits, . _ and -, with * only at the end." },
    );
  return kind === "prefixed" ? `${name}*` : name;
}

/** Whether all that one pattern of an ARN means is meant by another; `*` stands at the end only. */
export function covers(wide: string, narrow: string): boolean {
  return wide.endsWith("*") ? narrow.startsWith(wide.slice(0, -1)) : wide === narrow;
}
