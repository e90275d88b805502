/** How an estimate is told: a line before a run, a table beside a change. */
import type { Estimate, Line, Total, UseLine } from "./estimate.ts";

/** A price of an older day is told, as prices age. */
const OLD_DAYS = 365;
const DAY_MS = 86_400_000;

/** 1,046; 14.28 below a hundred */
export const usd = (amount: number): string =>
  amount < 100 ? amount.toFixed(2) : Math.round(amount).toLocaleString("en-US");

export const totalText = ({ usd: sum, atLeast }: Total): string => `${atLeast ? "at least " : ""}${usd(sum)} USD`;

/** Cost a month without traffic: at least 1,046 USD, at its limits at least 3,848 USD (2 of 12 prices unknown). */
export function costLine(estimate: Estimate, today: Date): string {
  const { free, least, most, fixed, withTraffic } = estimate;
  if (free) return "Cost: this machine, nothing to pay.";
  const unknown = fixed.filter((line) => line.unknown.length > 0).length;
  const known = fixed.length - unknown;
  if (known === 0)
    return `Cost: unknown, as none of its ${fixed.length} drivers has a price (docs/cost.md says how to give one).`;
  const limits = `at its limits ${totalText(most)}`;
  const notes = [
    ...(unknown === 0 ? [] : [`${unknown} of ${fixed.length} prices unknown`]),
    ...(ageText(estimate, today) === undefined ? [] : ["prices older than a year"]),
  ];
  const traffic = withTraffic ? "with the traffic that is assumed" : "without traffic";
  return `Cost a month ${traffic}: ${totalText(least)}, ${limits}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}.`;
}

/** A warning; undefined: every price is of the last year. */
export function ageText({ seen }: Estimate, today: Date): string | undefined {
  if (seen === undefined || today.getTime() - Date.parse(seen.oldest) <= OLD_DAYS * DAY_MS) return undefined;
  return `Some prices are older than a year, the oldest is of ${seen.oldest}: look them up again, and give them as your own (docs/cost.md).`;
}

/** Of one end of a range: an amount, or that it is unknown. */
export function amountText(amount: number | undefined, { unknown }: Line): string {
  if (amount !== undefined) return usd(amount);
  return unknown.length > 0 ? "unknown" : "no limit";
}

/** 0.052; 0.035 to 0.05; unknown */
export const unitPriceText = ({ price }: UseLine): string =>
  price === undefined ? "unknown" : `${price.usd}${price.upTo === undefined ? "" : ` to ${price.upTo}`}`;

const ROWS = 12;

/** For a comment of a pull request. */
export function costMarkdown(estimate: Estimate, today: Date): string {
  const line = costLine(estimate, today);
  if (estimate.free || estimate.fixed.length === 0) return `${line}\n`;
  const shown = estimate.fixed.slice(0, ROWS);
  const rest = estimate.fixed.length - shown.length;
  const rows = shown.map(
    (one) => `| ${one.what} | ${one.count} | ${amountText(one.least, one)} | ${amountText(one.most, one)} |`,
  );
  const more = rest > 0 ? `\n${rest} smaller ones are left out.\n` : "";
  return `${line}\n\n| | how many | USD a month | at its limits |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n${more}`;
}
