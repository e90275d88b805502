/** All rows, in the order of the table. */
import { consumeRow } from "./consume.ts";
import { latencyRow } from "./pipeline/latency.ts";
import { pipelineRow, workersRow } from "./pipeline/rows.ts";
import { produceRow } from "./produce.ts";
import type { Bench, Row } from "./row.ts";

const makers: Record<string, (bench: Bench) => Row> = {
  produce: produceRow,
  consume: consumeRow,
  "at-least-once": (bench) => pipelineRow(bench, "at-least-once"),
  "exactly-once": (bench) => pipelineRow(bench, "exactly-once"),
  latency: latencyRow,
  workers: workersRow,
};

export const rowNames = Object.keys(makers);

export const makeRow = (name: string, bench: Bench): Row => makers[name]!(bench);
