/** Names at Confluent Cloud: what they are made of, and how long they may be. */
import { kubeName } from "../../kubernetes/names.ts";

/** Letters of a service account's name (@pulumi/confluentcloud 2.82.0, ServiceAccountArgs.displayName). */
export const LONGEST_ACCOUNT = 64;

/** Accounts that the platform has beside those of principals; no principal may have such a name. */
export const OWN_ACCOUNTS = {
  administrator: "administrator",
  registryWriter: "registry-writer",
  registryReader: "registry-reader",
  metricsReader: "metrics-reader",
};

/**
 * Of a service account; unique in its organization.
 * @param prefix of everything of a stack
 * @param of a principal, or one of OWN_ACCOUNTS
 */
export function accountName(prefix: string, of: string): string {
  return `${prefix}-${kubeName(of)}`;
}

/** Its letters and digits at both ends, as environments want it. */
export function prefixOf(project: string, stack: string): string {
  return kubeName(`${project}-${stack}`);
}
