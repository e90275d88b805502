/**
 * Whether IAM would allow a request: what is not allowed is denied, and an explicit Deny beats all.
 * Source: IAM User Guide, "Policy evaluation logic". Not here: boundaries, session policies, policies of an organization.
 */
import type { KnownPolicy, PolicyPrincipal, PolicyStatement } from "../../../components/aws/policy.ts";
import { conditionsHold } from "./conditions.ts";
import { type Context, contextOf, like } from "./match.ts";

/** Who asks: the ARN of a role, or a service such as `pods.eks.amazonaws.com`. */
export type Caller = { role: string } | { service: string };

export interface Request {
  caller: Caller;
  action: string;
  resource: string;
  /** Keys as policies have them, such as aws:SourceAccount. */
  context?: Record<string, string | string[]>;
}

export interface Policies {
  /** Those of the role. */
  identity?: KnownPolicy[];
  /** That of the resource. */
  resource?: KnownPolicy;
  /** Trust policies of roles and policies of KMS keys: without a word in them nobody may do anything. */
  resourceMustAllow?: boolean;
}

export type Decision = "allowed" | "denied" | "not allowed";

export function evaluate({ caller, action, resource, context = {} }: Request, policies: Policies): Decision {
  const values = contextOf(context);
  const matching = (document: KnownPolicy) =>
    document.Statement.filter((statement) => applies(statement, action, resource, values));
  const identity = (policies.identity ?? []).flatMap(matching);
  const resourceStatements = policies.resource ? matching(policies.resource) : [];
  const named = resourceStatements.filter(({ Principal }) => names(Principal, caller) === "itself");
  const delegated = resourceStatements.filter(({ Principal }) => names(Principal, caller) === "its account");
  if ([...identity, ...named, ...delegated].some(({ Effect }) => Effect === "Deny")) return "denied";

  const allows = (statements: PolicyStatement[]) => statements.some(({ Effect }) => Effect === "Allow");
  if ("service" in caller) return allows(named) ? "allowed" : "not allowed";
  const sameAccount = accountOf(caller.role) === accountOf(resource) || accountOf(resource) === "";
  if (policies.resourceMustAllow || !sameAccount) {
    const resourceAllows = allows(named) || (allows(delegated) && allows(identity));
    return resourceAllows && (sameAccount || allows(identity)) ? "allowed" : "not allowed";
  }
  return allows(identity) || allows(named) ? "allowed" : "not allowed";
}

const accountOf = (arn: string) => arn.split(":")[4] ?? "";

function applies(statement: PolicyStatement, action: string, resource: string, context: Context): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  const isAction = (pattern: string) => like(pattern, action, new Map(), { ignoreCase: true });
  const isResource = (pattern: string) => like(pattern, resource, context);
  return (
    (Action ? [Action].flat().some(isAction) : NotAction !== undefined && ![NotAction].flat().some(isAction)) &&
    // A trust policy names no resource: it is about its own role.
    (Resource ? [Resource].flat().some(isResource) : !NotResource || ![NotResource].flat().some(isResource)) &&
    conditionsHold(Condition ?? {}, context)
  );
}

/** Whether a statement of a resource's policy is about the caller, or leaves it to the policies of the caller's account. */
function names(principal: PolicyPrincipal | undefined, caller: Caller): "itself" | "its account" | undefined {
  if (principal === undefined) return undefined;
  if (principal === "*") return "itself";
  if ("service" in caller) return [principal.Service ?? []].flat().includes(caller.service) ? "itself" : undefined;
  const given = [principal.AWS ?? []].flat();
  if (given.includes(caller.role) || given.includes("*")) return "itself";
  const account = accountOf(caller.role);
  const partition = caller.role.split(":")[1];
  return given.includes(account) || given.includes(`arn:${partition}:iam::${account}:root`) ? "its account" : undefined;
}
