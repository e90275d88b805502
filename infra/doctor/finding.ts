/** What the doctor says: a line each, and for whatever is not well, what to do. */
import { asTributaryError, type TributaryError } from "../../components/errors.ts";

export type State = "ok" | "warning" | "problem";

export interface Finding {
  subject: "settings" | "versions" | "tools" | "credentials" | "reach";
  state: State;
  what: string;
  /** Empty when nothing is to be done. */
  todo: string;
}

export const ok = (subject: Finding["subject"], what: string): Finding => ({ subject, state: "ok", what, todo: "" });

/** Of an error that says itself what may stand there it is said where. */
const todoOf = ({ code, hint }: TributaryError): string => {
  if (hint !== "") return hint;
  return code === "TRB_SETTINGS_INVALID"
    ? "Write what is allowed into the stack's file, or mend what it names."
    : "Mend what this line names, then look again.";
};

export function wrong(subject: Finding["subject"], thrown: unknown, state: State = "problem"): Finding {
  const error = asTributaryError(thrown);
  return { subject, state, what: error.message, todo: todoOf(error) };
}

/** @param well told when the work ends without an error; the error is the problem otherwise */
export async function findingOf(
  subject: Finding["subject"],
  work: () => Promise<string> | string,
  state: State = "problem",
): Promise<Finding> {
  try {
    return ok(subject, await work());
  } catch (thrown) {
    return wrong(subject, thrown, state);
  }
}
