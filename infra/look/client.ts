/** Reads from an API server, and does nothing else there. */
import { Agent, request } from "node:https";
import { TributaryError } from "../../components/errors.ts";
import { type Credentials, credentialsOf } from "./credentials.ts";
import { accessOf } from "./kubeconfig.ts";

export interface ReadOptions {
  /** Without what the object says: names, labels, annotations. Of a Secret its values stay where they are. */
  metadataOnly?: boolean;
  /** Milliseconds for the whole answer; default 30,000. */
  withinMs?: number;
}

export interface Reader {
  /** Of the kubeconfig. */
  context: string;
  server: string;
  /**
   * @param path such as /api/v1/nodes
   * @returns undefined when there is nothing at the path
   * @throws ForbiddenError when this may not be read; TributaryError when the server cannot be asked, or lets nobody in
   */
  get: (path: string, options?: ReadOptions) => Promise<any>;
}

/** The context has no right to this; others it may have. */
export class ForbiddenError extends Error {
  override readonly name = "ForbiddenError";
}

/** Connections at once. */
const SOCKETS = 6;
const WITHIN_MS = 30_000;
const METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/** @param wanted context of the kubeconfig; default: the current one */
export async function connect(wanted: string | undefined): Promise<Reader> {
  const access = accessOf(wanted);
  const { context, cluster } = access;
  const server = cluster.server.replace(/\/$/, "");
  const { tls, authorization } = await credentialsOf(access);
  const agent = new Agent({ ...tls, keepAlive: true, maxSockets: SOCKETS });
  const get = async (path: string, options: ReadOptions = {}): Promise<any> => {
    const { status, text } = await ask(`${server}${path}`, agent, authorization, options).catch((error) => {
      throw unreachable(context, server, error);
    });
    if (status === 404) return undefined;
    if (status === 401) throw notLetIn(context, server);
    if (status === 403) throw new ForbiddenError(`${path} may not be read`);
    if (status !== 200 || !text.startsWith("{"))
      throw unreachable(context, server, new Error(`it answers with ${status}`));
    return JSON.parse(text);
  };
  return { context, server, get };
}

function ask(
  url: string,
  agent: Agent,
  authorization: Credentials["authorization"],
  { metadataOnly = false, withinMs = WITHIN_MS }: ReadOptions,
): Promise<{ status: number; text: string }> {
  const accept = metadataOnly ? METADATA : "application/json";
  const headers = { accept, ...(authorization === undefined ? {} : { authorization }) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers, signal: AbortSignal.timeout(withinMs) }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

function unreachable(context: string, server: string, error: NodeJS.ErrnoException): TributaryError {
  const late = error.name === "AbortError" || error.name === "TimeoutError";
  const why = late ? "no answer in time" : (error.code ?? error.message);
  return new TributaryError(
    "TRB_CLUSTER_UNREACHABLE",
    `The API server ${server} of context ${context} cannot be reached (${why}): name another context in kubernetes.context, or set kubernetes.look: off when only Pulumi's provider can reach it.`,
    { cause: error },
  );
}

const notLetIn = (context: string, server: string): TributaryError =>
  new TributaryError(
    "TRB_CLUSTER_FORBIDDEN",
    `The API server ${server} does not let context ${context} in (401), as its credentials are wrong or have expired: log in anew, or name another context in kubernetes.context.`,
  );
