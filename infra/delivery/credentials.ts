/** What a delivery needs and has not, all at once and before anything is built: who is to be asked, by what names, and how they are made. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { TributaryError } from "../../components/errors.ts";
import { missingWays, type Ways, ways } from "../clouds/credential-ways.ts";
import { findOnPath } from "../find-on-path.ts";
import type { Settings } from "../settings.ts";
import { type Delivery, hasImage } from "./delivery.ts";
import { refusedMark, tagOf } from "./marks.ts";

export interface Missing {
  what: string;
  /** How it is made, or where it is said. */
  how: string;
  /** A program that is not there; undefined: it is no program. */
  tool?: string;
}

type Env = NodeJS.ProcessEnv;

interface Need {
  of: string;
  ways: Ways;
  how: string;
}

/** Where a key management keeps the stack's secrets. A variable that a pipeline has not is empty, too. */
const MAY_BE_EMPTY = "PULUMI_CONFIG_PASSPHRASE";

const state: Need = {
  of: "Pulumi's state",
  ways: [
    ["PULUMI_ACCESS_TOKEN"],
    ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"],
    ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE_FILE"],
  ],
  how: "Pulumi Cloud: an access token, or pulumi/auth-actions by OIDC; another backend: its address and the passphrase of the stack's secrets (empty with a key management's)",
};

/** By name of the settings' `cloud`. */
const clouds: Partial<Record<Settings["cloud"], Need>> = {
  aws: {
    of: "AWS",
    ways: ways.aws,
    how: "a role that trusts the pipeline's OIDC issuer (docs/delivery.md), whose credentials the pipeline's step puts there",
  },
  gcp: {
    of: "Google Cloud",
    ways: ways.gcp,
    how: "a workload identity provider for the pipeline's OIDC issuer and a service account that it may be",
  },
  azure: {
    of: "Azure",
    ways: ways.azure,
    how: "an app registration with a federated credential for the pipeline's OIDC issuer",
  },
};

const confluent: Need = {
  of: "Confluent Cloud",
  ways: ways.confluent,
  how: "a key of a service account that may make clusters (Administration, API keys, Cloud resource management)",
};

const signature: Need = {
  of: "the image's signature",
  ways: [["COSIGN_KEY"], ["SIGSTORE_ID_TOKEN"], ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"]],
  how: "a key of cosign's, or an identity of the pipeline: `permissions: id-token: write` at GitHub, `id_tokens: SIGSTORE_ID_TOKEN` at GitLab",
};

/** An identity of the pipeline's is good for minutes: only the public log tells later when it signed. */
const signatureOf = ({ delivery: { publicLog } }: Settings): Need =>
  publicLog
    ? signature
    : { ...signature, ways: [["COSIGN_KEY"]], how: "a key of cosign's, as delivery.publicLog is false" };

/** @throws TRB_USAGE when nobody is to deploy the stack, TRB_CREDENTIALS_INVALID with all that is missing */
export async function requireCredentials(delivery: Delivery): Promise<void> {
  const { stack, settings, way, env } = delivery;
  if (way === "deploy" && settings.delivery.deploy === "never")
    throw new TributaryError("TRB_USAGE", `Stack ${stack} is deployed by no pipeline: its delivery.deploy is never.`, {
      hint: "Set it to push or manual, or run `npm run up` yourself.",
    });
  if (way === "deploy" && settings.delivery.deploy === "manual" && startedByPush(env))
    throw new TributaryError("TRB_USAGE", `Stack ${stack} is deployed by hand: its delivery.deploy is manual.`, {
      hint: "Start this pipeline by hand, or set it to push.",
    });
  const missing = [...missingOf(delivery), ...(way === "deploy" ? await markRight(delivery) : [])];
  if (missing.length === 0) {
    process.stdout.write(`Stack ${stack}: everything to deploy it with is there.\n`);
    return;
  }
  throw new TributaryError(
    "TRB_CREDENTIALS_INVALID",
    [`Stack ${stack} cannot be delivered:`, ...missing.map(({ what, how }) => `  ${what}: ${how}.`)].join("\n"),
    { details: { missing } },
  );
}

/** As GitHub and GitLab say it. Jenkins asks a person before each deploy. */
const startedByPush = ({ GITHUB_EVENT_NAME: github, CI_PIPELINE_SOURCE: gitlab }: Env): boolean =>
  github === "push" || gitlab === "push";

/** A deploy that could not be marked would be rolled back. At GitHub only the job that deploys may push, and its file says that it may. */
async function markRight(delivery: Delivery): Promise<Missing[]> {
  if (delivery.settings.cloud === "local" || delivery.env["GITHUB_ACTIONS"] === "true") return [];
  const refused = await refusedMark(delivery);
  if (refused === undefined) return [];
  return [
    {
      what: `git may not push the tag ${tagOf(delivery.stack)} (${refused})`,
      how: 'at GitLab Settings, CI/CD, Job token permissions, "Allow Git push requests to the repository"; elsewhere a key or a token of the repository that may write, in the git of the runner',
    },
  ];
}

/** Nothing is asked of a service: what is there may still be refused by it. */
export function missingOf(delivery: Delivery): Missing[] {
  const { settings, env, way } = delivery;
  if (settings.cloud === "local") return [];
  const deploys = way === "deploy";
  const pushes = deploys && settings.delivery.repository !== undefined;
  return [
    ...lacking(state, env),
    ...(clouds[settings.cloud] ? lacking(clouds[settings.cloud]!, env) : kubeconfig(env)),
    ...(settings.kafka.backend === "confluent" ? lacking(confluent, env) : []),
    ...(pushes ? [...lacking(signatureOf(settings), env), ...registryLogin(settings.delivery.repository!, env)] : []),
    ...tools(delivery, pushes),
  ];
}

function lacking({ of, ways, how }: Need, env: Env): Missing[] {
  const missing = missingWays(ways, env, (name) => Boolean(env[name]) || (name === MAY_BE_EMPTY && name in env));
  return missing === undefined ? [] : [{ what: `${of} needs ${missing} in the environment`, how }];
}

function kubeconfig(env: Env): Missing[] {
  const files = (env["KUBECONFIG"] ?? join(homedir(), ".kube", "config")).split(":").filter(Boolean);
  if (files.some((file) => existsSync(file))) return [];
  return [
    {
      what: `Kubernetes needs KUBECONFIG in the environment, and there is no ${files.join(" and no ")}`,
      how: "a file with a context for the cluster and a service account that may fill it",
    },
  ];
}

function registryLogin(repository: string, env: Env): Missing[] {
  const file = join(env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "config.json");
  if (existsSync(file)) return [];
  return [
    {
      what: `${repository} needs a login, and there is no ${file}`,
      how: "`docker login` in the pipeline, or DOCKER_CONFIG with its folder",
    },
  ];
}

const install: Record<string, string> = {
  pulumi: "pulumi/actions at GitHub, an image with Pulumi's command line elsewhere",
  docker: "a runner with Docker, whose engine builds the image",
  cosign: "sigstore/cosign-installer at GitHub, cosign's release elsewhere",
};

function tools(delivery: Delivery, pushes: boolean): Missing[] {
  const wanted = ["pulumi", ...(hasImage(delivery) ? ["docker"] : []), ...(pushes ? ["cosign"] : [])];
  return wanted
    .filter((name) => findOnPath(name, delivery.env["PATH"]) === undefined)
    .map((name) => ({ what: `${name} is not on PATH`, how: install[name]!, tool: name }));
}
