/** Where the command line writes: results to standard output, all else to standard error. */
import { asTributaryError, TributaryError } from "../../components/errors.ts";
import { style } from "./style.ts";

export function print(text: string): void {
  if (!closed) process.stdout.write(`${text}\n`);
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

let closed = false;

/** Whether nobody reads any more, as after `| head`. */
export const nobodyReads = (): boolean => closed;

/** A reader may go before we are done. What was begun is finished all the same, without a word. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      closed = true;
    });
  }
}

/**
 * One sentence for a person on standard error; with `json` also an object on standard output.
 * @returns the exit status
 */
export function printError(thrown: unknown, { json, debug }: { json: boolean; debug: boolean }): number {
  const error = asTributaryError(thrown);
  if (json) print(JSON.stringify({ type: "error", error: error.toJSON() }));
  note(`${style.bad("Error:")} ${error.message}`);
  if (error.hint) note(error.hint);
  if (error.code === "TRB_INTERNAL" && !debug) note("This is not on purpose; --debug shows where it comes from.");
  if (debug) note(stackOf(thrown));
  return error.exitCode;
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown.stack ?? thrown.message;
  return thrown.cause === undefined ? own : `${own}\ncaused by ${stackOf(thrown.cause)}`;
}

export function usage(message: string, hint = ""): TributaryError {
  return new TributaryError("TRB_USAGE", message, { hint });
}
