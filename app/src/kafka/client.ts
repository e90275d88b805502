/** Makes the kafkajs client of a connection. Nothing outside app/src/kafka imports kafkajs. */
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from "kafkajs";
import type { KafkaConnection } from "../connection.ts";
import { ConfigError } from "../errors.ts";
import { kafkaJsLogCreator, type Log } from "../log.ts";
import { connectionSecrets, readSecret } from "../secrets.ts";
import { stopIdleTimer } from "./fastpath/idle-timer.ts";
import { openSocket, usesTls } from "./socket.ts";

/**
 * Short retries: what lasts longer is the sink's and the supervisor's business, which know what is at stake.
 * `retries` is always given, as kafkajs changes its meaning when it is missing.
 */
const retry = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 };

/** milliseconds; must exceed the time that brokers may take to answer (fetch: maxWaitTime, produce: its timeout) */
const REQUEST_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * @param onMessage sees every message of kafkajs' log
 * @throws ConfigError when a secret cannot be read or the mechanism is one that this application does not speak
 */
export function createKafka(
  connection: KafkaConnection,
  clientId: string,
  log: Log,
  onMessage?: (message: string) => void,
): Kafka {
  stopIdleTimer();
  for (const ref of connectionSecrets(connection)) readSecret(ref);
  const sasl = saslOptions(connection);
  const config: KafkaConfig = {
    clientId,
    brokers: connection.bootstrapServers,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: 10_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry,
    socketFactory: ({ host, port, onConnect }) => openSocket(connection, host, port, onConnect),
    logLevel: log.isLevelEnabled("debug") ? logLevel.DEBUG : logLevel.INFO,
    logCreator: kafkaJsLogCreator(log, onMessage),
    ...(usesTls(connection) ? { ssl: true } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  };
  return new Kafka(config);
}

function saslOptions(connection: KafkaConnection): SASLOptions | undefined {
  const { auth, protocol } = connection;
  const sasl = protocol === "SASL_SSL" || protocol === "SASL_PLAINTEXT";
  switch (auth.mechanism) {
    case "scram-sha-512":
    case "scram-sha-256":
    case "plain":
      if (!sasl)
        throw new ConfigError(
          `connection.auth.mechanism ${auth.mechanism} needs protocol SASL_SSL or SASL_PLAINTEXT, and protocol is ${protocol}.`,
        );
      return {
        mechanism: auth.mechanism,
        username: auth.username,
        password: readSecret(auth.password.active),
      } as SASLOptions;
    case "mtls":
      if (protocol !== "SSL")
        throw new ConfigError(`connection.auth.mechanism mtls needs protocol SSL, and protocol is ${protocol}.`);
      return undefined;
    case "none":
      if (sasl) throw new ConfigError(`connection.protocol ${protocol} needs an auth.mechanism other than none.`);
      return undefined;
    default:
      throw new ConfigError(
        `connection.auth.mechanism ${auth.mechanism} is not supported by this version of the application; use scram-sha-512, scram-sha-256, plain or mtls.`,
      );
  }
}
