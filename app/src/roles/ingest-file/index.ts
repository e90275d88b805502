/** Sends the events of a file or of standard input, one JSON object a line, and prints a JSON summary. */
import { createReadStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import { pino } from "pino";
import { Registry } from "prom-client";
import { openEncoder, plain } from "../../codec/encoder.ts";
import { openSchemas } from "../../codec/open.ts";
import { RegistryUnavailableError } from "../../codec/registry-client.ts";
import type { IngestConfig } from "../../config.ts";
import { ConfigError, messageOf } from "../../errors.ts";
import { EXIT, exitWith } from "../../exit.ts";
import { guardBrokers } from "../../kafka/api-guard.ts";
import { createOutlet } from "../../kafka/outlet.ts";
import { createLog } from "../../log.ts";
import { ingestMetrics } from "../../ops/metrics.ts";
import { untilStarted } from "../../until-started.ts";
import { type Summary, sendLines } from "./send-lines.ts";

/** Each event has so long to be acknowledged, which is more than a broker's failover takes. */
const ACK_TIMEOUT_MS = 120_000;
const PROGRESS_MS = 500;

/** Exit status: 0 all accepted, 1 some rejected, 3 Kafka did not acknowledge some in time (they may have been written). */
export function exitStatus(summary: Summary): 0 | 1 | 3 {
  if (summary.failed > 0) return EXIT.notAcknowledged;
  return summary.rejected > 0 ? EXIT.failed : EXIT.ok;
}

/**
 * @param file a path, or `-` for standard input
 * @throws ConfigError when the file cannot be read
 */
export async function runIngestFile(config: IngestConfig, file: string): Promise<number> {
  if (file !== "-") {
    await access(file, constants.R_OK).catch((error: unknown) => {
      throw new ConfigError(`The file ${file} cannot be read: ${messageOf(error)}.`);
    });
  }
  // Standard output is for the summary.
  const log = createLog(
    config.logLevel === "info" ? "warn" : config.logLevel,
    { instance: `${config.instance}-file`, role: "ingest-file" },
    pino.destination({ fd: 2, sync: true }),
  );
  const metrics = ingestMetrics(new Registry(), () => outlet.sink.pendingRecords);
  const outlet = createOutlet({
    connection: config.connection,
    clientId: `${config.instance}-file`,
    topics: [config.topic],
    compression: config.compression,
    batching: config.batching,
    log,
    metrics,
  });
  guardBrokers(config.connection, { uses: { consumes: false, transactions: false }, log }).catch(exitWith);
  const giveUp = performance.now() + ACK_TIMEOUT_MS;
  const { format, topic } = config;
  const schemas = openSchemas(config.connection.registry, log);
  let encoder = plain;
  await untilStarted(log, async () => {
    try {
      encoder = await openEncoder({ ...schemas, format, topic });
      await Promise.all([outlet.topics.start(), outlet.sink.warmUp()]);
    } catch (error) {
      if (performance.now() < giveUp || error instanceof ConfigError) throw error;
      if (error instanceof RegistryUnavailableError) throw new ConfigError(error.message);
      throw new ConfigError(
        `Kafka at ${config.connection.bootstrapServers.join(",")} cannot be reached: ${messageOf(error)}.`,
      );
    }
  });
  const summary: Summary = { read: 0, accepted: 0, rejected: 0, failed: 0, rejectedLines: [] };
  const progress = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r${line(summary)}`), PROGRESS_MS)
    : undefined;
  const input = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: 262_144 });
  await sendLines(
    input as AsyncIterable<Buffer>,
    { ...outlet, topic, encoder, bufferRecords: config.bufferRecords, ackTimeoutMs: ACK_TIMEOUT_MS },
    summary,
  );
  clearInterval(progress);
  if (progress !== undefined) process.stderr.write(`\r${line(summary)}\n`);
  await outlet.close();
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  return exitStatus(summary);
}

function line({ read, accepted, rejected, failed }: Summary): string {
  return `${read} read, ${accepted} accepted, ${rejected} rejected${failed > 0 ? `, ${failed} not acknowledged` : ""}`;
}
