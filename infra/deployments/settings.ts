/** What this project's own configuration says: nothing of a stack, which says itself how it is delivered. */
import { z } from "zod";
import { settingsError } from "../settings/problem.ts";

const aws = z.strictObject({ roleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/) });
const gcp = z.strictObject({
  projectId: z.string().regex(/^\d+$/, { error: "the number of the project" }),
  workloadPoolId: z.string().min(1),
  providerId: z.string().min(1),
  serviceAccount: z.email(),
});
const azure = z.strictObject({ clientId: z.uuid(), tenantId: z.uuid(), subscriptionId: z.uuid() });

const environment = z.string().regex(/^[\w.-]+\/[\w.-]+$/, { error: "project/name of an environment" });

const schema = z.strictObject({
  organization: z.string().min(1),
  repository: z.string().regex(/^[^/\s]+\/[^/\s]+$/, { error: "OWNER/NAME" }),
  provider: z.string().min(1).default("github"),
  branch: z.string().min(1).default("main"),
  agentPool: z.string().default(""),
  oidc: z.strictObject({ aws: aws.optional(), gcp: gcp.optional(), azure: azure.optional() }).prefault({}),
  environments: z.record(z.string(), z.array(environment)).default({}),
  approvals: z
    .strictObject({ teams: z.array(z.string().min(1)).min(1), required: z.int().min(1).default(1) })
    .optional(),
});

export type DeploymentsSettings = z.infer<typeof schema>;

/** @throws TributaryError TRB_SETTINGS_INVALID with all that is wrong */
export function parseDeployments(raw: Record<string, unknown>): DeploymentsSettings {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  throw settingsError(
    result.error.issues.map(({ path, message }) => ({
      path: path.join("."),
      given: JSON.stringify(path.reduce((at: any, key) => at?.[key], raw)) ?? "missing",
      allowed: message,
    })),
    "The configuration of infra/deployments",
  );
}
