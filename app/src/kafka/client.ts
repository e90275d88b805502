/** Makes the kafkajs client of a connection. Nothing outside app/src/kafka imports kafkajs. */
import type { Kafka, KafkaConfig } from "kafkajs";
import type { KafkaConnection } from "../connection.ts";
import { ConfigError } from "../errors.ts";
import { kafkaJsLogCreator, type Log, type OnKafkaJsMessage } from "../log.ts";
import { checkSecrets } from "../secrets.ts";
import { Access } from "./auth/access.ts";
import { connectionProblems } from "./auth/refusals.ts";
import { REAUTHENTICATE_MS, saslOptions } from "./auth/sasl.ts";
import { type FastpathReport, fastpathSetting, installFastpath } from "./fastpath/index.ts";
import { socketOpener, usesTls } from "./socket.ts";

/**
 * Short retries: what lasts longer is the sink's and the supervisor's business, which know what is at stake.
 * `retries` is always given, as kafkajs changes its meaning when it is missing.
 */
const retry = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 };

/** milliseconds; must exceed the time that brokers may take to answer (fetch: maxWaitTime, produce: its timeout) */
const REQUEST_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 3_000;

export interface Client {
  kafka: Kafka;
  /** Why brokers cannot be used, as far as certificates and logins are to blame. */
  access: Access;
  fastpath: FastpathReport;
}

/**
 * The environment variable KAFKA_FASTPATH says which parts of the fast path are used: `on` (default), `off`, or some of them.
 * @param onMessage sees every message of kafkajs' log
 * @throws ConfigError when it says something else, a secret cannot be read, or settings do not fit together or are not safe
 */
export function createClient(
  connection: KafkaConnection,
  clientId: string,
  log: Log,
  onMessage?: OnKafkaJsMessage,
): Client {
  const fastpath = installFastpath({ enabled: fastpathSetting(process.env["KAFKA_FASTPATH"]), log });
  const { kafkajs } = fastpath;
  const [problem] = connectionProblems(connection);
  if (problem !== undefined) throw new ConfigError(problem);
  checkSecrets(connection);
  const access = new Access(log);
  const openSocket = socketOpener(connection, access, log);
  const sasl = saslOptions(connection, access, log);
  const config: KafkaConfig = {
    clientId,
    brokers: connection.bootstrapServers,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: 10_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry,
    socketFactory: ({ host, port, onConnect }) => openSocket(host, port, onConnect),
    logLevel: log.isLevelEnabled("debug") ? kafkajs.logLevel.DEBUG : kafkajs.logLevel.INFO,
    logCreator: kafkaJsLogCreator(log, onMessage),
    ...(usesTls(connection) ? { ssl: true } : {}),
    ...(sasl === undefined ? {} : { sasl, reauthenticationThreshold: REAUTHENTICATE_MS }),
  };
  return { kafka: new kafkajs.Kafka(config), access, fastpath };
}

/** The client alone, for whoever does not tell how it is. */
export function createKafka(...args: Parameters<typeof createClient>): Kafka {
  return createClient(...args).kafka;
}
