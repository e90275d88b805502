/** Who runs this, at AWS: asked before anything of the stack is declared, so that missing credentials are one sentence. */
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity.js";
import { getSessionContext } from "@pulumi/aws/iam/getSessionContext.js";
import type * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../../components/errors.ts";
import { settingsError } from "../../settings/problem.ts";
import type { AwsSettings } from "./index.ts";

export interface Caller {
  /** Account of 12 digits. */
  account: string;
  /** ARN of the role or user; of an assumed role's session the role's. */
  principal: string;
}

/** How AWS is asked; tests ask nobody. */
export type AskCaller = (opts: pulumi.InvokeOptions) => Promise<Caller>;

export const askCaller: AskCaller = async (opts) => {
  const { accountId, arn } = await getCallerIdentity({}, opts);
  const { issuerArn } = await getSessionContext({ arn }, opts);
  return { account: accountId, principal: issuerArn };
};

/**
 * @param opts `provider`: of AWS
 * @throws TributaryError TRB_CLUSTER_FORBIDDEN without credentials that AWS knows, TRB_SETTINGS_INVALID with those of another account
 */
export async function callerOf(
  { aws }: AwsSettings,
  opts: pulumi.InvokeOptions,
  ask: AskCaller = askCaller,
): Promise<Caller> {
  const caller = await ask(opts).catch((thrown: unknown) => {
    throw withoutCredentials(aws.region, thrown);
  });
  if (aws.account === undefined || aws.account === caller.account) return caller;
  throw settingsError([
    {
      path: "aws.account",
      given: JSON.stringify(aws.account),
      allowed: `${caller.account}, the account of ${caller.principal}, or other credentials: AWS_PROFILE chooses among yours`,
    },
  ]);
}

function withoutCredentials(region: string, cause: unknown): TributaryError {
  const said = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!.trim();
  return new TributaryError(
    "TRB_CLUSTER_FORBIDDEN",
    `AWS in ${region} knows nobody by the credentials of this run: ${said}`,
    {
      hint: "Log in (aws sso login), choose a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity says whom AWS sees.",
      details: { cloud: "aws", region },
      cause,
    },
  );
}
