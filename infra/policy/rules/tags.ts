/** Tags, so that bills and people find what belongs to a stack. */
import { tagsOf } from "../../tags.ts";
import { isObject, UNKNOWN } from "../read.ts";
import type { Context, ResourceRule } from "../rule.ts";
import { taggable } from "./taggable.ts";

/** Those that cannot be missing; who pays is the settings' choice. */
const needed = ["project", "stack", "environment", "managed-by"] as const;

/** Of Google's labels the values have small letters alone. */
const wanted = (property: "tags" | "labels", { settings, stack }: Context): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tagsOf(settings, stack)).map(([key, value]) => [
      key,
      property === "labels" ? value.toLowerCase() : value,
    ]),
  );

export const tags: ResourceRule = {
  name: "tags",
  level: "remediate",
  severity: "medium",
  about: "What can carry tags, or Google's labels, carries project, stack, environment and managed-by.",
  mend: "Pass the stack's tags on to the component; Pulumi's engine adds those that are missing.",
  check({ type, inputs }) {
    const property = taggable.get(type);
    const found = property && inputs[property];
    if (property === undefined || found === UNKNOWN) return [];
    const has = isObject(found) ? found : {};
    return needed
      .filter((key) => has[key] === undefined || has[key] === "")
      .map((key) => ({ path: `${property}.${key}`, given: "missing", allowed: "a value" }));
  },
  remedy({ type, inputs }, context) {
    const property = taggable.get(type);
    if (property === undefined || inputs[property] === UNKNOWN) return [];
    const has = inputs[property];
    return Object.entries(wanted(property, context))
      .filter(([key]) => !isObject(has) || has[key] === undefined || has[key] === "")
      .map(([key, value]) => ({ keys: [property, key], value }));
  },
};
