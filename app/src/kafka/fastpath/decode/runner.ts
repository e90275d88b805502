/** Changes to consumer/runner.js: the size and end of a batch are asked for without making its messages. */
export const runnerChanges: readonly (readonly [from: string, to: string])[] = [
  [
    "const lastFilteredMessage = batch.messages[batch.messages.length - 1]",
    "const lastFilteredMessage = batch.lastMessage ? batch.lastMessage() : batch.messages[batch.messages.length - 1]",
  ],
  ["batchSize: batch.messages.length,", "batchSize: batch.size === undefined ? batch.messages.length : batch.size,"],
];
