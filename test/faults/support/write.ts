/** Writes records by themselves, with a client that shares nothing with the application. */
import { randomUUID } from "node:crypto";
import { type MessageToProduce, Producer } from "@platformatic/kafka";
import type { LoginEvent } from "../../../app/src/record/login-event.ts";
import type { Cluster } from "./cluster.ts";

/**
 * @param sends one after the other; all are acknowledged by all replicas in sync when this resolves
 */
export async function write(cluster: Cluster, sends: MessageToProduce[][]): Promise<void> {
  const producer = new Producer({ clientId: "fault-writer", bootstrapBrokers: cluster.direct, acks: -1 });
  try {
    for (const messages of sends)
      await producer.send({ messages: messages as Parameters<typeof producer.send>[0]["messages"] });
  } finally {
    await producer.close();
  }
}

/** Each in a transaction of its own, one after the other, with one transactional id a call. */
export async function writeTransactions(
  cluster: Cluster,
  topic: string,
  transactions: { commit: boolean; events: LoginEvent[] }[],
): Promise<void> {
  const limits = { clientId: "fault-writer", bootstrapBrokers: cluster.direct, acks: -1 };
  const producer = new Producer({ ...limits, transactionalId: `writer-${randomUUID()}`, idempotent: true });
  try {
    for (const { commit, events } of transactions) {
      const transaction = await producer.beginTransaction();
      const messages = events.map((event) => ({
        topic,
        key: Buffer.from(event.user_id),
        value: Buffer.from(JSON.stringify(event)),
      }));
      await transaction.send({ messages });
      await (commit ? transaction.commit() : transaction.abort());
    }
  } finally {
    await producer.close();
  }
}
