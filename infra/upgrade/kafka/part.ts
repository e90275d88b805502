/** What the plan of any kind of Kafka is made of. */
import type { Problem } from "../../settings/problem.ts";
import { settingsProblems } from "../../settings.ts";
import type { Context } from "../context.ts";
import { type Change, type Part, type Refusal, refusalsOf, type Subject } from "../plan.ts";
import type { Hold } from "../release.ts";

export type KafkaPart = Part & { hold: Hold };

export const TITLE = "Kafka";
export const free: Hold = { settings: [] };

/** Problems of the settings with keys of `kafka` changed; undefined takes one out. */
export function problemsWith({ raw }: Pick<Context, "raw">, keys: Record<string, string | undefined>) {
  const kafka: Record<string, unknown> = { ...(raw["kafka"] as object), ...keys };
  for (const [key, value] of Object.entries(keys)) if (value === undefined) delete kafka[key];
  return settingsProblems({ ...raw, kafka });
}

/** Keys that have to change so that the settings say this. */
export function changesOf({ raw }: Pick<Context, "raw">, keys: Record<string, string | null>): Change[] {
  const kafka = raw["kafka"] as Record<string, unknown>;
  return Object.entries(keys)
    .filter(([key, value]) => (kafka[key] ?? null) !== value)
    .map(([key, value]) => ({ path: `kafka.${key}`, value }));
}

/** The next `up` with the settings as they are. */
export const standingRefusals = (problems: Problem[], version: string, now: string): Refusal[] =>
  refusalsOf(problems, {
    subject: "kafka",
    from: now,
    to: version,
    instead: `the settings of the steps, or kafka.version: ${now}, before the next \`up\``,
  }).map((refusal) => ({ ...refusal, reason: `as the settings stand: ${refusal.reason}` }));

/** Kafka that nobody here upgrades. */
export function elsewhere(
  { asked }: Context,
  { now, what, instead, ...rest }: Pick<Subject, "now" | "source" | "end" | "what"> & { instead: string },
): KafkaPart {
  const to = asked.get("kafka");
  const refused: Refusal[] =
    to === undefined ? [] : [{ subject: "kafka", from: now, to, reason: what, instead, way: [] }];
  const state = to === undefined ? "elsewhere" : "refused";
  const subject: Subject = { id: "kafka", title: TITLE, now, target: null, state, what, ...rest };
  return { subjects: [subject], steps: [], refused, hold: free };
}

/** What an output tells of a version; secrets and words for what is not known tell nothing. */
export const toldVersion = (value: unknown): string | undefined =>
  typeof value === "string" && /^\d/.test(value) ? value : undefined;
