/**
 * Stands in for producer/sendMessages.js, which notes acknowledgements by broker and so loses or repeats records when a leader
 * moves while a send is under way. Here they are noted by topic-partition; every request of an attempt is settled before the
 * next; partitions are chosen once; and an idempotent producer never gives a sequence that may be in use to other records.
 */
import type { Internal } from "../modules.ts";
import { type AttemptParts, attempt, type Metadata } from "./attempt.ts";
import { asksForMetadata } from "./errors.ts";
import { groupMessagesPerPartition } from "./grouping.ts";
import { nameOf, Pending } from "./pending.ts";
import { Turns } from "./turns.ts";

export interface SendParts {
  /** exports of kafkajs' errors.js */
  errors: Internal;
  /** exports of kafkajs' protocol/error.js */
  protocol: Internal;
}

type Retrier = <T>(
  work: (bail: (error: unknown) => void, retryCount: number, retryTime: number) => Promise<T>,
) => Promise<T>;

export interface Producer {
  logger: Internal;
  cluster: Internal;
  partitioner: Internal;
  eosManager: Internal;
  retrier: Retrier;
}

export interface SendArguments {
  acks: number;
  timeout?: number;
  compression?: number;
  topicMessages: { topic: string; messages: unknown[] }[];
}

export function createSendMessages({ errors, protocol }: SendParts) {
  return (producer: Producer) => {
    const { logger, cluster, partitioner, eosManager, retrier } = producer;
    const turns = new Turns();

    return async ({ acks, timeout, compression, topicMessages }: SendArguments): Promise<Metadata[]> => {
      const pending = new Pending();
      const settings = { acks, timeout, compression };
      const parts: AttemptParts = {
        cluster,
        eosManager,
        settings,
        createErrorFromCode: protocol.createErrorFromCode,
        createError: (message) => new errors.KafkaJSError(message),
      };
      const acknowledged: Metadata[] = [];
      let endTurn: (() => void) | undefined;
      let lastError: unknown;

      const choosePartitions = (): void => {
        for (const { topic, messages } of topicMessages) {
          if (pending.has(topic)) continue;
          const partitionMetadata = cluster.findTopicPartitionMetadata(topic);
          if (partitionMetadata.length === 0) {
            logger.debug("Producing to topic without metadata", { topic, targetTopics: [...cluster.targetTopics] });
            throw new errors.KafkaJSMetadataNotLoaded("Producing to topic without metadata");
          }
          pending.add(topic, groupMessagesPerPartition({ topic, partitionMetadata, messages, partitioner }));
        }
      };

      const once = async (): Promise<unknown[]> => {
        await cluster.refreshMetadataIfNecessary();
        choosePartitions();
        if (eosManager.isInitialized()) {
          const names = pending.all().map(nameOf);
          endTurn ??= await turns.take(names);
          turns.check(names);
        }
        const outcome = await attempt(pending, parts);
        acknowledged.push(...outcome.acknowledged);
        return outcome.failures;
      };

      try {
        return await retrier(async (bail, retryCount, retryTime) => {
          await cluster.addMultipleTargetTopics(topicMessages.map(({ topic }) => topic));
          let failures: unknown[];
          try {
            failures = await once();
          } catch (error) {
            failures = [error];
          }
          if (failures.length === 0) return acknowledged;
          lastError = await recover(failures, retryCount, retryTime, bail);
          throw lastError;
        });
      } finally {
        if (eosManager.isInitialized()) {
          for (const share of pending.all())
            if (share.inDoubt && !share.acknowledged) turns.doubt(nameOf(share), lastError);
        }
        endTurn?.();
      }
    };

    /** Mends what can be; the error that decides about another attempt is returned, or given to `bail`. */
    async function recover(
      failures: Internal[],
      retryCount: number,
      retryTime: number,
      bail: (error: unknown) => void,
    ): Promise<Internal> {
      for (const error of failures) {
        if (error.name === "KafkaJSConnectionClosedError") cluster.removeBroker({ host: error.host, port: error.port });
      }
      const isStale = (error: Internal): boolean => asksForMetadata(error, protocol.staleMetadata);
      const fatal = failures.find((error) => !isStale(error) && !error.retriable);
      const worst = fatal ?? failures.find((error) => !isStale(error)) ?? failures[0];
      if (!cluster.isConnected()) {
        logger.debug(`Cluster has disconnected, reconnecting: ${worst.message}`, { retryCount, retryTime });
        await cluster.connect();
        await cluster.refreshMetadata();
        return worst;
      }
      if (fatal !== undefined) {
        logger.error(`${fatal.message}`, { retryCount, retryTime });
        bail(fatal);
        return fatal;
      }
      logger.error(`Failed to send messages: ${worst.message}`, { retryCount, retryTime });
      if (failures.some(isStale)) await cluster.refreshMetadata();
      return worst;
    }
  };
}
