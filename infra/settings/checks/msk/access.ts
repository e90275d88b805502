/** Principals: their names become those of users, secrets and roles, and each way to log in wants something. */
import type { TributaryError } from "../../../../components/errors.ts";
import type { AccessSpec } from "../../../../components/kafka/cluster.ts";
import { mskPolicy } from "../../../../components/kafka/msk/iam/policy.ts";
import { mostUsers } from "../../../../components/kafka/msk/limits.ts";
import { ADMINISTRATOR, kafkaUsers } from "../../../../components/kafka/msk/principals.ts";
import type { MskTier } from "../../../../components/kafka/msk/versions.ts";
import { kubeName } from "../../../../components/kubernetes/names.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import type { MskView } from "./tier.ts";

/** What is left of a name of Kubernetes beside kafka-certificate-, which is the longest that stands before it. */
const LONGEST = 63 - "kafka-certificate-".length;

export function mskAccessProblems(tier: MskTier, msk: MskView, view: View): Problem[] {
  const known = Object.entries(view.access).flatMap(([key, spec]) => (spec ? [[key, spec] as const] : []));
  return [
    ...Object.keys(view.access).flatMap(nameProblem),
    ...known.flatMap(([key, spec]) => roleProblems(key, spec)),
    ...(tier === "serverless"
      ? []
      : [...certificateProblems(msk, known), ...numberProblems(known), ...storeProblems(known, view)]),
  ];
}

type Known = (readonly [string, AccessSpec])[];

function nameProblem(key: string): Problem[] {
  const path = `kafka.access.${key}`;
  const given = `a principal named ${JSON.stringify(key)}`;
  if (key === ADMINISTRATOR)
    return [{ path, given, allowed: "another name: it is who sets rights, quotas and topics from inside the network" }];
  if (key === kubeName(key) && key.length <= LONGEST) return [];
  const allowed = `small letters, digits and dashes, at most ${LONGEST}: Kubernetes has a Secret of that name`;
  return [{ path, given, allowed }];
}

/** As long as names of clusters and their ids can be, so that what fits here fits every cluster. */
const SOME_CLUSTER = `arn:aws-us-gov:kafka:us-gov-west-1:123456789012:cluster/${"x".repeat(64)}/00000000-0000-4000-8000-000000000000-10`;

/** Of a principal that is a role, on whosever cluster. */
export function roleProblems(key: string, spec: AccessSpec): Problem[] {
  if (spec.auth !== "iam") return [];
  const path = `kafka.access.${key}`;
  const problems: Problem[] = [];
  if (spec.quota)
    problems.push({
      path: `${path}.quota`,
      given: "set",
      allowed: "no quota, because auth is iam: Kafka's quotas do not know roles; auth scram or mtls has them",
    });
  if ((spec.rotation ?? 1) > 1)
    problems.push({
      path: `${path}.rotation`,
      given: String(spec.rotation),
      allowed: "1, because auth is iam: roles have no credential",
    });
  const policy = policyProblem(spec);
  if (policy !== undefined) problems.push({ path, given: "rights that are no policy of IAM", allowed: policy });
  return problems;
}

function policyProblem(spec: AccessSpec): string | undefined {
  try {
    mskPolicy(spec, { arn: SOME_CLUSTER });
    return undefined;
  } catch (thrown) {
    const { code, message, hint } = thrown as TributaryError;
    if (code !== "TRB_SETTINGS_INVALID") throw thrown;
    return `${message} ${hint}`;
  }
}

function certificateProblems({ authority }: MskView, known: Known): Problem[] {
  const first = known.find(([, { auth }]) => auth === "mtls");
  if (first === undefined || authority !== undefined) return [];
  const [key] = first;
  return [
    {
      path: "kafka.authority",
      given: "missing",
      allowed: `mode create or existing, because kafka.access.${key} logs in by a certificate, which somebody must sign`,
    },
  ];
}

function numberProblems(known: Known): Problem[] {
  const users = known.flatMap(([key, spec]) => (spec.auth === "scram" ? kafkaUsers(key, spec) : [])).length;
  if (users <= mostUsers) return [];
  const allowed = `at most ${mostUsers}, a user and its former one counted each; auth iam has no such limit`;
  return [{ path: "kafka.access", given: `${users} users with auth scram`, allowed }];
}

/** MSK reads users' passwords from Secrets Manager: another store would have none of them. */
function storeProblems(known: Known, { kubernetes }: View): Problem[] {
  const type = kubernetes?.secrets?.external?.store.type;
  if (type === undefined || type === "aws" || type === "existing") return [];
  if (!known.some(([, { auth }]) => auth === "scram")) return [];
  return [
    {
      path: "secrets.external.store.type",
      given: JSON.stringify(type),
      allowed: "aws, or existing for a store that reads it: MSK keeps users' passwords in AWS Secrets Manager",
    },
  ];
}
