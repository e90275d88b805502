/** What a principal of an MSK cluster may do, as a policy of IAM: `access`, and nothing that is not asked for. */
import { INLINE_OF_ROLE, type KnownPolicy, type PolicyStatement, policyOf, policySize } from "../../../aws/policy.ts";
import { TributaryError } from "../../../errors.ts";
import { compileAccess } from "../../access-rules.ts";
import type { AccessSpec } from "../../cluster.ts";
import { actionFor, type KafkaActionName, type KafkaResource, kafkaActions } from "./actions.ts";
import { arnsIn, covers } from "./arn.ts";

const order: KafkaResource[] = ["cluster", "topic", "group", "transactionalId"];

/**
 * The rights of one principal in one document, the same for the same access in any order.
 * Compiled from the same rules as Kafka's own ACLs, so that a principal may do the same on every backend.
 * @param cluster its ARN, `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID`
 * @throws TributaryError TRB_SETTINGS_INVALID when the document is too long, or when IAM would read more into a name than Kafka does
 */
export function mskPolicy(spec: AccessSpec, cluster: { arn: string }): KnownPolicy {
  const document = policyOf(...statements(spec, cluster.arn));
  const size = policySize(document);
  if (size > INLINE_OF_ROLE)
    throw new TributaryError(
      "TRB_SETTINGS_INVALID",
      `The IAM policy of this principal would have ${size} characters, and IAM takes ${INLINE_OF_ROLE}.`,
      { hint: "Name topics and groups by a common prefix, such as login-*, instead of one by one." },
    );
  return document;
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
