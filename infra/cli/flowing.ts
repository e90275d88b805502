/** After `up`: waits until everything is ready, and an event has been processed where nobody tests that. */
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../components/errors.ts";
import { type StackStatus, status } from "../automation/index.ts";

/** Seconds; a killed member's partitions are free again after its session of 10, and everything else takes a few. */
const patience = 60;
const pollMs = 150;

/**
 * For an event it waits only where they come by themselves: there is a generator, and a processor to work on them.
 * @param smoked the smoke test comes next, which sees more than that. Default: false
 * @throws TRB_NOT_READY when a process is not ready, or no event was processed, in time
 */
export async function untilEventsFlow(stack: string, signal: AbortSignal, smoked = false): Promise<StackStatus> {
  for (const until = Date.now() + patience * 1000; ; await sleep(pollMs)) {
    const found = await status(stack);
    const missing = missingOf(found, smoked);
    if (signal.aborted || missing === undefined) return found;
    if (Date.now() > until) {
      throw new TributaryError(
        "TRB_NOT_READY",
        `Stack ${stack} is deployed, but ${missing.what} within ${patience} s.`,
        {
          hint: `Look at \`npm run logs -- ${missing.process}${stack === "local" ? "" : ` --stack ${stack}`}\`.`,
          details: { stack, events: found.events },
        },
      );
    }
  }
}

/** What is still to come, as part of a sentence, and whose log tells why it does not. */
function missingOf({ processes, events }: StackStatus, smoked: boolean): { what: string; process: string } | undefined {
  const late = processes.find(({ ready }) => !ready);
  if (late) return { what: `${late.name} was not ready`, process: late.name };
  const kinds = new Set(processes.map(({ kind }) => kind));
  const flowing = smoked || !kinds.has("generator") || !kinds.has("processor") || (events?.processed ?? 0) > 0;
  return flowing ? undefined : { what: "no event was processed", process: "processor-0" };
}
