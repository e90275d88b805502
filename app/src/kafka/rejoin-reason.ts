/** Why a member joins its group: kafkajs tells that it does, and only sometimes what came before. */

/** `other`: the coordinator had forgotten this member, or the topic's partitions or their leaders changed. */
export type JoinReason = "start" | "group" | "crash" | "other";

export class RejoinReason {
  #next: JoinReason = "start";

  /** The group is rebalancing, as an answer to a heartbeat said. */
  rebalancing(): void {
    if (this.#next === "other") this.#next = "group";
  }

  /** kafkajs gave up, and begins anew. */
  crashed(): void {
    if (this.#next !== "start") this.#next = "crash";
  }

  /** The group was joined. */
  joined(): JoinReason {
    const reason = this.#next;
    this.#next = "other";
    return reason;
  }
}
