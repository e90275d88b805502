/** The program of this project: a StackDelivery for each stack whose own file says that it is deployed. */
import * as pulumi from "@pulumi/pulumi";
import { deployedSettings } from "../delivery/stacks.ts";
import { Approvals } from "./approvals.ts";
import { StackDelivery } from "./delivery.ts";
import { type DeploymentsSettings, parseDeployments } from "./settings.ts";

export default function main(): Record<string, string> {
  const config = new pulumi.Config();
  const objects = ["oidc", "environments", "approvals"] as const;
  const texts = ["organization", "repository", "provider", "branch", "agentPool"] as const;
  const raw = [
    ...texts.map((key) => [key, config.get(key)]),
    ...objects.map((key) => [key, config.getObject<object>(key)]),
  ].filter(([key, value]) => value !== undefined && !(key === "approvals" && Object.keys(value).length === 0));
  return deliveries(parseDeployments(Object.fromEntries(raw)));
}

/** @returns by stack, who starts its deployments */
export function deliveries(settings: DeploymentsSettings): Record<string, string> {
  const stacks = deployedSettings();
  for (const { stack, settings: ofStack } of stacks) new StackDelivery(stack, { settings, stack, ofStack });
  const { organization, approvals } = settings;
  const environments = [...new Set(stacks.flatMap(({ stack }) => settings.environments[stack] ?? []))].sort();
  if (approvals !== undefined) new Approvals("approvals", { organization, environments, approvals });
  return Object.fromEntries(stacks.map(({ stack, settings: { delivery } }) => [stack, delivery.deploy]));
}
