/** Which cluster and whose credentials a context means, by the rules of kubectl (kubernetes.io: Organizing Cluster Access Using kubeconfig Files). */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { TributaryError } from "../../components/errors.ts";

/** As a kubeconfig writes it. */
export interface ClusterEntry {
  server: string;
  "certificate-authority"?: string;
  "certificate-authority-data"?: string;
  "insecure-skip-tls-verify"?: boolean;
  "tls-server-name"?: string;
  "proxy-url"?: string;
}

export interface ExecEntry {
  apiVersion: string;
  command: string;
  args?: string[];
  env?: { name: string; value: string }[];
  provideClusterInfo?: boolean;
}

export interface UserEntry {
  token?: string;
  tokenFile?: string;
  username?: string;
  password?: string;
  "client-certificate"?: string;
  "client-certificate-data"?: string;
  "client-key"?: string;
  "client-key-data"?: string;
  exec?: ExecEntry;
  "auth-provider"?: { name: string };
}

/** Paths in it are absolute. */
export interface Access {
  context: string;
  cluster: ClusterEntry;
  user: UserEntry;
}

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * @param wanted name of a context; default: the current one, and inside a pod without a kubeconfig that pod's own account
 * @throws TributaryError TRB_CLUSTER_UNREACHABLE when there is no such context
 */
export function accessOf(wanted: string | undefined, env: NodeJS.ProcessEnv = process.env): Access {
  const files = (env["KUBECONFIG"] || join(homedir(), ".kube", "config")).split(delimiter).filter(existsSync);
  return accessIn(files.map(readConfig), wanted) ?? inCluster(env);
}

/** The same of a kubeconfig that stands in no file. */
export function accessOfText(kubeconfig: string): Access {
  const access = accessIn([parse(kubeconfig)], undefined);
  if (access === undefined) throw broken("it names no current context");
  return access;
}

/** @returns undefined when no context is named */
function accessIn(configs: Record<string, any>[], wanted: string | undefined): Access | undefined {
  const contexts = configs.flatMap((config) => config["contexts"]);
  const name = wanted ?? configs.map((config) => config["current-context"]).find(Boolean);
  if (name === undefined) return undefined;
  const context = named(contexts, name)?.context;
  if (context === undefined) throw noContext(name, contexts);
  const cluster = named(
    configs.flatMap((config) => config["clusters"]),
    context.cluster,
  )?.cluster;
  if (cluster?.server === undefined)
    throw broken(`context ${name} names the cluster ${context.cluster}, which has no server`);
  const user =
    named(
      configs.flatMap((config) => config["users"]),
      context.user,
    )?.user ?? {};
  return { context: name, cluster, user };
}

/** The first of a name counts. */
const named = (list: any[], name: string): any => list.find((entry) => entry.name === name);

const PATHS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

function readConfig(file: string): Record<string, any> {
  let config: any;
  try {
    config = parse(readFileSync(file, "utf8")) ?? {};
  } catch {
    // The parser's own words quote the file, which may hold tokens.
    throw broken("it cannot be read as YAML");
  }
  const lists = ["contexts", "clusters", "users"].map((key) => [key, config[key] ?? []] as const);
  for (const entry of lists.flatMap(([, list]) => list)) absolute(entry.cluster ?? entry.user ?? {}, dirname(file));
  return { "current-context": config["current-context"], ...Object.fromEntries(lists) };
}

/** They are relative to the file that they stand in; so is a command with a slash. */
function absolute(entry: any, folder: string): void {
  for (const key of PATHS) if (entry[key]) entry[key] = resolve(folder, entry[key]);
  if (entry.exec?.command?.includes("/")) entry.exec.command = resolve(folder, entry.exec.command);
}

function inCluster(env: NodeJS.ProcessEnv): Access {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host) throw broken("there is none, and this is no pod of a cluster");
  const address = host.includes(":") ? `[${host}]` : host;
  return {
    context: "of this pod",
    cluster: { server: `https://${address}:${port}`, "certificate-authority": join(SERVICE_ACCOUNT, "ca.crt") },
    user: { tokenFile: join(SERVICE_ACCOUNT, "token") },
  };
}

function noContext(name: string, contexts: any[]): TributaryError {
  const there = contexts.map((entry) => entry.name).join(", ") || "none at all";
  return new TributaryError(
    "TRB_CLUSTER_UNREACHABLE",
    `kubernetes.context is "${name}"; allowed: a context of the kubeconfig, which has ${there}`,
  );
}

const broken = (why: string): TributaryError =>
  new TributaryError(
    "TRB_CLUSTER_UNREACHABLE",
    `No cluster is known, as of the kubeconfig (KUBECONFIG, else ~/.kube/config) ${why}: kubernetes.context names a context of it.`,
  );
