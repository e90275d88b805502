/** Requests to an API server with what a context of the kubeconfig proves itself with. */
import { Agent, request } from "node:https";
import { TributaryError } from "../../components/errors.ts";
import { credentialsOf } from "./credentials.ts";
import { type Access, accessOf } from "./kubeconfig.ts";

export interface Question {
  /** Default: GET. */
  method?: "GET" | "POST";
  /** Sent as JSON. Default: none. */
  body?: object;
  /** Default: application/json. */
  accept?: string;
  /** Milliseconds for the whole answer; default 30,000. */
  withinMs?: number;
}

export interface Channel {
  /** Of the kubeconfig. */
  context: string;
  server: string;
  /**
   * @param path such as /api/v1/nodes
   * @returns whatever was answered but 401 and 403
   * @throws ForbiddenError when this may not be done; TributaryError when the server cannot be asked, or lets nobody in
   */
  ask: (path: string, question?: Question) => Promise<{ status: number; text: string }>;
  /** What cannot be used of an answer. */
  unfit: (status: number) => TributaryError;
}

/** The context has no right to this; others it may have. */
export class ForbiddenError extends Error {
  override readonly name = "ForbiddenError";
}

/** Connections at once. */
const SOCKETS = 6;
const WITHIN_MS = 30_000;

/** @param of a context of the kubeconfig by name, default the current one; or an access from elsewhere */
export async function openChannel(of: string | undefined | Access): Promise<Channel> {
  const access = typeof of === "object" ? of : accessOf(of);
  const { context, cluster } = access;
  const server = cluster.server.replace(/\/$/, "");
  const { tls, authorization } = await credentialsOf(access);
  const agent = new Agent({ ...tls, keepAlive: true, maxSockets: SOCKETS });
  return {
    context,
    server,
    unfit: (status) => unreachable(context, server, new Error(`it answers with ${status}`)),
    async ask(path, question = {}) {
      const answer = await exchange(`${server}${path}`, agent, authorization, question).catch((error) => {
        throw unreachable(context, server, error);
      });
      if (answer.status === 401) throw notLetIn(context, server);
      if (answer.status === 403) throw new ForbiddenError(`${path} may not be ${question.body ? "made" : "read"}`);
      return answer;
    },
  };
}

function exchange(
  url: string,
  agent: Agent,
  authorization: string | undefined,
  { method = "GET", body, accept = "application/json", withinMs = WITHIN_MS }: Question,
): Promise<{ status: number; text: string }> {
  const headers = {
    accept,
    ...(authorization === undefined ? {} : { authorization }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers, signal: AbortSignal.timeout(withinMs) }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
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
