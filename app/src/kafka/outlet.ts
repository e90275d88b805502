/** What every writing role needs: a client, a sink and the topics' partitions, made from a connection. */
import type { Kafka } from "kafkajs";
import type { Codec, KafkaConnection } from "../connection.ts";
import type { Log, OnKafkaJsMessage } from "../log.ts";
import { batchObserver, type SinkMetrics } from "../ops/metrics.ts";
import { createClient } from "./client.ts";
import { requireCodec } from "./compression.ts";
import type { FastpathReport } from "./fastpath/index.ts";
import { openProducer } from "./producer.ts";
import type { Batching } from "./sink/batch.ts";
import { Sink } from "./sink/sink.ts";
import { TopicCatalog } from "./topics.ts";

export interface Outlet {
  kafka: Kafka;
  sink: Sink;
  topics: TopicCatalog;
  fastpath: FastpathReport;
  /** Why brokers cannot be used, as far as certificates and logins are to blame: sentences for /ready. */
  problems(): string[];
  /** Closes the sink and the catalog. */
  close(): Promise<void>;
}

export interface OutletOptions {
  connection: KafkaConnection;
  clientId: string;
  /** topics to know about */
  topics: string[];
  log: Log;
  metrics: SinkMetrics;
  /** Of batches. Default: none. */
  compression?: Codec;
  /** When batches are sent. Default: that of the sink. */
  batching?: Batching;
  /** sees every message of kafkajs */
  onMessage?: OnKafkaJsMessage;
}

/** Makes the objects; connects nothing yet. Throws ConfigError when a secret cannot be read or the codec cannot be used. */
export function createOutlet(options: OutletOptions): Outlet {
  const { connection, log, metrics, compression = "none", batching } = options;
  const { kafka, access, fastpath } = createClient(connection, options.clientId, log, options.onMessage);
  requireCodec(compression, connection, fastpath);
  const sink = new Sink({
    open: () => {
      metrics.producersOpened.inc();
      return openProducer(kafka, compression);
    },
    maxMessageBytes: connection.limits.maxMessageBytes,
    ...(batching === undefined ? {} : { batching }),
    log,
    onRetry: () => metrics.sinkRetries.inc(),
    onBatch: batchObserver(metrics),
  });
  const topics = new TopicCatalog(kafka, options.topics, log);
  return {
    kafka,
    sink,
    topics,
    fastpath,
    problems: () => access.problems(),
    async close() {
      await sink.close();
      await topics.close();
    },
  };
}
