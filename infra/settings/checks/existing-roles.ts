/** `backend: existing` with principals that are identities of a cloud: somebody must give pods that identity, and its rights. */
import type { ConnectionAuth } from "../../../app/src/connection.ts";
import { authKindOf } from "../../../components/kafka/existing.ts";
import type { Problem } from "../problem.ts";
import type { ExistingView, View } from "../view.ts";
import { roleProblems } from "./msk/access.ts";

/** By its path. */
type Login = readonly [string, ConnectionAuth];

export function existingRoleProblems(view: View): Problem[] {
  const { existing, existingPods, cloud } = view;
  if (!existing || !existingPods) return [];
  const { clusterArn, administration } = existingPods;
  const logins = loginsOf(existing, administration?.mode === "job");
  const given = cloud === "aws" ? logins.filter(([, { mechanism }]) => mechanism === "aws-iam") : [];
  return [
    ...logins.filter((login) => !given.includes(login)).map((login) => nobodyGives(login, cloud)),
    ...allLogins(existing, administration?.mode === "job").flatMap(federatedProblems),
    ...arnProblems(clusterArn, given),
    ...given.flatMap((login) => regionProblems(login, clusterArn)),
    ...(given.length > 0 ? rightsProblems(view, existing) : []),
  ];
}

/** Identities of a cloud that pods take on: an administrator by the provider kafka is whoever runs `up`. */
const loginsOf = (existing: ExistingView, byJob: boolean): Login[] =>
  allLogins(existing, byJob).filter(([, auth]) => authKindOf(auth) === "iam");

/** Those that are understood. */
function allLogins({ principals, admin }: ExistingView, byJob: boolean): Login[] {
  const named = [
    ...Object.entries(principals).map(([name, auth]) => [`kafka.principals.${name}`, auth] as const),
    ...(byJob ? [["kafka.admin", admin] as const] : []),
  ];
  return named.flatMap(([path, auth]) => (auth ? [[path, auth] as const] : []));
}

/** Such a token is of the pod's service account and ends within hours: a Secret does not renew it. */
function federatedProblems([path, auth]: Login): Problem[] {
  if (auth.mechanism !== "event-hubs-entra" || auth.credential.kind === "secret") return [];
  const allowed = "secret, with the application's clientSecret: nobody gives pods a token of another issuer";
  return [{ path: `${path}.credential.kind`, given: JSON.stringify(auth.credential.kind), allowed }];
}

function nobodyGives([path, { mechanism }]: Login, cloud: string | undefined): Problem {
  const others = "scram-sha-512, scram-sha-256, plain, mtls, oauthbearer";
  const choices = cloud === "aws" ? `${others}, aws-iam` : `${others}, or aws-iam with cloud: aws`;
  const allowed = `${choices}: pods are given roles of AWS on EKS, and no identity of another cloud`;
  return { path: `${path}.mechanism`, given: JSON.stringify(mechanism), allowed };
}

function arnProblems(clusterArn: string | undefined, [first]: Login[]): Problem[] {
  const path = "kafka.clusterArn";
  if (first && clusterArn === undefined) {
    const allowed = `the ARN of the MSK cluster, because ${first[0]}.mechanism is aws-iam: its pods become a role that may do there what kafka.access says`;
    return [{ path, given: "missing or no ARN", allowed }];
  }
  if (first || clusterArn === undefined) return [];
  const allowed =
    "nothing, unless somebody in kafka.principals, or kafka.admin of a Job, logs in by aws-iam on cloud aws";
  return [{ path, given: JSON.stringify(clusterArn), allowed }];
}

/** A token is signed for one region. */
function regionProblems([path, auth]: Login, clusterArn: string | undefined): Problem[] {
  const there = clusterArn?.split(":")[3];
  if (auth.mechanism !== "aws-iam" || there === undefined || auth.region === there) return [];
  const allowed = `${there}, the region of kafka.clusterArn`;
  return [{ path: `${path}.region`, given: JSON.stringify(auth.region), allowed }];
}

/** As on a cluster of the stack's own. */
function rightsProblems({ access }: View, { principals, admin }: ExistingView): Problem[] {
  const named = admin?.mechanism === "aws-iam" && "admin" in access;
  const taken = {
    path: "kafka.access.admin",
    given: "a principal named admin",
    allowed: "another name: it is kafka.admin",
  };
  return [
    ...(named ? [taken] : []),
    ...Object.entries(access).flatMap(([key, spec]) =>
      spec && principals[key]?.mechanism === "aws-iam" ? roleProblems(key, spec) : [],
    ),
  ];
}
