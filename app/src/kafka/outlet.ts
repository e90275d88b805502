/** What every writing role needs: a client, a sink and the topics' partitions, made from a connection. */
import type { Kafka } from "kafkajs";
import type { KafkaConnection } from "../connection.ts";
import type { Log, OnKafkaJsMessage } from "../log.ts";
import type { SinkMetrics } from "../ops/metrics.ts";
import { warnOfApiVersions } from "./api-versions.ts";
import { createClient } from "./client.ts";
import { openProducer } from "./producer.ts";
import { Sink } from "./sink/sink.ts";
import { TopicCatalog } from "./topics.ts";

export interface Outlet {
  kafka: Kafka;
  sink: Sink;
  topics: TopicCatalog;
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
  /** sees every message of kafkajs */
  onMessage?: OnKafkaJsMessage;
}

/** Makes the objects; connects nothing yet. Throws ConfigError when a secret cannot be read. */
export function createOutlet(options: OutletOptions): Outlet {
  const { connection, log, metrics } = options;
  const { kafka, access, openSocket } = createClient(connection, options.clientId, log, options.onMessage);
  const sink = new Sink({
    open: () => {
      metrics.producersOpened.inc();
      return openProducer(kafka);
    },
    maxMessageBytes: connection.limits.maxMessageBytes,
    log,
    onRetry: () => metrics.sinkRetries.inc(),
  });
  const topics = new TopicCatalog(kafka, options.topics, log);
  void warnOfApiVersions(connection, openSocket, log);
  return {
    kafka,
    sink,
    topics,
    problems: () => access.problems(),
    async close() {
      await sink.close();
      await topics.close();
    },
  };
}
