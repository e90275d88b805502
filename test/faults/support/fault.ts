/** What a fault is, how many rounds it goes, and how one runs from its topics to its rows of the table. */
import assert from "node:assert/strict";
import type { Cluster } from "./cluster.ts";
import { allSemantics } from "./configs.ts";
import { type Footprint, footprintOf, growth } from "./footprint.ts";
import { Scene, type SceneOptions } from "./scene.ts";
import type { Security } from "./security.ts";
import type { Semantics } from "./side.ts";
import { verdictOf } from "./verdict.ts";

export interface Fault {
  /** R1 to R33, as RELIABILITY.md lists them; a letter tells parts apart */
  id: string;
  name: string;
  /** Rounds by default. TRIBUTARY_ROUNDS, or --rounds of the command, overrides. */
  rounds: number;
  options?: SceneOptions;
  /** What the brokers ask of clients, which the options' login then has; default: nothing. */
  security?: Security;
  /** Why it cannot be run here: a sentence that is printed instead. */
  missing?: string | false;
  /** What must be there before the scene is, such as a registry. */
  setUp?(cluster: Cluster): Promise<Surroundings>;
  /** Whether events flow from before the first round on; default true. */
  load?: boolean;
  /** Times in a round that what is under way may be repeated (criterion C2); default 1. */
  failures?: number;
  /** Seconds from the end of a round until everything has its result, at most (criterion C6); default 30. */
  recoverySeconds?: number;
  /** Sockets that a processor rightly holds more of after each round, on top of what criterion C7 allows; default 0. */
  socketsMore?: number;
  /** The fault itself; it returns when what was broken is whole again. */
  round(scene: Scene, round: number): Promise<void>;
  /** What has to be as before ahead of the next round, such as replicas in sync. */
  settle?(scene: Scene, round: number): Promise<void>;
  /** After the verdict, with the processors still there. */
  check?(scene: Scene): Promise<void>;
}

export interface Surroundings {
  /** On top of the fault's own. */
  options: SceneOptions;
  tearDown(): Promise<void>;
}

export interface Row {
  id: string;
  name: string;
  semantics: Semantics;
  rounds: number;
  in: number;
  out: number;
  dead: number;
  lost: number;
  /** Records of the source that were taken away on purpose before they had a result. */
  excused: number;
  duplicated: number;
  /** Of the slowest round, milliseconds. */
  recoveryMs: number;
}

/** Seconds in which a killed member is noticed, another is started and takes its partitions, and all that waited is done; and some more. */
const RECOVERY_SECONDS = 30;
/** Of each processor's log, told when a fault fails. */
const LAST_LINES = 40;
/** Records that are sent while the watch does not look, at most. */
const UNSEEN = 1_000;

export function roundsOf(standard: number): number {
  const asked = process.env["TRIBUTARY_ROUNDS"];
  if (asked === undefined || asked === "") return standard;
  const rounds = Number(asked);
  assert.ok(
    Number.isInteger(rounds) && rounds > 0,
    `TRIBUTARY_ROUNDS is "${asked}"; it must be a whole number above 0`,
  );
  return rounds;
}

/**
 * Runs a fault under load and judges it.
 * @param port the first of forty that its processes may use
 * @param rounds default: roundsOf(fault.rounds)
 */
export async function runFault(
  cluster: Cluster,
  fault: Fault,
  port: number,
  rounds = roundsOf(fault.rounds),
): Promise<Row[]> {
  const { load = true, failures = 1, recoverySeconds = RECOVERY_SECONDS } = fault;
  const surroundings = await fault.setUp?.(cluster);
  const options = { ...fault.options, ...surroundings?.options };
  const semantics = (options.semantics ?? allSemantics).filter((one) => allSemantics.includes(one));
  const scene = new Scene(cluster, fault.id, port, { ...options, semantics });
  try {
    await scene.prepare();
    if (load) {
      await scene.fronts.start();
      await scene.moreAcked(200);
      await scene.recovered(30);
    }
    // Without a load nothing was needed yet.
    const before = load ? await footprints(scene, Math.max) : new Map<string, Footprint>();
    let recoveryMs = 0;
    const bounds = scene.watches.map(() => 0);
    for (let round = 0; round < rounds; round += 1) {
      for (const watch of scene.watches) watch.window = 0;
      await fault.round(scene, round);
      recoveryMs = Math.max(recoveryMs, await scene.recovered(recoverySeconds));
      for (const [index, { window }] of scene.watches.entries()) bounds[index]! += failures * (window + UNSEEN);
      await fault.settle?.(scene, round);
      if (load) await scene.moreAcked(200);
    }
    const verdicts = await verdictOf(scene);
    const after = await footprints(scene, Math.min);
    assert.deepEqual(grown(before, after, rounds * (fault.socketsMore ?? 0)), []);
    await fault.check?.(scene);
    return verdicts.map(({ in: read, out, dead, lost, excused, duplicated }, index) => {
      assert.ok(duplicated <= bounds[index]!, `${duplicated} results twice, at most ${bounds[index]} may be (C2)`);
      const { id, name } = fault;
      const counts = { in: read, out, dead, lost: lost.length, excused, duplicated };
      return { id, name, semantics: semantics[index]!, rounds, ...counts, recoveryMs };
    });
  } catch (error) {
    for (const { processors } of scene.sides)
      for (const index of processors.indexes) console.error(processors.lastWords(index, LAST_LINES));
    throw error;
  } finally {
    await scene.dispose();
    await surroundings?.tearDown();
  }
}

/** Of every processor that runs now, by side and number. */
async function footprints(scene: Scene, choose: (...values: number[]) => number): Promise<Map<string, Footprint>> {
  const found = new Map<string, Footprint>();
  await scene.each(async ({ semantics, processors }) => {
    await Promise.all(
      processors.indexes.map(async (index) =>
        found.set(`${semantics} ${index}`, await footprintOf(processors, index, choose)),
      ),
    );
  });
  return found;
}

/** What has grown too much of processes that lived from before the first round to the end (criterion C7). */
function grown(before: Map<string, Footprint>, after: Map<string, Footprint>, socketsMore: number): string[] {
  return [...after].flatMap(([name, one]) => {
    const first = before.get(name);
    return first === undefined ? [] : growth(first, one, socketsMore).map((finding) => `${name}: ${finding}`);
  });
}
