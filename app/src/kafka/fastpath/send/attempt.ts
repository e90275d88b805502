/** One attempt at what is not acknowledged yet: one request a broker, all of them settled before anything else happens. */
import type { Internal } from "../modules.ts";
import { answerOf, type PartitionAnswer, type ProduceAnswer } from "./errors.ts";
import { type Pending, type Share, settle } from "./pending.ts";

export interface SendSettings {
  acks: number;
  timeout: number | undefined;
  compression: number | undefined;
}

/** An acknowledgement as kafkajs' send resolves to. */
export type Metadata = PartitionAnswer & { topicName: string };

interface BrokerWork {
  broker: Internal;
  shares: Share[];
}

export interface AttemptParts {
  cluster: Internal;
  eosManager: Internal;
  /** makes kafkajs' error of a broker's code */
  createErrorFromCode: (code: number) => Error;
  /** makes a retriable error of kafkajs */
  createError: (message: string) => Error;
  settings: SendSettings;
}

export interface Outcome {
  acknowledged: Metadata[];
  failures: unknown[];
}

const UNKNOWN_TOPIC_OR_PARTITION = 3;

/** Throws before anything is sent when a leader is not known. */
export async function attempt(pending: Pending, parts: AttemptParts): Promise<Outcome> {
  const work = await plan(pending, parts);
  const results = await Promise.allSettled(work.map((entry) => send(entry, parts)));
  const outcome: Outcome = { acknowledged: [], failures: [] };
  for (const result of results) {
    const value =
      result.status === "fulfilled" ? result.value : { acknowledged: [], failure: result.reason as unknown };
    outcome.acknowledged.push(...value.acknowledged);
    if (value.failure !== undefined) outcome.failures.push(value.failure);
  }
  return outcome;
}

/** Which broker is asked for what. */
async function plan(pending: Pending, { cluster, createErrorFromCode }: AttemptParts): Promise<BrokerWork[]> {
  const work = new Map<Internal, BrokerWork>();
  for (const { topic, shares } of pending.topics) {
    const left = shares.filter((share) => !share.acknowledged);
    if (left.length === 0) continue;
    const leaders: Record<string, number[]> = cluster.findLeaderForPartitions(
      topic,
      left.map((share) => String(share.partition)),
    );
    let found = 0;
    for (const [nodeId, partitions] of Object.entries(leaders)) {
      const broker = await cluster.findBroker({ nodeId });
      if (!work.has(broker)) work.set(broker, { broker, shares: [] });
      const own = left.filter((share) => partitions.includes(share.partition));
      work.get(broker)!.shares.push(...own);
      found += own.length;
    }
    // kafkajs itself leaves these records out and calls it a success.
    if (found < left.length) throw createErrorFromCode(UNKNOWN_TOPIC_OR_PARTITION);
  }
  return [...work.values()];
}

async function send(
  { broker, shares }: BrokerWork,
  { eosManager, settings, createError }: AttemptParts,
): Promise<{ acknowledged: Metadata[]; failure?: unknown }> {
  const topicData = toTopicData(shares);
  await eosManager.acquireBrokerLock(broker);
  try {
    if (eosManager.isTransactional()) await eosManager.addPartitionsToTransaction(topicData);
    for (const { topic, partitions } of topicData) {
      for (const entry of partitions) {
        entry.firstSequence = eosManager.getSequence(topic, entry.partition);
        eosManager.updateSequence(topic, entry.partition, entry.messages.length);
      }
    }
    let answer: ProduceAnswer | undefined;
    let failure: unknown;
    try {
      answer = await broker.produce({
        transactionalId: eosManager.isTransactional() ? eosManager.getTransactionalId() : undefined,
        producerId: eosManager.getProducerId(),
        producerEpoch: eosManager.getProducerEpoch(),
        ...settings,
        topicData,
      });
      if (settings.acks === 0) for (const share of shares) share.acknowledged = true;
    } catch (error) {
      failure = error;
      answer = answerOf(error);
    }
    if (settings.acks !== 0) settle(shares, answer);
    for (const { topic, partition, messages, acknowledged } of shares) {
      if (acknowledged) continue;
      // The next attempt sends the same records with the same sequence, so that the broker knows them again.
      eosManager.updateSequence(topic, partition, -messages.length);
      failure ??= createError(
        `The broker's answer does not mention ${topic}-${partition}, which it was sent records for`,
      );
    }
    return { acknowledged: settings.acks === 0 ? [] : metadata(answer), failure };
  } finally {
    await eosManager.releaseBrokerLock(broker);
  }
}

function toTopicData(shares: readonly Share[]): Internal[] {
  const topics = new Map<string, Internal>();
  for (const { topic, partition, messages } of shares) {
    if (!topics.has(topic)) topics.set(topic, { topic, partitions: [] });
    topics.get(topic).partitions.push({ partition, messages });
  }
  return [...topics.values()];
}

function metadata(answer: ProduceAnswer | undefined): Metadata[] {
  return (answer?.topics ?? []).flatMap(({ topicName, partitions }) =>
    partitions.filter(({ errorCode }) => errorCode === 0).map((partition) => ({ topicName, ...partition })),
  );
}
