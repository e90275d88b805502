/** JSON logs: one object a line on standard output. */
import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/**
 * @param level least level written
 * @param base fields of every line, such as `instance` and `role`
 * @param destination default: standard output, written at once so that the last line before an exit is not lost
 */
export function createLog(level: string, base: Record<string, unknown>, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.err },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** kafkajs puts strings, numbers and errors into its fields. */
function textOf(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What kafkajs hands to its log creator. */
interface KafkaJsEntry {
  namespace: string;
  level: number;
  log: { message: string; [key: string]: unknown };
}

/** Fields of kafkajs that are worth a place in the log; its stacks and internal states are not. */
const fields = ["groupId", "memberId", "broker", "topic", "partition", "error", "retryCount", "retryTime"];
/** Said by kafkajs at a high level, but part of normal life here, or told by whoever repeats or gives up the request. */
const expected = [
  /^Limiting retries for the idempotent producer/,
  /The group is rebalancing/,
  /^Response (Heartbeat|JoinGroup|SyncGroup|LeaveGroup|OffsetCommit|InitProducerId|AddPartitionsToTxn|AddOffsetsToTxn|TxnOffsetCommit|EndTxn)\(/,
];

/** Sees every message of kafkajs, with what it names: for what has no event. */
export type OnKafkaJsMessage = (message: string, about: Record<string, unknown>) => void;

/** A log creator for kafkajs that writes to our log. */
export function kafkaJsLogCreator(log: Log, onMessage: OnKafkaJsMessage = () => {}) {
  return () =>
    ({ namespace, level, log: entry }: KafkaJsEntry): void => {
      onMessage(entry.message, entry);
      const picked: Record<string, unknown> = { component: `kafkajs ${namespace}`.trim() };
      for (const field of fields) if (entry[field] !== undefined) picked[field] = textOf(entry[field]);
      if (expected.some((pattern) => pattern.test(entry.message))) log.debug(picked, entry.message);
      else if (level <= 1) log[namespace === "Connection" ? "warn" : "error"](picked, entry.message);
      else if (level <= 2) log.warn(picked, entry.message);
      else log.debug(picked, entry.message);
    };
}
