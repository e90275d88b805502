/** A process' own address: is it alive, is it ready, what does it count. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { Counter } from "prom-client";
import { ConfigError } from "../errors.ts";
import { countNotReady } from "./readiness.ts";

export interface OpsOptions {
  host: string;
  /** 0: any free one, for tests */
  port: number;
  /** Why the process is not ready; empty when it is. Asked for each request, so that it is true now. */
  notReady: () => string[];
  /** Why the process must be restarted; empty when it lives. */
  notAlive?: () => string[];
  /** In the text format of Prometheus. */
  metrics: () => Promise<string>;
  /** Where the seconds are counted in which the process is not ready. Default: nowhere. */
  notReadySeconds?: Counter;
}

/**
 * Serves GET /live, /ready and /metrics.
 * @throws ConfigError when the address is taken
 */
export async function startOps(options: OpsOptions): Promise<Server> {
  const look = options.notReadySeconds && countNotReady(options.notReady, options.notReadySeconds);
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (request.method !== "GET" && request.method !== "HEAD")
      return void response.writeHead(405, { allow: "GET, HEAD" }).end();
    if (path === "/live") return answer(response, "live", options.notAlive?.() ?? []);
    if (path === "/ready") return answer(response, "ready", options.notReady());
    if (path !== "/metrics") return void response.writeHead(404).end();
    look?.();
    options.metrics().then(
      (text) => response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await listen(server, options.host, options.port, "ops.port");
  return server;
}

function answer(response: ServerResponse, name: string, reasons: string[]): void {
  const ok = reasons.length === 0;
  response
    .writeHead(ok ? 200 : 503, { "content-type": "application/json" })
    .end(JSON.stringify({ [name]: ok, reasons }));
}

/**
 * Listens, or says in one sentence why not.
 * @param key the configuration key that changes the port
 */
export async function listen(server: Server, host: string, port: number, key: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "is in use by another process"
          : `cannot be used (${error.code ?? error.message})`;
      reject(new ConfigError(`The address ${host}:${port} ${why}; change ${key}.`));
    });
    server.listen(port, host, resolve);
  });
}
