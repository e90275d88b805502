/** Processors that cannot write: they say that they are not ready, and go on saying so. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../app/test/integration/processes.ts";
import type { Scene } from "./scene.ts";

const SAID_SECONDS = 20;
/** Milliseconds in which the groups of a broker that goes find another; who has just joined has not failed to write yet. */
const SETTLING_MS = 10_000;

/** Resolves when every side's number 0 is not ready, and has joined its group anew if it had to. */
export async function becomeUnready({ each }: Scene): Promise<void> {
  const said = (): Promise<void> =>
    each(({ processors, semantics }) =>
      until(`${semantics} is not ready`, SAID_SECONDS, async () => (await processors.notReady(0)).length > 0),
    );
  await said();
  await sleep(SETTLING_MS);
  await said();
}

export async function assertUnready({ each }: Scene): Promise<void> {
  await each(async ({ processors, semantics }) =>
    assert.notDeepEqual(await processors.notReady(0), [], `${semantics}: ready although it cannot write`),
  );
}
