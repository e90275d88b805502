/**
 * One request to a schema registry, by its connection: what is trusted, and who asks. Both are read anew for each request, so that a
 * certificate or a password that was rotated is used without a restart.
 */
import { request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import type { RegistryConnection } from "../connection.ts";
import { readGeneration, readSecret } from "../secrets.ts";

/** bytes; a schema is a few thousand */
const MAX_BYTES = 16_777_216;
const MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

export interface RegistryRequest {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the connection's `url`, such as /subjects */
  path: string;
  /** Sent as JSON. Default: none. */
  body?: object | undefined;
  /** milliseconds for the whole exchange */
  timeoutMs: number;
}

export interface RegistryAnswer {
  status: number;
  text: string;
}

/**
 * While a password is rotated either generation may be the one that the registry knows: the retiring one is tried when the active is refused.
 * @throws Error when the registry is not reached, not trusted, or does not answer in time; its own errors are answers
 */
export async function askRegistry(connection: RegistryConnection, request: RegistryRequest): Promise<RegistryAnswer> {
  const { auth } = connection;
  if (auth === undefined) return send(connection, request, {});
  const { username, retiringUsername = username, password } = auth;
  const { name, value } = readGeneration(password);
  const answer = await send(connection, request, login(name === "active" ? username : retiringUsername, value));
  if (answer.status !== 401 || password.retiring === undefined) return answer;
  return send(connection, request, login(retiringUsername, readSecret(password.retiring)));
}

function login(username: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

async function send(
  { url, ca, client }: RegistryConnection,
  { method = "GET", path, body, timeoutMs }: RegistryRequest,
  login: Record<string, string>,
): Promise<RegistryAnswer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const options = {
    method,
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      accept: `${MEDIA_TYPE}, application/json`,
      ...(text === undefined ? {} : { "content-type": MEDIA_TYPE, "content-length": Buffer.byteLength(text) }),
      ...login,
    },
    ...(ca === undefined ? {} : { ca: ca.map((ref) => readSecret(ref)) }),
    ...(client === undefined ? {} : { cert: readSecret(client.certificate), key: readSecret(client.key) }),
  };
  const to = `${url.replace(/\/+$/, "")}${path}`;
  try {
    return await exchange(to, options, text);
  } catch (error) {
    // The server had closed the connection that was kept from the last time: nobody has seen the request.
    if (error instanceof StaleConnectionError) return await exchange(to, { ...options, agent: false }, text);
    if ((error as Error).name === "AbortError") throw new Error(`no answer within ${timeoutMs} ms`);
    throw error;
  }
}

class StaleConnectionError extends Error {}

function exchange(url: string, options: RequestOptions, body: string | undefined): Promise<RegistryAnswer> {
  return new Promise((resolve, reject) => {
    const make = url.startsWith("https:") ? requestHttps : requestHttp;
    const request = make(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) request.destroy(new Error(`the answer is larger than ${MAX_BYTES} bytes`));
        chunks.push(chunk);
      });
      response.on("end", () => resolve({ status: response.statusCode!, text: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    request.on("error", (error: NodeJS.ErrnoException & { library?: string; reason?: string }) => {
      if (request.reusedSocket && error.code === "ECONNRESET") return reject(new StaleConnectionError());
      // Of what OpenSSL says, the part that a person reads.
      if (error.library !== undefined && error.reason !== undefined) error.message = error.reason;
      reject(error);
    });
    request.end(body);
  });
}
