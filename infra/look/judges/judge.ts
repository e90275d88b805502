/** What a file of this folder exports: one concern, judged by what was seen; silent about what may not be seen. */
import type { Problem } from "../../settings/problem.ts";
import type { Look } from "../look.ts";
import type { KubernetesSettings } from "../wanted.ts";

export type Judge = (look: Look, settings: KubernetesSettings) => Problem[];

/** What goes and yet should be known; a sentence each. */
export type Remark = (look: Look, settings: KubernetesSettings, today: Date) => string[];

/** a, b and c; "none" for an empty list. */
export function enumerated(names: string[]): string {
  if (names.length === 0) return "none";
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
