/** At the start every bootstrap server is asked which versions it speaks: one that is too new for kafkajs ends the process. */
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { KafkaConnection } from "../connection.ts";
import { IncompatibleBrokerError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { type ApiRange, apisOf, fetchApiVersions, incompatible, spoken, type Uses } from "./api-versions.ts";
import { Access } from "./auth/access.ts";
import { type OpenSocket, socketOpener } from "./socket.ts";

export interface GuardOptions {
  connection: Pick<KafkaConnection, "bootstrapServers" | "protocol">;
  uses: Omit<Uses, "sasl">;
  openSocket: OpenSocket;
  log: Log;
  /** Told after each answer what the brokers that answered so far have in common. */
  onRange?: (range: CommonRange) => void;
  /** milliseconds before a server that did not answer is asked again; doubled each time, up to 30 s; default 1,000 */
  pauseMs?: number;
}

/** Versions of an API that all brokers speak which have answered, and the one that is used with them. */
export interface CommonRange {
  api: string;
  /** The highest of their least versions. */
  min: number;
  /** The lowest of their newest versions. */
  max: number;
  used: number;
}

const LAST_PAUSE_MS = 30_000;

/**
 * Resolves once every bootstrap server has answered; one that cannot be asked is no finding, and asked again.
 * @throws IncompatibleBrokerError as soon as one is too new, in one sentence
 */
export async function guardApiVersions(options: GuardOptions): Promise<void> {
  const { connection, onRange, log } = options;
  const uses: Uses = { ...options.uses, sasl: connection.protocol.startsWith("SASL_") };
  const answers: ApiRange[][] = [];
  await Promise.all(
    connection.bootstrapServers.map(async (server) => {
      const ranges = await untilAnswered(server, options);
      log.debug({ server, ranges }, "API versions of a broker");
      answers.push(ranges);
      for (const api of apisOf(uses)) {
        const range = commonRange(api, spoken[api], answers);
        if (range !== undefined) onRange?.(range);
      }
      const problems = incompatible(ranges, uses);
      if (problems.length > 0)
        throw new IncompatibleBrokerError(
          `The broker at ${server} speaks ${problems.join(", ")}: use brokers that speak versions of both, or another release of this application.`,
        );
    }),
  );
}

/**
 * The guard of a role, in sockets of its own: what is wrong with certificates is told by those that do the work.
 * @param connection must have passed connectionProblems
 */
export function guardBrokers(
  connection: KafkaConnection,
  options: Pick<GuardOptions, "uses" | "log" | "onRange">,
): Promise<void> {
  const silent = pino({ enabled: false });
  return guardApiVersions({
    connection,
    ...options,
    openSocket: socketOpener(connection, new Access(silent), silent),
  });
}

async function untilAnswered(server: string, { openSocket, log, pauseMs = 1_000 }: GuardOptions): Promise<ApiRange[]> {
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
    try {
      return await fetchApiVersions(server, openSocket);
    } catch (error) {
      log.debug({ server, reason: messageOf(error) }, "API versions not known yet");
    }
    await sleep(pause, undefined, { ref: false });
  }
}

function commonRange(
  api: string,
  { key, max }: { key: number; max: number },
  answers: readonly (readonly ApiRange[])[],
): CommonRange | undefined {
  const found = answers.flatMap((ranges) => ranges.find((range) => range.key === key) ?? []);
  if (found.length === 0) return undefined;
  const newest = Math.min(...found.map((range) => range.max));
  return { api, min: Math.max(...found.map((range) => range.min)), max: newest, used: Math.min(max, newest) };
}
