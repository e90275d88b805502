/** All rules, in the order of their names' table. */
import { type RuleName, ruleNames } from "../names.ts";
import type { ResourceRule, StackRule, StepRule } from "../rule.ts";
import { noWildcardCloudAccess, noWildcardKafkaAccess } from "./access.ts";
import { budget } from "./budget.ts";
import { containerResources } from "./containers.ts";
import { keptData, protectedData } from "./data.ts";
import { encryptionAtRest, encryptionInTransit } from "./encryption.ts";
import { noOpenControlPlane, noPublicBrokers } from "./exposure.ts";
import { allowedRegionsRule, allowedSizes } from "./place.ts";
import { noPlainSecrets } from "./secrets.ts";
import { tags } from "./tags.ts";
import { topicReplication } from "./topics.ts";
import { supportedVersions, versionsEndingSoon } from "./versions.ts";

export const resourceRules: readonly ResourceRule[] = [
  encryptionInTransit,
  encryptionAtRest,
  noPublicBrokers,
  noOpenControlPlane,
  noWildcardKafkaAccess,
  noWildcardCloudAccess,
  protectedData,
  supportedVersions,
  versionsEndingSoon,
  tags,
  allowedRegionsRule,
  allowedSizes,
  noPlainSecrets,
  topicReplication,
  containerResources,
];

export const stackRules: readonly StackRule[] = [budget];

export const stepRules: readonly StepRule[] = [keptData];

const byName = new Map<RuleName, ResourceRule | StackRule | StepRule>(
  [...resourceRules, ...stackRules, ...stepRules].map((rule) => [rule.name, rule]),
);

export const rules: readonly (ResourceRule | StackRule | StepRule)[] = ruleNames.map((name) => {
  const rule = byName.get(name);
  if (rule === undefined) throw new Error(`no rule is named ${name}`);
  return rule;
});
