/**
 * Stands in for consumer/consumerGroup.js where kafkajs takes one broker's word for the cluster's, and the clock for time: a broker
 * that does not lead a partition, and one that does not answer, must not cost a member its offsets or its membership.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Internal } from "../modules.ts";

/** milliseconds between heartbeats while a fetch takes long; kafkajs itself beats only between fetches */
const HEARTBEAT_MS = 1_000;
/** A leader that was just elected may not know yet how far its partition is committed. */
const LOOKS = 10;
const PAUSE_MS = 200;

/** What kafkajs takes for the coordinator's word that the group must be joined again. */
class JoinFailedError extends Error {
  readonly type = "REBALANCE_IN_PROGRESS";
  constructor() {
    super("The last join of the group failed");
  }
}

/** @param Original kafkajs' class */
export function createConsumerGroup(Original: Internal): Internal {
  return class ConsumerGroup extends Original {
    #joinFailed = false;

    /**
     * After a join that failed, such as one whose assignment was lost on its way, kafkajs goes on fetching, and the coordinator, for
     * which all is well, answers the heartbeats: the next fetch has it join again.
     */
    async joinAndSync(): Promise<void> {
      try {
        await super.joinAndSync();
        this.#joinFailed = false;
      } catch (error) {
        this.#joinFailed = true;
        throw error;
      }
    }

    async fetch(nodeId: string): Promise<Internal[]> {
      if (this.#joinFailed) throw new JoinFailedError();
      const beating = setInterval(() => {
        // The fetch loop learns of a failure by the next heartbeat of its own.
        this.heartbeat({ interval: HEARTBEAT_MS }).catch(() => undefined);
      }, HEARTBEAT_MS);
      try {
        return await super.fetch(nodeId);
      } finally {
        clearInterval(beating);
      }
    }

    async heartbeat(options: { interval: number }): Promise<void> {
      // The clock was set back: kafkajs would wait until it is where it was.
      if (this.lastRequest > Date.now()) this.lastRequest = 0;
      return super.heartbeat(options);
    }

    /** Followers answer a fetch, too, and theirs may end before ours: only the leader knows that an offset is gone. */
    async recoverFromOffsetOutOfRange(error: { topic: string; partition: number }): Promise<void> {
      const { topic, partition } = error;
      const position = BigInt(this.offsetManager.nextOffset(topic, partition).toString());
      for (let look = 1; look <= LOOKS; look += 1) {
        await this.cluster.refreshMetadata();
        const [first, end] = [
          await this.#offsetOf(topic, partition, true),
          await this.#offsetOf(topic, partition, false),
        ];
        if (position < first) break;
        if (position <= end) {
          const { groupId, memberId } = this;
          const found = { topic, partition, groupId, memberId };
          return this.logger.info("Offset out of range at a broker, and not at the partition's leader", found);
        }
        await sleep(PAUSE_MS);
      }
      return super.recoverFromOffsetOutOfRange(error);
    }

    /** As the leader has it: the first, or the one after the last that is committed. */
    async #offsetOf(topic: string, partition: number, fromBeginning: boolean): Promise<bigint> {
      const [found] = await this.cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }]);
      return BigInt(found.partitions.find((one: { partition: number }) => one.partition === partition).offset);
    }
  };
}
