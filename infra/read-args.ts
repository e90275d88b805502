/** Arguments of the project's smaller commands; infra/cli has the command line. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { TributaryError } from "../components/errors.ts";

/** @throws TributaryError TRB_USAGE for an option that is not there, or has no value */
export function readArgs<O extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // What follows is about arguments that begin with a dash.
    throw new TributaryError("TRB_USAGE", (error as Error).message.replace(/\. To specify .*/, "."));
  }
}
