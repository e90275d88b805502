/**
 * Who runs this, at AWS: asked by AWS' own command line before anything is declared, so that missing credentials are one sentence and not an
 * error of Pulumi's provider. That command line is needed anyhow: pods are reached by a kubeconfig that logs in with it.
 */
import { TributaryError } from "../../../components/errors.ts";
import { findOnPath } from "../../find-on-path.ts";
import { type Problem, settingsError } from "../../settings/problem.ts";
import { ANSWER_MS, aws } from "./command.ts";
import type { AwsSettings } from "./index.ts";

export interface Caller {
  /** Account of 12 digits. */
  account: string;
  /** ARN of the role or user; of an assumed role's session the role's. */
  principal: string;
}

/** How AWS is asked; tests ask nobody. */
export type AskCaller = (region: string) => Promise<Caller>;

export const askCaller: AskCaller = async (region) => {
  const { Account, Arn } = await aws(region, "sts", "get-caller-identity");
  const [, partition, role] = /^arn:([^:]+):sts::\d+:assumed-role\/([^/]+)\//.exec(Arn) ?? [];
  if (role === undefined) return { account: Account, principal: Arn };
  // A session's name leaves out the path that the role's may have, as those of IAM Identity Center do.
  const found = await aws(region, "iam", "get-role", "--role-name", role).catch(() => undefined);
  return { account: Account, principal: found?.Role?.Arn ?? `arn:${partition}:iam::${Account}:role/${role}` };
};

/**
 * @throws TributaryError TRB_USAGE without the command line, TRB_CREDENTIALS_INVALID without credentials that AWS knows, TRB_SETTINGS_INVALID with
 * those of another account, or of somebody who could not fill the cluster that is made
 */
export async function callerOf(settings: AwsSettings, ask: AskCaller = askCaller): Promise<Caller> {
  const { region, account, eks } = settings.aws;
  if (ask === askCaller && findOnPath("aws") === undefined) throw withoutCommand();
  const caller = await ask(region).catch((thrown: unknown) => {
    throw withoutCredentials(region, thrown);
  });
  const problems = [...accountProblems(account, caller), ...accessProblems(eks, caller)];
  if (problems.length > 0) throw settingsError(problems);
  return caller;
}

function accountProblems(account: string | undefined, caller: Caller): Problem[] {
  if (account === undefined || account === caller.account) return [];
  return [
    {
      path: "aws.account",
      given: JSON.stringify(account),
      allowed: `${caller.account}, the account of ${caller.principal}, or other credentials: AWS_PROFILE chooses among yours`,
    },
  ];
}

/** Who makes a cluster has no rights in it by that alone: everything in it would fail, after the long wait for it. */
function accessProblems(eks: AwsSettings["aws"]["eks"], { principal }: Caller): Problem[] {
  const entries = eks.mode === "create" ? Object.entries(eks.access) : [];
  const mine = withoutPath(principal);
  const fills = entries.some(
    ([, { principal: named, policy, namespaces }]) =>
      withoutPath(named) === mine && policy === "clusterAdmin" && namespaces === undefined,
  );
  if (entries.length === 0 || fills) return [];
  const given = entries.map(([key, { principal: named, policy, namespaces }]) => {
    const where = namespaces === undefined ? "" : ` in ${namespaces.join(", ")}`;
    return `${key}: ${named}, ${policy}${where}`;
  });
  const allowed = `an entry of ${principal}, who runs this, with policy clusterAdmin and without namespaces, or other credentials: nobody else fills the cluster`;
  return [{ path: "aws.eks.access", given: given.join("; "), allowed }];
}

/** A role's or user's name is its own in an account, whatever its path; and who may not ask for a role does not know its path. */
const withoutPath = (arn: string): string => arn.replace(/:(role|user)\/.*\//, ":$1/");

function withoutCommand(): TributaryError {
  return new TributaryError(
    "TRB_USAGE",
    "AWS' command line, aws, is not on PATH: it says who you are, and logs in to the cluster.",
    {
      hint: "Install it (docs.aws.amazon.com/cli: Getting started), version 2.",
    },
  );
}

/** Standard error is the command line's own sentence; it holds no secret. */
function withoutCredentials(region: string, cause: unknown): TributaryError {
  const { stderr, message, killed } = cause as { stderr?: string; message?: string; killed?: boolean };
  const said = (stderr?.trim() || (killed ? `no answer within ${ANSWER_MS / 1000} s` : message) || String(cause)).split(
    "\n",
  )[0]!;
  return new TributaryError(
    "TRB_CREDENTIALS_INVALID",
    `AWS in ${region} knows nobody by the credentials of this run: ${said.trim()}`,
    {
      hint: "Log in (aws sso login), choose a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity says whom AWS sees.",
      details: { cloud: "aws", region },
      cause,
    },
  );
}
