/** The supervisor's socket: HTTP and JSON, a token with each call. */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { asTributaryError, TributaryError } from "../../errors.ts";
import type { ProcessSpec } from "./api.ts";
import type { Keeper } from "./keeper.ts";

const maxBodyBytes = 4 * 1024 * 1024;

/**
 * @param onCall told how many calls are under way, after each change
 * @param onShutdown called once everything is stopped and the caller has its answer
 */
export function supervisorServer(
  keeper: Keeper,
  token: string,
  stack: string,
  onCall: (underWay: number) => void,
  onShutdown: () => void,
): Server {
  const expected = Buffer.from(`Bearer ${token}`);
  let underWay = 0;

  async function answer(request: IncomingMessage): Promise<unknown> {
    const given = Buffer.from(request.headers.authorization ?? "");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new TributaryError("TRB_USAGE", `The supervisor of stack ${stack} was called with a wrong token.`);
    }
    const path = decodeURIComponent(request.url ?? "");
    const name = /^\/v1\/processes\/([^/]+)$/.exec(path)?.[1];
    if (request.method === "GET" && path === "/v1/hello") return { version: 1, pid: process.pid, stack };
    if (request.method === "GET" && path === "/v1/status") return keeper.status();
    if (request.method === "POST" && path === "/v1/shutdown") return keeper.shutdown();
    if (request.method === "DELETE" && name) {
      await keeper.remove(name);
      return {};
    }
    if (request.method === "PUT" && name) {
      const { spec, waitReadyMs } = (await readJson(request)) as { spec: ProcessSpec; waitReadyMs: number };
      return keeper.put(spec, waitReadyMs);
    }
    throw new TributaryError(
      "TRB_INTERNAL",
      `The supervisor of stack ${stack} does not know ${request.method} ${path}.`,
    );
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // From the first moment on: a caller may hang up before it has its answer.
    const closed = new Promise((resolve) => response.on("close", resolve));
    onCall(++underWay);
    let status = 200;
    let body: unknown;
    try {
      body = await answer(request);
    } catch (error) {
      const known = asTributaryError(error);
      status = known.code === "TRB_INTERNAL" ? 500 : 409;
      body = known;
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    await closed;
    onCall(--underWay);
    if (request.url === "/v1/shutdown" && status === 200) onShutdown();
  }

  const server = createServer((request, response) => void respond(request, response));
  // A call may wait for minutes until a process is ready.
  server.requestTimeout = 0;
  server.timeout = 0;
  return server;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes)
      throw new TributaryError("TRB_INTERNAL", `A process's description is larger than ${maxBodyBytes} bytes.`);
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString("utf8"));
}
