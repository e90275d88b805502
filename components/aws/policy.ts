/** Policies of IAM as objects, the sizes that IAM takes, and the parts of them that recur. */
import type { Input } from "@pulumi/pulumi";

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
 * Characters without white space that all inline policies of a role have together at most.
 * Source: IAM User Guide, "IAM and AWS STS quotas", looked up 2026-11-27.
 */
export const INLINE_OF_ROLE = 10_240;

/** As IAM counts it. The resources that this project writes hold no white space. */
export function policySize(document: KnownPolicy): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
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
