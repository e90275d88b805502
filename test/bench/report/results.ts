/** The figures as they are kept: test/bench/results.json, from which the picture and BENCHMARKS.md are made. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";
import type { RowResult } from "../rows/summary.ts";
import type { Soak } from "../soak.ts";
import { brokerFlags, brokerSet } from "../support/broker.ts";
import { javaFlags, javaSet } from "../support/java.ts";

export interface Results {
  /** ISO 8601 */
  at: string;
  machine: string;
  versions: string;
  rounds: number;
  records: number;
  rows: RowResult[];
  soak?: Soak;
}

const file = join(projectRoot, "test/bench/results.json");

/** What the figures of a run were made on. */
export function runHead(rounds: number, records: number): Omit<Results, "rows"> {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const rival = join(projectRoot, "node_modules/@platformatic/kafka/package.json");
  const { version } = JSON.parse(readFileSync(rival, "utf8")) as { version: string };
  return {
    at: new Date().toISOString(),
    machine: `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), shared by the broker and what is measured; ${memory} GiB; ${type()} ${release()}`,
    versions: `broker ${brokerSet} (one node, KRaft, plaintext, ${brokerFlags.join(" ")}); Java programs ${javaSet} (${javaFlags.join(" ")}); Node ${process.versions.node}; @platformatic/kafka ${version}`,
    rounds,
    records,
  };
}

/** The results that were kept; undefined when there are none. */
export function lastResults(): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : undefined;
}

/** Rows replace the rows that were kept, a soak the soak: a soak takes long and is run by itself. */
export function saveResults(results: Results): void {
  const before = lastResults();
  const kept: Results = results.rows.length === 0 && before !== undefined ? { ...before } : { ...results };
  const soak = results.soak ?? before?.soak;
  if (soak !== undefined) kept.soak = soak;
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
}
