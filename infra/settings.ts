/** The settings of a stack: read, checked whole, typed. Every problem is told at once, before the first resource. */
import type * as pulumi from "@pulumi/pulumi";
import { availability } from "./settings/availability.ts";
import { checks } from "./settings/checks/index.ts";
import { rawFromConfig } from "./settings/from-config.ts";
import { problemsOf } from "./settings/issues.ts";
import { type Problem, pathText, settingsError } from "./settings/problem.ts";
import { type Settings, type SettingsOf, settingsSchema } from "./settings/schema.ts";
import { securePaths, secureProblem } from "./settings/secure.ts";
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
  const issues = problemsOf(shape.error?.issues ?? [], shape.schema, raw);
  const crossed = checks.flatMap((check) => check(viewOf(raw)));
  const told = [...secure.map(secureProblem), ...(planned ? [planned] : [])];
  for (const problem of [...issues, ...crossed]) {
    const known = told.some(({ path }) => path === problem.path);
    const belowSecure = secure.some((path) => `${problem.path}.`.startsWith(`${pathText(path)}.`));
    if (!known && !belowSecure) told.push(problem);
  }
  return told;
}

/**
 * Settings from Pulumi's configuration of the running stack.
 * @throws TributaryError TRB_SETTINGS_INVALID, as parseSettings does
 */
export function loadSettings(config: pulumi.Config): Settings {
  return parseSettings(rawFromConfig(config));
}
