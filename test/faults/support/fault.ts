/** What a fault is, how many rounds it goes, and how one runs from its topics to its row of the table. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";
import type { Cluster } from "./cluster.ts";
import { Scene, type Semantics } from "./scene.ts";

export interface Fault {
  /** R1 to R33, as RELIABILITY.md lists them */
  id: string;
  name: string;
  /** Rounds by default. TRIBUTARY_ROUNDS, or --rounds of the command, overrides. */
  rounds: number;
  /** Processors that run before the first round. Default: 1. */
  processors?: number;
  topicConfigs?: Record<string, string>;
  /** Of the processors. Default: at-least-once. */
  semantics?: Semantics;
  round(scene: Scene, round: number): Promise<void>;
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
  duplicated: number;
}

/** Each row is a file here; the command makes the table of them. */
export const resultsFolder = join(projectRoot, ".tributary", "faults");

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
 * @param port the first of six that its processes use
 * @param rounds default: roundsOf(fault.rounds)
 */
export async function runFault(
  cluster: Cluster,
  fault: Fault,
  port: number,
  rounds = roundsOf(fault.rounds),
): Promise<Row> {
  const { semantics = "at-least-once" } = fault;
  const scene = new Scene(cluster, `${fault.id.toLowerCase()}-${semantics}`, port, semantics);
  try {
    await scene.prepare(fault.processors ?? 1, fault.topicConfigs);
    await scene.startLoad();
    await scene.moreAcked(200);
    for (let round = 0; round < rounds; round += 1) {
      await fault.round(scene, round);
      await scene.moreAcked(200);
    }
    const { lost, in: read, out, dead, duplicated } = await scene.verdict();
    const { id, name } = fault;
    const counts = { in: read, out, dead, lost: lost.length, duplicated };
    return { id, name, semantics, rounds, ...counts };
  } finally {
    await scene.dispose();
  }
}

/** Keeps a row for the table. The short form of the tests does not, so that it cannot replace a row of the long one. */
export function record(row: Row): void {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(join(resultsFolder, `${row.id}-${row.semantics}.json`), `${JSON.stringify(row)}\n`);
  console.log(`${row.id} ${row.name}: ${JSON.stringify(row)}`);
}
