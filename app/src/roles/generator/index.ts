/** The role generator: writes made-up logins straight to the input topic, for demonstrations. */
import { type Encoder, encodeAny, openEncoder, plain } from "../../codec/encoder.ts";
import { openSchemas } from "../../codec/open.ts";
import type { GeneratorConfig } from "../../config.ts";
import { messageOf } from "../../errors.ts";
import { exitWith } from "../../exit.ts";
import { guardBrokers } from "../../kafka/api-guard.ts";
import { createOutlet } from "../../kafka/outlet.ts";
import { partitionOfKey } from "../../kafka/partition.ts";
import { manageLifecycle } from "../../lifecycle.ts";
import { createLog } from "../../log.ts";
import { generatorMetrics } from "../../ops/metrics.ts";
import { processMetrics, processRegistry, rangeGauge } from "../../ops/process-metrics.ts";
import { startOps } from "../../ops/server.ts";
import { openTracing } from "../../ops/tracing/open.ts";
import { HEADER } from "../../record/headers.ts";
import { SCHEMA_VERSION } from "../../record/login-event.ts";
import { untilStarted } from "../../until-started.ts";
import { eventMaker } from "./events.ts";

/** milliseconds between two bursts */
const TICK_MS = 100;
/** Events not yet acknowledged; more wait, and what the rate would have made meanwhile is left out. */
const MAX_PENDING = 10_000;

/** Runs until a signal comes; after `total` events it only waits for that signal. */
export async function runGenerator(config: GeneratorConfig): Promise<void> {
  const log = createLog(config.logLevel, { instance: config.instance, role: config.role });
  const registry = processRegistry();
  const metrics = generatorMetrics(registry);
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
  const tracing = await openTracing(config.tracing, { role: config.role, instance: config.instance, log });
  let timer: NodeJS.Timeout | undefined;
  const life = manageLifecycle(log, async () => {
    clearInterval(timer);
    await sink.below(1);
    await Promise.all([outlet.close(), tracing?.close()]);
  });
  const own = processMetrics(registry);
  await startOps({
    ...config.ops,
    notReadySeconds: own.notReady,
    metrics: () => registry.metrics(),
    notReady: () => [
      ...(life.ending ? ["draining"] : []),
      ...(timer === undefined ? ["not connected to Kafka yet"] : []),
      ...(sink.failingMs() > 2_000 || (timer !== undefined && !topics.healthy) ? ["Kafka does not answer"] : []),
      ...outlet.problems(),
    ],
  });
  guardBrokers(config.connection, {
    uses: { consumes: false, transactions: false },
    log,
    onRange: rangeGauge(own),
  }).catch(exitWith);
  let encoder: Encoder = plain;
  const { format, topic } = config;
  const schemas = openSchemas(config.connection.registry, log);
  await untilStarted(log, async () => {
    await Promise.all([topics.start(), sink.warmUp()]);
    encoder = await openEncoder({ ...schemas, format, topic });
  });

  const make = eventMaker(config.brokenShare);
  const began = performance.now();
  let made = 0;
  let skipped = 0;
  const tick = (): void => {
    const due = 1 + Math.floor(((performance.now() - began) * config.eventsPerSecond) / 1000) - skipped;
    for (const target = Math.min(due, config.total ?? due); made < target; made += 1) {
      if (sink.pendingRecords >= MAX_PENDING) {
        skipped += target - made;
        break;
      }
      const { key: text, value: event } = make(Date.now());
      const value = encodeAny(encoder, event);
      const key = Buffer.from(text);
      const partition = partitionOfKey(key, topics.partitions(config.topic)!);
      const trace = tracing?.requests.send(topic, partition);
      const traceParent = trace?.header();
      const headers = {
        [HEADER.schemaVersion]: SCHEMA_VERSION,
        ...(traceParent === undefined ? {} : { [HEADER.traceParent]: traceParent }),
      };
      sink.send(topic, partition, [{ key, value, headers }]).then(
        ({ offsets }) => {
          metrics.sent.inc();
          trace?.sent(offsets[0]);
        },
        (error: unknown) => {
          trace?.failed(error);
          log.error({ reason: messageOf(error) }, "event given up");
        },
      );
    }
    if (made === config.total) clearInterval(timer);
  };
  timer = setInterval(tick, TICK_MS);
  tick();
}
