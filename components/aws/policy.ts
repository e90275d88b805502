/** Policies of IAM as objects, the sizes that IAM takes, and the parts of them that recur. */
import type { Input } from "@pulumi/pulumi";
import { TributaryError } from "../errors.ts";

/** Whom a statement of a resource's policy or of a trust policy is about. */
export type PolicyPrincipal = "*" | Partial<Record<"AWS" | "Service" | "Federated", string[]>>;

/** By operator, then by key: `{ StringEquals: { "aws:SourceAccount": ["..."] } }`. */
export type PolicyConditions = Record<string, Record<string, string[]>>;

export interface PolicyStatement {
  /** Letters and digits only, once in a document. */
  Sid: string;
  Effect: "Allow" | "Deny";
  Action?: string[];
  NotAction?: string[];
  /** Left out in trust policies, which belong to one role. */
  Resource?: string[];
  NotResource?: string[];
  Principal?: PolicyPrincipal;
  Condition?: PolicyConditions;
}

/** Whose values may be known only after an `up`, unless its statements say that they are not. */
export interface PolicyDocument<Statement = object> {
  Version: "2012-10-17";
  Statement: Statement[];
}

/** Whose values are all known: it can be measured and judged. */
export type KnownPolicy = PolicyDocument<PolicyStatement>;

export function policyOf<Statement extends object>(...statements: Statement[]): PolicyDocument<Statement> {
  return { Version: "2012-10-17", Statement: statements };
}

/**
 * Characters without white space, and policies.
 * Source: IAM User Guide, "IAM and AWS STS quotas", looked up 2026-11-27.
 */
export const policyLimits = {
  /** Of all inline policies of a role together. */
  inlineOfRole: 10_240,
  managed: 6_144,
  /** Managed policies that a role takes unless AWS has raised it (to at most 25). */
  managedOfRole: 10,
} as const;

/** As IAM counts it. The resources that this project writes hold no white space. */
export function policySize(document: KnownPolicy): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/**
 * The same rights in documents within a limit, each as full as the order allows; a statement's resources may go apart.
 * @param limit characters, default: that of a managed policy
 * @throws TributaryError TRB_SETTINGS_INVALID when a statement with one resource is longer than that
 */
export function splitPolicy(document: KnownPolicy, limit: number = policyLimits.managed): KnownPolicy[] {
  const parts: PolicyStatement[][] = [];
  const fits = (statements: PolicyStatement[]) => policySize(policyOf(...statements)) <= limit;
  for (const piece of document.Statement.flatMap(pieces)) {
    const part = parts.at(-1);
    const longer = part && joined(part, piece);
    if (longer && fits(longer)) parts[parts.length - 1] = longer;
    else if (fits([piece])) parts.push([piece]);
    else
      throw new TributaryError(
        "TRB_SETTINGS_INVALID",
        `The policy statement ${piece.Sid} is too long for a policy of IAM, which takes ${limit} characters.`,
      );
  }
  return parts.map((statements) => policyOf(...statements));
}

/** A statement for each of its resources. */
function pieces(statement: PolicyStatement): PolicyStatement[] {
  return statement.Resource?.map((resource) => ({ ...statement, Resource: [resource] })) ?? [statement];
}

/** With a piece more: a resource of the last statement, or a statement of its own. */
function joined(statements: PolicyStatement[], piece: PolicyStatement): PolicyStatement[] {
  const last = statements.at(-1);
  if (last?.Sid !== piece.Sid || !last.Resource || !piece.Resource) return [...statements, piece];
  return [...statements.slice(0, -1), { ...last, Resource: [...last.Resource, ...piece.Resource] }];
}

/**
 * Who may become a role: a service, for resources of this account alone.
 * @param service such as ec2.amazonaws.com
 * @param account whose resources the service acts for. Default: any, where the service tells none
 * @param source pattern of the ARNs of those resources. Default: any
 */
export function trustOf(service: string, account?: Input<string>, source?: Input<string>): PolicyDocument {
  const Condition = {
    ...(account === undefined ? {} : { StringEquals: { "aws:SourceAccount": account } }),
    ...(source === undefined ? {} : { ArnLike: { "aws:SourceArn": source } }),
  };
  return policyOf({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
  });
}
