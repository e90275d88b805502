/** What the doctor says: a line each, and for whatever is not well, what to do. */
import { asTributaryError } from "../../components/errors.ts";

export type State = "ok" | "warning" | "problem";

export interface Finding {
  subject: "settings" | "versions" | "tools" | "credentials" | "reach";
  state: State;
  what: string;
  /** Empty when nothing is to be done. */
  todo: string;
}

export const ok = (subject: Finding["subject"], what: string): Finding => ({ subject, state: "ok", what, todo: "" });

/** @param well told when the work ends without an error; the error is the problem otherwise */
export async function findingOf(
  subject: Finding["subject"],
  work: () => Promise<string> | string,
  state: State = "problem",
): Promise<Finding> {
  try {
    return ok(subject, await work());
  } catch (thrown) {
    const { message, hint } = asTributaryError(thrown);
    return { subject, state, what: message, todo: hint };
  }
}
