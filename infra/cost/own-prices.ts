/** A user's file of prices: a list of rows, YAML or JSON, each held against what may have a price. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { TributaryError } from "../../components/errors.ts";
import { problemsOf } from "../settings/issues.ts";
import { nearest } from "../settings/nearest.ts";
import { type Problem, settingsError } from "../settings/problem.ts";
import type { Price } from "./price.ts";
import { isUnit, services, unitsOf } from "./units.ts";

const row = z.strictObject({
  service: z.string(),
  unit: z.string(),
  region: z.string().min(1).default("*"),
  usd: z.number().nonnegative(),
  source: z.string().min(1).optional(),
  seen: z.iso.date().optional(),
});
const file = z.strictObject({ prices: z.array(row).min(1) });

/**
 * @param path of the file; @param shownAs its name in errors, and the source of rows that name none
 * @throws TributaryError TRB_SETTINGS_INVALID with each row that is wrong, TRB_USAGE when it cannot be read
 */
export function readOwnPrices(path: string, shownAs = path): Price[] {
  const raw = contentOf(path, shownAs);
  const { data, error } = file.safeParse(raw);
  if (data === undefined) throw settingsError(problemsOf(error.issues, file, raw), shownAs);
  const problems = data.prices.flatMap(({ service, unit }, index) => faultOf(service, unit, `prices[${index}]`));
  if (problems.length > 0) throw settingsError(problems, shownAs);
  return data.prices.map(({ source, seen, ...rest }) => ({ ...rest, source: source ?? shownAs, seen }));
}

function faultOf(service: string, unit: string, path: string): Problem[] {
  if (!services.includes(service)) return [unknownWord(`${path}.service`, service, services)];
  return isUnit(service, unit) ? [] : [unknownWord(`${path}.unit`, unit, unitsOf(service))];
}

function unknownWord(path: string, given: string, known: string[]): Problem {
  const near = nearest(given, known);
  const nearestOf = near === undefined ? {} : { nearest: near };
  return { path, given: JSON.stringify(given), allowed: known.join(", "), ...nearestOf };
}

function contentOf(path: string, shownAs: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new TributaryError("TRB_USAGE", `${shownAs} cannot be read: ${(error as Error).message}.`, {
      hint: "docs/cost.md shows a file of prices.",
    });
  }
  try {
    const content: unknown = parse(text);
    if (typeof content === "object" && content !== null && !Array.isArray(content))
      return content as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new TributaryError("TRB_SETTINGS_INVALID", `${shownAs} is no object with the list \`prices\`.`, {
    hint: "docs/cost.md shows a file of prices.",
  });
}
