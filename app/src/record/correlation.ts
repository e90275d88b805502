/** Correlation ids, which anybody may write into a header: told in logs and spans when they are short and of these characters alone. */
import type { HeaderValue } from "../kafka/port.ts";

const CORRELATION = /^[\w.:-]{1,128}$/;

export function harmless(value: HeaderValue | undefined): string | undefined {
  const text = String(value ?? "");
  return CORRELATION.test(text) ? text : undefined;
}
