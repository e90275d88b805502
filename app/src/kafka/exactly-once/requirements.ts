/** Exactly once was proven with parts of the fast path, and does not hold without them. */
import { ConfigError } from "../../errors.ts";
import type { FastpathName, FastpathReport, FastpathSetting } from "../fastpath/index.ts";
import { isWanted } from "../fastpath/setting.ts";

/**
 * With kafkajs' own code a member believes a leader that does not know its offsets yet, and begins anew (consumer-group); an EndTxn is
 * repeated, and the copy that comes late is not shut out (transactions); a batch whose outcome is in doubt is sent under new numbers (send); and it is
 * not known which fetches are of before a rebalance (decode).
 */
const neededParts: readonly FastpathName[] = ["send", "transactions", "decode", "consumer-group"];

/** Those that a setting leaves out. */
export function partsMissingIn(setting: FastpathSetting): FastpathName[] {
  return neededParts.filter((name) => !isWanted(setting, name));
}

/** @throws ConfigError when a part could not be put into kafkajs, or a setting left it out */
export function requireParts({ kept }: Pick<FastpathReport, "kept">): void {
  const missing = kept.filter(({ name }) => neededParts.includes(name));
  if (missing.length === 0) return;
  const reasons = missing.map(({ name, reason }) => `${name} (${reason})`).join(", ");
  throw new ConfigError(
    `Exactly-once needs parts of the fast path that are not in use: ${reasons}. Use kafkajs 2.2.4 and KAFKA_FASTPATH=on, or semantics at-least-once.`,
  );
}
