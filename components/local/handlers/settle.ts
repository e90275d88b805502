/** Kafka's controller answers before its brokers know: what was changed counts as done when every broker shows it. */
import { setTimeout as sleep } from "node:timers/promises";
import { TributaryError } from "../../errors.ts";

/** Milliseconds until every broker must show a change. */
const settleMs = 20_000;

/**
 * @param what begins the error's sentence, e.g. "User reader"
 * @throws TRB_NOT_READY when the condition does not come true in time
 */
export async function settled(what: string, condition: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + settleMs;
  while (!(await condition())) {
    if (Date.now() > until)
      throw new TributaryError("TRB_NOT_READY", `${what} is not known to every broker after ${settleMs / 1000} s.`);
    await sleep(30);
  }
}
