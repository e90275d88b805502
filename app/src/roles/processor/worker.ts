/**
 * A worker thread of the processor: a member of the group with its own consumer and producer, sharing nothing with the others.
 * It ends when it cannot go on; the main thread starts another.
 */
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { type MetricObject, Registry } from "prom-client";
import { Aggregates } from "../../aggregate/aggregates.ts";
import { Codec } from "../../codec/codec.ts";
import { openSchemas } from "../../codec/open.ts";
import { DeadLetterLog } from "../../dead-letters/log.ts";
import { ConfigError } from "../../errors.ts";
import { AtLeastOnce } from "../../kafka/at-least-once/delivery.ts";
import { refusalOf } from "../../kafka/auth/login-errors.ts";
import { ExactlyOnce } from "../../kafka/exactly-once/delivery.ts";
import { requireParts } from "../../kafka/exactly-once/requirements.ts";
import { LagWatch } from "../../kafka/lag.ts";
import { createOutlet, type Outlet } from "../../kafka/outlet.ts";
import type { Delivery } from "../../kafka/source/delivery.ts";
import type { Membership } from "../../kafka/source/membership.ts";
import { Source } from "../../kafka/source/source.ts";
import { createLog, type Log } from "../../log.ts";
import { aggregateMetrics, batchObserver, processorMetrics } from "../../ops/metrics.ts";
import { openTracing } from "../../ops/tracing/open.ts";
import type { FromWorker, ToWorker, WorkerInput } from "./messages.ts";
import { reasonsOf } from "./not-ready.ts";
import { batchProcessor } from "./process-batch.ts";

const STATUS_MS = 1_000;

async function run({ config, index }: WorkerInput): Promise<void> {
  const port = parentPort!;
  const tell = (message: FromWorker): void => port.postMessage(message);
  const log = createLog(config.logLevel, { instance: config.instance, role: config.role, worker: index });
  const registry = new Registry();
  const metrics = processorMetrics(registry);
  const { topics: names } = config;
  const outlet = createOutlet({
    connection: config.connection,
    clientId: `${config.instance}-${index}`,
    topics: [names.input, names.output, names.deadLetter],
    compression: config.compression,
    batching: config.batching,
    log,
    metrics,
    onMessage: (message, { partition }) => {
      if (!message.startsWith("Offset out of range, resetting")) return;
      metrics.offsetResets.inc();
      source.offsetReset(Number(partition));
    },
  });
  const { kafka, sink, topics } = outlet;
  if (config.semantics === "exactly-once") requireParts(outlet.fastpath);
  const limits = { maxBatchBytes: sink.maxBatchBytes, maxBatchRecords: config.batching.maxRecords };
  const aggregates = config.aggregates && openAggregates(config.aggregates, outlet, registry, log);
  const codec = new Codec({
    ...openSchemas(config.connection.registry, log),
    formats: config.formats,
    onLoad: (result) => metrics.schemaLoads.inc({ result }),
  });
  const lag = new LagWatch({
    ends: () => topics.ends(names.input),
    committed: () => topics.committed(config.group, names.input),
    assigned: () => source.assigned(),
    set: (partition, records) => metrics.lag.set({ topic: names.input, partition }, records),
    log,
  });
  lag.start();
  const tracing = await openTracing(config.tracing, {
    role: config.role,
    instance: `${config.instance}-${index}`,
    log,
  });
  const handler = batchProcessor({
    ...limits,
    topics,
    names,
    metrics,
    lag,
    codec,
    letters: new DeadLetterLog(log),
    tracing: tracing?.events(config.group),
    ...(aggregates ? { aggregates } : {}),
  });
  const delivery = (membership: Membership): Delivery => {
    if (config.semantics === "at-least-once") return new AtLeastOnce({ sink, membership, log });
    const { transactionalIdPrefix = "" } = config.connection;
    return new ExactlyOnce({
      kafka,
      group: config.group,
      transactionalIdPrefix,
      ...limits,
      compression: config.compression,
      onBatch: batchObserver(metrics),
      onTransaction: (committed) => metrics.transactions.inc({ result: committed ? "committed" : "aborted" }),
    });
  };
  const source = new Source({
    kafka,
    group: config.group,
    topic: names.input,
    handler,
    delivery,
    log,
    onJoin: (reason) => metrics.rebalances.inc({ reason }),
    onState: (state) => {
      if (state === "joining") {
        metrics.lag.reset();
        lag.reset();
      }
      if (state === "consuming") void lag.look();
      status();
    },
  });
  function status(): void {
    const notReady = reasonsOf(index, source);
    tell({ type: "status", notReady, problems: outlet.problems(), partitions: source.assigned().length });
  }
  const collect = async (): Promise<MetricObject[]> => (await registry.getMetricsAsJSON()) as unknown as MetricObject[];
  setInterval(() => {
    status();
    void collect().then((all) => tell({ type: "snapshot", metrics: all }));
  }, STATUS_MS).unref();

  port.on("message", (message: ToWorker) => {
    if (message.type === "metrics") {
      void collect().then((all) => tell({ type: "metrics", id: message.id, metrics: all }));
      return;
    }
    log.info("worker drains");
    source
      .stop()
      .then(() => Promise.all([outlet.close(), aggregates?.close(), tracing?.close()]))
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.error({ err: error }, "worker did not drain");
        process.exit(1);
      });
  });

  try {
    await Promise.all([topics.start(), source.start()]);
    await source.ended;
  } catch (error) {
    log.error({ err: error }, "worker cannot go on");
    status();
    const refusal = refusalOf(error);
    if (refusal !== undefined) tell({ type: "refused", message: refusal.message });
    process.exit(1);
  }
}

function openAggregates(
  { topic, ...window }: NonNullable<WorkerInput["config"]["aggregates"]>,
  { kafka }: Outlet,
  registry: Registry,
  log: Log,
): Aggregates {
  return new Aggregates({ kafka, topic, window, metrics: aggregateMetrics(registry), log });
}

if (!isMainThread) {
  run(workerData as WorkerInput).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    parentPort!.postMessage({ type: "config-error", message: error.message } satisfies FromWorker);
  });
}
