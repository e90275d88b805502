/** What of the schema applies: clouds and backends that are not there yet get one sentence that says which can be deployed. */
import { z } from "zod";
import { clouds } from "./clouds/index.ts";
import { access } from "./kafka/access.ts";
import { topics } from "./kafka/topics.ts";
import { sharedKeys } from "./keys/shared.ts";
import type { Problem } from "./problem.ts";
import { settingsSchema } from "./schema.ts";
import { valueAt } from "./shown.ts";

export interface Shape {
  /** What was used, for looking up known keys. */
  schema: z.ZodType;
  error: z.ZodError | undefined;
}

/**
 * @returns `planned`: the problem of a cloud or backend that cannot be deployed yet; `shape`: what zod says of everything that can be judged
 */
export function availability(raw: Record<string, unknown>): { planned?: Problem; shape: Shape } {
  const cloud = clouds.find((member) => member.cloud === raw["cloud"]);
  if (cloud && !cloud.available) {
    return { planned: notYet("cloud", cloud.cloud), shape: { schema: settingsSchema, error: undefined } };
  }
  const backend = valueAt(raw, ["kafka", "backend"]);
  const later = new Set<unknown>(clouds.flatMap((member) => (member.available ? member.later : member.backends)));
  const mine = cloud?.backends ?? clouds.flatMap((member) => (member.available ? member.backends : []));
  if (cloud && (mine as unknown[]).includes(backend)) {
    return { shape: { schema: settingsSchema, error: settingsSchema.safeParse(raw).error } };
  }
  const planned = (mine as unknown[]).includes(backend) ? undefined : elsewhere(cloud, backend, later.has(backend));
  return { ...(planned ? { planned } : {}), shape: judged(raw, cloud !== undefined) };
}

/** A backend that is known, and not here. */
function elsewhere(cloud: { cloud: string } | undefined, backend: unknown, toCome: boolean): Problem | undefined {
  if (clouds.some(({ backends }) => (backends as unknown[]).includes(backend)))
    return (
      cloud && {
        path: "kafka.backend",
        given: `${JSON.stringify(backend)}, which cloud ${cloud.cloud} has not`,
        allowed: works(),
      }
    );
  return toCome ? notYet("kafka.backend", String(backend)) : undefined;
}

/** Each cloud with its backends, as the settings' own table has them. */
function works(): string {
  const each = clouds.flatMap((member) =>
    member.available ? [`${member.cloud} with ${listed(member.backends)}`] : [],
  );
  return `one of these pairs of cloud and kafka.backend: ${each.join("; ")}`;
}

const listed = (words: readonly string[]): string => words.join(", ").replace(/, ([^,]*)$/, " or $1");

function notYet(path: string, value: string): Problem {
  return { path, given: `${JSON.stringify(value)}, which this version cannot deploy yet`, allowed: works() };
}

/** Cloud or backend is none that we know: the keys that every one has are judged, so that their problems are told too. */
function judged(raw: Record<string, unknown>, cloudKnown: boolean): Shape {
  const whole = settingsSchema.safeParse(raw);
  const common = z.looseObject({ ...sharedKeys, kafka: z.looseObject({ topics, access }).optional() });
  const issues = [...(whole.error?.issues ?? []), ...(common.safeParse(raw).error?.issues ?? [])];
  const seen = new Set<string>();
  const distinct = issues.filter((issue) => {
    const id = JSON.stringify(issue.path);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
  return {
    schema: cloudKnown ? settingsSchema : common,
    error: distinct.length > 0 ? new z.ZodError(distinct) : undefined,
  };
}
