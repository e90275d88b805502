/** What a user of a kubeconfig proves itself with: a certificate, a token, or what its plugin answers. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import type { AgentOptions } from "node:https";
import { promisify } from "node:util";
import { TributaryError } from "../../components/errors.ts";
import type { Access, ClusterEntry, ExecEntry, UserEntry } from "./kubeconfig.ts";

export interface Credentials {
  tls: AgentOptions;
  /** The header authorization; undefined when the certificate is all. */
  authorization: string | undefined;
}

/** Of a file or of a program: its error code, or the status that it ended with. */
interface Failure {
  code?: string | number;
  /** It took too long. */
  killed?: boolean;
}

/** A plugin may have to ask its cloud. */
const PLUGIN_MS = 30_000;

/** @throws TributaryError TRB_CLUSTER_FORBIDDEN when they cannot be had, without a word of what the plugin said, which may be secret */
export async function credentialsOf({ context, cluster, user }: Access): Promise<Credentials> {
  if (cluster["proxy-url"]) throw unable(context, "a proxy-url");
  if (user["auth-provider"])
    throw unable(context, `the auth-provider ${user["auth-provider"].name}, which kubectl has dropped`);
  try {
    const given = user.exec ? await pluginAnswer(user.exec, cluster) : {};
    const token = given.token ?? user.token ?? (user.tokenFile && readFileSync(user.tokenFile, "utf8").trim());
    return {
      tls: {
        ca: content(cluster, "certificate-authority"),
        rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
        servername: cluster["tls-server-name"],
        cert: given.clientCertificateData ?? content(user, "client-certificate"),
        key: given.clientKeyData ?? content(user, "client-key"),
      },
      authorization: token ? `Bearer ${token}` : basic(user),
    };
  } catch (error) {
    throw missing(context, error as Failure, user.exec);
  }
}

function basic({ username, password }: UserEntry): string | undefined {
  if (!username) return undefined;
  return `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}`;
}

/** Data goes before files. */
function content(entry: ClusterEntry | UserEntry, key: string): Buffer | undefined {
  const { [`${key}-data`]: data, [key]: file } = entry as Record<string, string | undefined>;
  if (data) return Buffer.from(data, "base64");
  return file ? readFileSync(file) : undefined;
}

/** The protocol of client.authentication.k8s.io: the question in the environment, the answer on standard output. */
async function pluginAnswer(exec: ExecEntry, cluster: ClusterEntry): Promise<Record<string, string | undefined>> {
  const { apiVersion, command, args = [], env = [], provideClusterInfo } = exec;
  const about = {
    server: cluster.server,
    "certificate-authority-data": content(cluster, "certificate-authority")?.toString("base64"),
    "insecure-skip-tls-verify": cluster["insecure-skip-tls-verify"],
    "tls-server-name": cluster["tls-server-name"],
  };
  const spec = { interactive: false, ...(provideClusterInfo ? { cluster: about } : {}) };
  const asked = JSON.stringify({ apiVersion, kind: "ExecCredential", spec });
  const own = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  const { stdout } = await promisify(execFile)(command, args, {
    env: { ...process.env, ...own, KUBERNETES_EXEC_INFO: asked },
    timeout: PLUGIN_MS,
  });
  return JSON.parse(stdout).status;
}

function missing(
  context: string,
  { code = "an answer that is no credential", killed }: Failure,
  exec?: ExecEntry,
): TributaryError {
  const why = killed ? `no answer within ${PLUGIN_MS / 1000} s` : `${code}`;
  const what = exec === undefined ? `a file that it names cannot be read (${why})` : `${exec.command} failed (${why})`;
  return new TributaryError(
    "TRB_CLUSTER_FORBIDDEN",
    `Context ${context} has no credentials, as ${what}: log in anew, or name another context in kubernetes.context.`,
  );
}

const unable = (context: string, what: string): TributaryError =>
  new TributaryError(
    "TRB_CLUSTER_UNREACHABLE",
    `Context ${context} has ${what}, by which the look at the cluster cannot go: set kubernetes.look: off, or name another context in kubernetes.context.`,
  );
