/** After `up`: waits until an event has been processed. */
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../components/errors.ts";
import { type StackStatus, status } from "../automation/index.ts";

/** Seconds; a processor joins its group and works on the first event within a few. */
const patience = 60;
const pollMs = 150;

/**
 * Waits only where events come by themselves: there is a generator, and a processor to work on them.
 * @throws TRB_NOT_READY when none was processed in time
 */
export async function untilEventsFlow(stack: string, signal: AbortSignal): Promise<StackStatus> {
  for (const until = Date.now() + patience * 1000; ; await sleep(pollMs)) {
    const found = await status(stack);
    const kinds = new Set(found.processes.map(({ kind }) => kind));
    if (signal.aborted || !kinds.has("generator") || !kinds.has("processor")) return found;
    if ((found.events?.processed ?? 0) > 0) return found;
    if (Date.now() > until) {
      throw new TributaryError(
        "TRB_NOT_READY",
        `Stack ${stack} is deployed, but no event was processed within ${patience} s.`,
        {
          hint: `Look at \`npm run logs -- processor-0${stack === "local" ? "" : ` --stack ${stack}`}\`.`,
          details: { stack, events: found.events },
        },
      );
    }
  }
}
