/** The first and last timestamp of a batch, as kafkajs picks them: in the order of their text. */
import type { Message } from "./records.ts";

export interface TimestampRange {
  first: number;
  last: number;
}

/** All numbers between have 13 digits, so their order is that of their text: years 2001 to 2286. */
const LEAST = 1_000_000_000_000;
const MOST = 9_999_999_999_999;
const digits = /^[1-9]\d{0,14}$/;

/**
 * @param now used when no message has a timestamp
 * @returns undefined when one is not a positive safe integer, as number or text, which kafkajs must judge
 */
export function timestampRange(messages: readonly Message[], now: number): TimestampRange | undefined {
  let first: number | undefined;
  let last = now;
  let seen: unknown;
  for (let index = 0; index < messages.length; index += 1) {
    const { timestamp } = messages[index]!;
    if (timestamp === seen || timestamp === undefined || timestamp === null) continue;
    seen = timestamp;
    if (typeof timestamp !== "number" && !(typeof timestamp === "string" && digits.test(timestamp))) return undefined;
    const value = Number(timestamp);
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) return undefined;
    if (first === undefined) {
      first = value;
      last = value;
      continue;
    }
    const plain = value >= LEAST && value <= MOST;
    if (plain && first >= LEAST && first <= MOST ? value < first : String(value) < String(first)) first = value;
    if (plain && last >= LEAST && last <= MOST ? value > last : String(value) > String(last)) last = value;
  }
  return { first: first ?? now, last };
}
