/** One thing that is wrong with the settings, and how all of them are told. */
import { type ErrorCode, TributaryError } from "../../components/errors.ts";

export interface Problem {
  /** kafka.topics.events.partitions */
  path: string;
  /** What stands there, as text; never a secret's value. */
  given: string;
  /** What may stand there. */
  allowed: string;
  /** For an unknown key or name: the known one that is nearest. */
  nearest?: string;
}

/** One sentence: where, what stands there, what instead. */
export function sentence({ path, given, allowed, nearest }: Problem): string {
  const meant = nearest === undefined ? "" : `; nearest: ${nearest}`;
  return `${path} is ${given}; allowed: ${allowed}${meant}`;
}

/**
 * All problems as one error; `details.problems` has them for programs.
 * @param where whose problems these are
 */
export function settingsError(
  problems: Problem[],
  where = "The settings",
  code: ErrorCode = "TRB_SETTINGS_INVALID",
): TributaryError {
  const [only] = problems;
  const message =
    problems.length === 1 && only
      ? `${where}: ${sentence(only)}`
      : `${where} have ${problems.length} problems:\n${problems.map((problem) => `  ${sentence(problem)}`).join("\n")}`;
  return new TributaryError(code, message, { details: { problems } });
}

/** Path segments as text: kafka.access.processor.consume[0].topic */
export function pathText(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>(
    (text, segment) =>
      typeof segment === "number"
        ? `${text}[${segment}]`
        : text === ""
          ? String(segment)
          : `${text}.${String(segment)}`,
    "",
  );
}
