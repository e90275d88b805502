/** Exceptions by setting: which finding is excused, and which of them have ended. */
import type { PolicyException } from "../settings/keys/policy.ts";
import type { Context } from "./rule.ts";
import type { Violation } from "./violation.ts";

/** Through the day that it names, in UTC. */
export const hasEnded = ({ until }: PolicyException, today: Date): boolean => until < today.toISOString().slice(0, 10);

/** The exception that excuses it, among those that have not ended. */
export function excuseOf(
  { rule, name, urn }: Pick<Violation, "rule" | "name" | "urn">,
  { settings, today }: Context,
): PolicyException | undefined {
  return settings.policy.exceptions.find(
    (one) => one.rule === rule && (one.resource === name || one.resource === urn) && !hasEnded(one, today),
  );
}

/** Each that has ended, as something that breaks the policies by itself. */
export function endedExceptions({ settings, stack, today }: Context): Violation[] {
  return settings.policy.exceptions.flatMap((one, index) => {
    if (!hasEnded(one, today)) return [];
    const path = `policy.exceptions[${index}].until`;
    return [
      {
        rule: one.rule,
        level: "mandatory" as const,
        severity: "high" as const,
        name: stack,
        type: "stack",
        urn: "",
        path,
        given: `${one.until}, which has passed: ${one.resource} was excused because "${one.reason}"`,
        allowed: "a later day, when the reason still holds",
        mend: `Mend ${one.resource} and take the exception out, or say anew until when it may break ${one.rule}.`,
      },
    ];
  });
}

/** Those that excuse nothing any more: told, as the next reader would believe them. */
export function idleExceptions({ settings, stack, today }: Context, excused: readonly PolicyException[]): Violation[] {
  return settings.policy.exceptions.flatMap((one, index) => {
    if (hasEnded(one, today) || excused.includes(one)) return [];
    return [
      {
        rule: one.rule,
        level: "advisory" as const,
        severity: "low" as const,
        name: stack,
        type: "stack",
        urn: "",
        path: `policy.exceptions[${index}]`,
        given: `an exception for ${one.resource}, which does not break ${one.rule}`,
        allowed: "exceptions that excuse something",
        mend: "Take it out.",
      },
    ];
  });
}
