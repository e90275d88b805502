/** What every part of a plan is made of. */
import type { Settings } from "../settings.ts";
import type { Seen } from "./seen.ts";
import type { Found } from "./state.ts";

export interface Context<S extends Settings = Settings> {
  stack: string;
  settings: S;
  /** As the stack's file has them. */
  raw: Record<string, unknown>;
  /** By subject, of --to. */
  asked: ReadonlyMap<string, string>;
  seen: Seen;
  /** What the program of these settings declares. */
  declared: readonly Found[];
  today: Date;
}
