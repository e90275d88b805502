/** The records of one send by partition, and which of them are acknowledged. */
import { isRefusal, type ProduceAnswer } from "./errors.ts";

export interface Share {
  topic: string;
  partition: number;
  messages: unknown[];
  acknowledged: boolean;
  /** Sent at least once without a definite answer. */
  inDoubt: boolean;
}

export interface TopicShares {
  topic: string;
  shares: Share[];
}

export function nameOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}-${partition}`;
}

export class Pending {
  readonly topics: TopicShares[] = [];

  /** The partitions are chosen once: a message must not move to another one when it is sent again. */
  add(topic: string, messagesPerPartition: Record<string, unknown[]>): void {
    const shares = Object.entries(messagesPerPartition).map(([partition, messages]) => ({
      topic,
      partition: Number(partition),
      messages,
      acknowledged: false,
      inDoubt: false,
    }));
    this.topics.push({ topic, shares });
  }

  has(topic: string): boolean {
    return this.topics.some((entry) => entry.topic === topic);
  }

  all(): Share[] {
    return this.topics.flatMap(({ shares }) => shares);
  }
}

/**
 * Notes what the broker said of shares that were sent to it. One that it did not mention, or gave no definite answer to, may be
 * stored; a refusal says nothing about earlier attempts.
 */
export function settle(shares: readonly Share[], answer: ProduceAnswer | undefined): void {
  const codes = new Map<string, number>();
  for (const { topicName, partitions } of answer?.topics ?? [])
    for (const { partition, errorCode } of partitions) codes.set(nameOf({ topic: topicName, partition }), errorCode);
  for (const share of shares) {
    const code = codes.get(nameOf(share));
    if (code === 0) share.acknowledged = true;
    else if (code === undefined || !isRefusal(code)) share.inDoubt = true;
  }
}
