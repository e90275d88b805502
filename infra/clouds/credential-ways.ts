/**
 * What each provider of Pulumi reads of the environment to log in: sets of variables of which one must be complete.
 * Sources, checked 2026-11-28: each provider's page in Pulumi's registry, Installation and configuration.
 */
export type Ways = readonly (readonly string[])[];

export const ways = {
  aws: [
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
    ["AWS_PROFILE"],
  ],
  gcp: [["GOOGLE_APPLICATION_CREDENTIALS"], ["GOOGLE_CREDENTIALS"], ["GOOGLE_OAUTH_ACCESS_TOKEN"]],
  azure: [
    ["ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID", "ARM_USE_OIDC"],
    ["ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID", "ARM_CLIENT_SECRET"],
    ["ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID", "ARM_CLIENT_CERTIFICATE_PATH"],
    ["ARM_USE_MSI"],
    ["ARM_USE_DEFAULT_AZURE_CREDENTIAL", "ARM_SUBSCRIPTION_ID"],
  ],
  confluent: [["CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET"]],
} as const satisfies Record<string, Ways>;

/**
 * @param there whether a variable is. Default: it holds something
 * @returns undefined when one way is complete; else what is missing, as a sentence's part
 */
export function missingWays(
  of: Ways,
  env: NodeJS.ProcessEnv,
  there: (name: string) => boolean = (name) => Boolean(env[name]),
): string | undefined {
  const lack = of.map((names) => names.filter((name) => !there(name)));
  if (lack.some((names) => names.length === 0)) return undefined;
  // Somebody who has begun one of the ways wants its rest.
  const begun = lack.find((names, index) => names.length < of[index]!.length);
  return begun ? begun.join(" and ") : of.map((names) => names.join(" and ")).join(", or ");
}
