/** The tags of everything that can carry tags. */
import { project } from "./naming.ts";
import type { Settings } from "./settings.ts";

/** Keys are lower case with dashes: the one form that every cloud takes. */
export function tagsOf(settings: Settings, stack: string): Record<string, string> {
  const { owner, center } = settings.cost;
  return {
    project,
    stack,
    environment: settings.environment,
    "managed-by": "pulumi",
    ...(owner === undefined ? {} : { owner }),
    ...(center === undefined ? {} : { "cost-center": center }),
  };
}
