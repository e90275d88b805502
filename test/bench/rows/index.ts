/** All rows, in the order of the table. */
import { consumeRow } from "./consume.ts";
import { produceRow } from "./produce.ts";
import type { Bench, Row } from "./row.ts";

const makers: Record<string, (bench: Bench) => Row> = {
  produce: produceRow,
  consume: consumeRow,
};

export const rowNames = Object.keys(makers);

export const makeRow = (name: string, bench: Bench): Row => makers[name]!(bench);
