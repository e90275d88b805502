/** What a principal of an MSK cluster may do, as a policy of IAM: `access`, and nothing that is not asked for. */
import {
  type KnownPolicy,
  type PolicyStatement,
  policyLimits,
  policyOf,
  policySize,
  splitPolicy,
} from "../../../aws/policy.ts";
import { TributaryError } from "../../../errors.ts";
import { compileAccess } from "../../access-rules.ts";
import type { AccessSpec } from "../../cluster.ts";
import { actionFor, type KafkaActionName, type KafkaResource, kafkaActions } from "./actions.ts";
import { arnsIn, covers } from "./arn.ts";

export interface MskPolicyOptions {
  /** Characters that the document may have, as IAM counts them. Default: what all inline policies of a role may have together. */
  limit?: number;
}

const order: KafkaResource[] = ["cluster", "topic", "group", "transactionalId"];

/**
 * The rights of one principal in one document, the same for the same access in any order.
 * Compiled from the same rules as Kafka's own ACLs, so that a principal may do the same on every backend.
 * @param cluster its ARN, `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID`
 * @throws TributaryError TRB_SETTINGS_INVALID when the document is too long, or when IAM would read more into a name than Kafka does
 */
export function mskPolicy(
  spec: AccessSpec,
  cluster: { arn: string },
  { limit = policyLimits.inlineOfRole }: MskPolicyOptions = {},
): KnownPolicy {
  const document = policyOf(...statements(spec, cluster.arn));
  const size = policySize(document);
  if (size > limit) throw tooLong(size, limit);
  return document;
}

/**
 * The same rights in managed policies, for more than an inline policy holds.
 * @throws TributaryError TRB_SETTINGS_INVALID when they are more than a role takes
 */
export function mskManagedPolicies(spec: AccessSpec, cluster: { arn: string }): KnownPolicy[] {
  const whole = policyOf(...statements(spec, cluster.arn));
  const parts = splitPolicy(whole, policyLimits.managed);
  if (parts.length > policyLimits.managedOfRole)
    throw tooLong(policySize(whole), policyLimits.managed * policyLimits.managedOfRole);
  return parts;
}

function tooLong(size: number, limit: number): TributaryError {
  return new TributaryError(
    "TRB_SETTINGS_INVALID",
    `The IAM policy of this principal would have ${size} characters, and IAM takes ${limit}.`,
    { hint: "Name topics and groups by a common prefix, such as login-*, instead of one by one." },
  );
}

function statements(spec: AccessSpec, clusterArn: string): PolicyStatement[] {
  const granted = prune(grants(spec, clusterArn));
  return order.flatMap((resource) => statementsOn(resource, granted));
}

/** Which ARNs each action is allowed on. */
type Grants = Map<KafkaActionName, Set<string>>;

function grants(spec: AccessSpec, clusterArn: string): Grants {
  const arnOf = arnsIn(clusterArn);
  const granted: Grants = new Map();
  const grant = (action: KafkaActionName, arn: string) =>
    granted.set(action, (granted.get(action) ?? new Set()).add(arn));
  for (const rule of compileAccess(spec)) {
    for (const operation of rule.operations) {
      const action = actionFor(rule.resource, operation);
      if (action === undefined)
        throw new TributaryError("TRB_INTERNAL", `IAM has no action for ${operation} on a ${rule.resource}.`);
      grant(action, arnOf(rule));
    }
  }
  if (granted.size === 0) return granted;
  grant("Connect", clusterArn);
  // Kafka's ACLs take it from the right to write any topic; IAM does not.
  if (granted.has("WriteData")) grant("WriteDataIdempotently", clusterArn);
  return granted;
}

/** Without ARNs that another one of the same action means already. */
function prune(granted: Grants): Grants {
  return new Map(
    [...granted].map(([action, arns]) => [
      action,
      new Set([...arns].filter((arn) => ![...arns].some((other) => other !== arn && covers(other, arn)))),
    ]),
  );
}

/** One statement for all ARNs on which the same actions are allowed. */
function statementsOn(resource: KafkaResource, granted: Grants): PolicyStatement[] {
  const actionsOf = new Map<string, KafkaActionName[]>();
  for (const [action, arns] of [...granted].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (kafkaActions[action].resource === resource)
      for (const arn of arns) actionsOf.set(arn, [...(actionsOf.get(arn) ?? []), action]);
  const together = new Map<string, PolicyStatement>();
  for (const [arn, actions] of [...actionsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found = together.get(actions.join());
    if (found) found.Resource?.push(arn);
    else
      together.set(actions.join(), {
        // Once in the document: no two statements have the same actions.
        Sid: actions.join(""),
        Effect: "Allow",
        Action: actions.map((name) => `kafka-cluster:${name}`),
        Resource: [arn],
      });
  }
  return [...together.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, statement]) => statement);
}
