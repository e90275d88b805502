/** When the version that runs gets no fixes any more. */
import { type Lines, lineFor } from "../versions.ts";
import type { End } from "./plan.ts";

/** @param version undefined: not known. @returns null where nothing can be said */
export function endOf(
  lines: Lines | undefined,
  version: string | undefined,
  today: Date,
  extended = false,
): End | null {
  if (lines === undefined || version === undefined) return null;
  const found = lineFor(lines, version);
  const date = (extended && found && "extended" in found ? String(found.extended) : found?.end) ?? "unknown";
  return { date, ended: date !== "unknown" && date < today.toISOString().slice(0, 10), source: lines.source };
}
