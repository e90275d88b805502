/** The role ingest: takes login events over HTTP and writes them to the input topic. */
import { setTimeout as sleep } from "node:timers/promises";
import { openEncoder, plain } from "../../codec/encoder.ts";
import { openSchemas } from "../../codec/open.ts";
import type { IngestConfig } from "../../config.ts";
import { exitWith } from "../../exit.ts";
import { guardBrokers } from "../../kafka/api-guard.ts";
import { createOutlet } from "../../kafka/outlet.ts";
import { manageLifecycle } from "../../lifecycle.ts";
import { createLog } from "../../log.ts";
import { ingestMetrics } from "../../ops/metrics.ts";
import { processMetrics, processRegistry, rangeGauge } from "../../ops/process-metrics.ts";
import { listen, startOps } from "../../ops/server.ts";
import { openTracing } from "../../ops/tracing/open.ts";
import { untilStarted } from "../../until-started.ts";
import { createIngestServer } from "./api.ts";
import { Tokens } from "./auth.ts";

/** Runs until a signal comes: then it takes no new requests, answers those at work, and ends. */
export async function runIngest(config: IngestConfig): Promise<void> {
  const log = createLog(config.logLevel, { instance: config.instance, role: config.role });
  const registry = processRegistry();
  const metrics = ingestMetrics(registry, () => outlet.sink.pendingRecords);
  const tokens = new Tokens(config.http.tokens, log);
  const outlet = createOutlet({
    connection: config.connection,
    clientId: config.instance,
    topics: [config.topic],
    compression: config.compression,
    batching: config.batching,
    log,
    metrics,
  });
  const { sink, topics } = outlet;
  const { format, topic } = config;
  const schemas = openSchemas(config.connection.registry, log);
  let encoder = plain;
  let started = false;
  const tracing = await openTracing(config.tracing, { role: config.role, instance: config.instance, log });
  const server = createIngestServer({
    tracing: tracing?.requests,
    ...config.http,
    topic,
    encode: (event, json) => encoder.encode(event, json),
    bufferRecords: config.bufferRecords,
    tokens,
    sink,
    topics,
    metrics,
    log,
  });
  const life = manageLifecycle(log, async () => {
    server.close();
    server.closeIdleConnections();
    for (let waited = 0; waited < 6_000 && sink.pendingRecords > 0; waited += 50) await sleep(50);
    // Answers go out after their last acknowledgement.
    await sleep(50);
    server.closeAllConnections();
    tokens.close();
    await Promise.all([outlet.close(), tracing?.close()]);
  });
  const own = processMetrics(registry);
  await startOps({
    ...config.ops,
    notReadySeconds: own.notReady,
    metrics: () => registry.metrics(),
    notReady: () => [
      ...(life.ending ? ["draining"] : []),
      ...(started ? [] : ["not connected to Kafka yet"]),
      ...(started && (sink.failingMs() > 2_000 || !topics.healthy) ? ["Kafka does not answer"] : []),
      ...outlet.problems(),
    ],
  });
  guardBrokers(config.connection, {
    uses: { consumes: false, transactions: false },
    log,
    onRange: rangeGauge(own),
  }).catch(exitWith);
  // Listens at once: until Kafka is there, requests are answered with 503 and Retry-After.
  await listen(server, config.http.host, config.http.port, "http.port");
  log.info({ host: config.http.host, port: config.http.port }, "taking events");
  await untilStarted(log, async () => {
    encoder = await openEncoder({ ...schemas, format, topic });
    await Promise.all([topics.start(), sink.warmUp()]);
  });
  started = true;
}
