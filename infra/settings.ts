/** The settings of a stack: read, checked whole, typed. Every problem is told at once, before the first resource. */
import type * as pulumi from "@pulumi/pulumi";
import { availability } from "./settings/availability.ts";
import { checks } from "./settings/checks/index.ts";
import { rawFromConfig } from "./settings/from-config.ts";
import { problemsOf } from "./settings/issues.ts";
import { type Problem, pathText, settingsError } from "./settings/problem.ts";
import { type Settings, type SettingsOf, settingsSchema } from "./settings/schema.ts";
import { securePaths, secureProblem, withoutSecure } from "./settings/secure.ts";
import { viewOf } from "./settings/view.ts";

export type { Problem } from "./settings/problem.ts";
export type { Settings, SettingsOf };

/**
 * Settings from what stands in a stack file.
 * @param raw the project's keys without their prefix, as readStackFile gives them
 * @throws TributaryError TRB_SETTINGS_INVALID with `details.problems`: all of them, each with path, given, allowed, nearest
 */
export function parseSettings(raw: Record<string, unknown>): Settings {
  const problems = settingsProblems(raw);
  if (problems.length > 0) throw settingsError(problems);
  return settingsSchema.parse(raw);
}

/** What is wrong with these settings; empty when nothing is. */
export function settingsProblems(raw: Record<string, unknown>): Problem[] {
  const { planned, shape } = availability(raw);
  if (planned?.path === "cloud") return [planned];
  const secure = securePaths(raw);
  const issues = [...(planned ? [planned] : []), ...problemsOf(shape.error?.issues ?? [], shape.schema, raw)];
  const view = viewOf(withoutSecure(raw, secure));
  const crossed = checks.flatMap((check) => check(view));
  return [
    ...secure.map(secureProblem),
    ...issues.filter(
      ({ path }, index) => !isBelow(path, secure) && issues.findIndex((other) => other.path === path) === index,
    ),
    ...crossed.filter(({ path }) => !isBelow(path, secure) && !issues.some((issue) => issue.path === path)),
  ];
}

/** An encrypted value is told once, not for each thing that it is not. */
function isBelow(path: string, secure: PropertyKey[][]): boolean {
  return secure.some((above) => `${path}.`.startsWith(`${pathText(above)}.`));
}

/**
 * Settings from Pulumi's configuration of the running stack.
 * @throws TributaryError TRB_SETTINGS_INVALID, as parseSettings does
 */
export function loadSettings(config: pulumi.Config): Settings {
  return parseSettings(rawFromConfig(config));
}
