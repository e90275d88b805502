/** The figures as they are kept: test/bench/results.json, from which the picture and BENCHMARKS.md are made. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../components/local/folder.ts";
import type { RowResult } from "../rows/compare.ts";
import { brokerFlags, brokerSet } from "../support/broker.ts";
import { javaFlags, javaSet } from "../support/java.ts";

export interface Head {
  /** ISO 8601 */
  at: string;
  machine: string;
  versions: string;
  rounds: number;
  records: number;
}

export interface Results extends Head {
  rows: RowResult[];
}

const file = join(projectRoot, "test/bench/results.json");

/** What the figures of a run were made on. */
export function runHead(rounds: number, records: number): Head {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const rival = JSON.parse(
    readFileSync(join(projectRoot, "node_modules/@platformatic/kafka/package.json"), "utf8"),
  ) as {
    version: string;
  };
  return {
    at: new Date().toISOString(),
    machine: `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), shared by the broker and what is measured; ${memory} GiB; ${type()} ${release()}`,
    versions: `broker ${brokerSet} (one node, KRaft, plaintext, ${brokerFlags.join(" ")}); Java programs ${javaSet} (${javaFlags.join(" ")}); Node ${process.versions.node}; @platformatic/kafka ${rival.version}`,
    rounds,
    records,
  };
}

/** The results of the last run that was kept; undefined when there is none. */
export function lastResults(): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : undefined;
}

export function saveResults(results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
