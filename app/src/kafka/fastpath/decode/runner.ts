/** Changes to consumer/runner.js, and what they ask of the function that is given as `eachBatch`. */

/** Properties of an `eachBatch` function; each may be missing. */
export interface BatchHooks {
  /** Which epoch of the membership it is; asked when a fetch begins, and given to its batches. */
  epoch: () => number;
  /** Awaited before the group is joined again, when every fetch has ended. */
  beforeRejoin: () => Promise<void>;
  /** Also batches are given that hold nothing to show: markers of transactions, aborted or compacted records. */
  takesEmpty: boolean;
}

export const runnerChanges: readonly (readonly [from: string, to: string])[] = [
  // The size and end of a batch are asked for without making its messages.
  [
    "const lastFilteredMessage = batch.messages[batch.messages.length - 1]",
    "const lastFilteredMessage = batch.lastMessage ? batch.lastMessage() : batch.messages[batch.messages.length - 1]",
  ],
  ["batchSize: batch.messages.length,", "batchSize: batch.size === undefined ? batch.messages.length : batch.size,"],
  [
    "const batches = await this.consumerGroup.fetch(nodeId)",
    "const epoch = this.eachBatch && this.eachBatch.epoch ? this.eachBatch.epoch() : undefined; const batches = await this.consumerGroup.fetch(nodeId); for (const batch of batches) batch.epoch = epoch",
  ],
  [
    "this.instrumentationEmitter.emit(REBALANCING, {",
    "if (this.eachBatch && this.eachBatch.beforeRejoin) await this.eachBatch.beforeRejoin(); this.instrumentationEmitter.emit(REBALANCING, {",
  ],
  [
    "if (batch.isEmptyDueToFiltering()) {",
    "if (batch.isEmptyDueToFiltering() && !(this.eachBatch && this.eachBatch.takesEmpty)) {",
  ],
  ["if (batch.isEmpty()) {", "if (batch.isEmpty() && !batch.isEmptyDueToFiltering()) {"],
];
