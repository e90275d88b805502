/**
 * The rules as a policy pack of CrossGuard: `pulumi preview --policy-pack infra/policy`, and `up` alike. Pulumi's engine asks for each resource
 * before it makes it, with values that only it knows; docs/policy.md says what it cannot ask.
 */
import {
  type Policies,
  PolicyPack,
  type ResourceValidationPolicy,
  Secret,
  type StackValidationPolicy,
} from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../naming.ts";
import { loadSettings } from "../settings.ts";
import { mended, readProps } from "./crossguard.ts";
import { endedExceptions, excuseOf } from "./exceptions.ts";
import type { Resource } from "./resource.ts";
import type { Context, ResourceRule, StackRule } from "./rule.ts";
import { resourceRules, stackRules } from "./rules/index.ts";
import { detailOf } from "./violation.ts";

/** The settings of the stack that is judged; read when the first resource is, as there is no stack where a pack is only published. */
let context: Context | undefined;
function contextOf(): Context {
  context ??= { settings: loadSettings(new pulumi.Config(project)), stack: pulumi.getStack(), today: new Date() };
  return context;
}

interface Asked {
  urn: string;
  type: string;
  name: string;
  props: Record<string, unknown>;
  opts: { protect: boolean };
}

/** Secrets arrive unwrapped, but for remedies, so that nobody can tell them from plain values here. */
const unwrapped = ({ urn, type, name, props, opts: { protect } }: Asked): Resource => ({
  urn,
  type,
  name,
  inputs: readProps(props).inputs,
  secrets: undefined,
  protect,
});

const excused = (rule: ResourceRule, { name, urn }: Resource): boolean =>
  excuseOf({ rule: rule.name, name, urn }, contextOf()) !== undefined;

function policyOf(rule: ResourceRule): ResourceValidationPolicy {
  const { name, level, severity, about, mend, remedy } = rule;
  return {
    name,
    description: about,
    enforcementLevel: level,
    severity,
    remediationSteps: mend,
    validateResource: (asked, report) => {
      const resource = unwrapped(asked);
      if (excused(rule, resource)) return;
      for (const finding of rule.check(resource, contextOf())) report(detailOf({ ...finding, mend }));
    },
    ...(remedy && {
      remediateResource: ({ urn, type, name: called, props, opts: { protect } }) => {
        const resource: Resource = { urn, type, name: called, ...readProps(props), protect };
        if (excused(rule, resource)) return undefined;
        return mended(props, remedy(resource, contextOf()), (value) => new Secret(value));
      },
    }),
  };
}

/** Asked when all resources are known: in a preview before anything is there, in an `up` at its end. What is only advice is the run's own to tell. */
function wholePolicyOf(rule: StackRule): StackValidationPolicy {
  const { name, level, severity, about, mend } = rule;
  return {
    name,
    description: about,
    enforcementLevel: level,
    severity,
    remediationSteps: mend,
    validateStack: ({ resources }, report) => {
      const context = contextOf();
      const refused = (rule.levelOf?.(context) ?? level) !== "advisory";
      if (!refused || excuseOf({ rule: name, name: context.stack, urn: "" }, context) !== undefined) return;
      for (const finding of rule.checkStack(resources.map(unwrapped), context)) report(detailOf({ ...finding, mend }));
    },
  };
}

const exceptions: ResourceValidationPolicy = {
  name: "exceptions",
  description: "An exception that has ended is no exception.",
  enforcementLevel: "mandatory",
  severity: "high",
  validateResource: ({ type }, report) => {
    // The stack itself is the first that is asked about.
    if (type === "pulumi:pulumi:Stack") for (const ended of endedExceptions(contextOf())) report(detailOf(ended));
  },
};

const policies: Policies = [exceptions, ...resourceRules.map(policyOf), ...stackRules.map(wholePolicyOf)];

new PolicyPack(project, { policies });
