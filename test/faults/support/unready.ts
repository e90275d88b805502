/** Processors that cannot do what they must, through no fault of theirs: they say why, stay there unready, and go on once they can. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { FIRST_PAUSE_MS } from "../../../app/src/roles/processor/restart-pause.ts";
import { until } from "../../../app/test/integration/processes.ts";
import type { Scene } from "./scene.ts";
import type { Side } from "./side.ts";

/** Until they say why, and until they are ready again. */
const SAID_SECONDS = 25;
const UNREADY_SECONDS = 20;
const READY_SECONDS = 30;
const LOOK_MS = 250;
/** Longer than kafkajs' own retries: who would give up has done so by then. */
const AWAY_MS = 6_000;
/** Milliseconds in which the groups of a broker that goes find another; who has just joined has not failed to write yet. */
const SETTLING_MS = 10_000;

/**
 * Takes something away from the processors, and gives it back.
 * @param expected is said by /ready of each of them
 * @param logged is in the log of each by the end of it; default: anything
 * @param forMs that it stays away from then on; default: 6 s
 * @param sides whose processors are meant; default: all
 */
export async function unreadyWithout(
  scene: Scene,
  {
    take,
    give,
    expected,
    logged = /^/,
    forMs = AWAY_MS,
    sides = scene.sides,
  }: {
    take(): void | Promise<void>;
    give(): void | Promise<void>;
    expected: RegExp;
    logged?: RegExp;
    forMs?: number;
    sides?: readonly Side[];
  },
): Promise<void> {
  const each = (work: (side: Side) => Promise<unknown>) => Promise.all(sides.map(work));
  const began = Date.now();
  const restarted = await restartsOf(sides);
  const said = sides.map(({ processors }) => processors.get(0).output().length);
  await take();
  await each(({ processors, semantics }) => {
    let reasons: string[] = [];
    return until("said", SAID_SECONDS, async () => {
      reasons = await processors.notReady(0);
      return reasons.some((reason) => expected.test(reason));
    }).catch(() =>
      assert.match(reasons.join("; "), expected, `${semantics}: does not say so within ${SAID_SECONDS} s`),
    );
  });
  for (const ends = Date.now() + forMs; Date.now() < ends; await sleep(LOOK_MS)) await assertUnready(sides);
  for (const [index, { processors }] of sides.entries())
    assert.match(processors.get(0).output().slice(said[index]), logged);
  await give();
  await each(({ processors, semantics }) =>
    until(`${semantics} is ready again`, READY_SECONDS, async () => (await processors.notReady(0)).length === 0),
  );
  const most = mostRestarts(Date.now() - began);
  for (const [index, restarts] of (await restartsOf(sides)).entries()) {
    const more = restarts - restarted[index]!;
    assert.ok(more <= most, `${sides[index]!.semantics}: ${more} restarts are a loop; at most ${most} may be`);
  }
}

/** Resolves when every side's first processor is not ready, and has joined its group anew if it had to. */
export async function becomeUnready(sides: readonly Side[]): Promise<void> {
  const said = () =>
    Promise.all(
      sides.map(({ processors, semantics }) =>
        until(`${semantics} is not ready`, UNREADY_SECONDS, async () => (await processors.notReady(0)).length > 0),
      ),
    );
  await said();
  await sleep(SETTLING_MS);
  await said();
}

/** Every side's first processor lives, and says that it is not ready (criterion C8). */
export async function assertUnready(sides: readonly Side[]): Promise<void> {
  await Promise.all(
    sides.map(async ({ processors, semantics }) => {
      assert.notDeepEqual(await processors.notReady(0), [], `${semantics}: ready although it cannot work (C8)`);
      assert.equal(processors.get(0).child.exitCode, null, `${semantics}: has ended`);
    }),
  );
}

/** Of the first processor of each, so far. */
export function restartsOf(sides: readonly Side[]): Promise<number[]> {
  return Promise.all(sides.map(({ processors }) => processors.metric(0, "tributary_worker_restarts_total")));
}

/** Pauses are twice as long after each; the first restart needs none of them to be over. */
function mostRestarts(ms: number): number {
  return Math.floor(Math.log2(ms / FIRST_PAUSE_MS + 1)) + 1;
}
