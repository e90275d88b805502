/** Tells Elasticsearch, and Kibana where there is one, all that they need before the first line, and ends. A second run changes nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, messageOf } from "../../errors.ts";
import { EXIT } from "../../exit.ts";
import { createLog } from "../../log.ts";
import { readSecret } from "../../secrets.ts";
import type { LoggingConfig } from "./config.ts";
import { RefusedError, Server } from "./server.ts";

const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 10_000;

/** @returns exit status: ok, or failed when a server did not answer in time @throws ConfigError when asking again would not help */
export async function runPrepareLogging(config: LoggingConfig): Promise<number> {
  const log = createLog(config.logLevel, { role: "prepare-logging" });
  const deadline = Date.now() + config.waitSeconds * 1_000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
    try {
      await prepare(config);
      log.info({ requests: config.requests.length, kibana: config.kibana !== undefined }, "logging is prepared");
      return EXIT.ok;
    } catch (error) {
      if (error instanceof RefusedError) throw new ConfigError(error.message);
      if (Date.now() + pause > deadline) {
        if (error instanceof ConfigError) throw error;
        process.stderr.write(`${messageOf(error)} It was asked for ${config.waitSeconds} seconds.\n`);
        return EXIT.failed;
      }
      log.warn({ reason: messageOf(error), retryInMs: pause }, "logging cannot be prepared yet");
      await sleep(pause);
    }
  }
}

async function prepare({ elasticsearch, kibana, requests, savedObjects }: LoggingConfig): Promise<void> {
  const server = new Server(elasticsearch);
  for (const { method, path, body, password, accepts } of requests) {
    const sent = password === undefined ? body : { ...body, password: readSecret(password) };
    await server.send(method, path, JSON.stringify(sent), accepts);
  }
  if (kibana !== undefined && savedObjects !== undefined) await new Server(kibana).import(savedObjects);
}
