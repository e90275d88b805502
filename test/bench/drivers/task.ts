/** What a Node program of the bench is told (its one argument, JSON), and what it answers (its last line, JSON). */
import { readFileSync } from "node:fs";
import type { KafkaConnection } from "../../../app/src/connection.ts";

export interface Task {
  connection: KafkaConnection;
  topic: string;
  partitions: number;
  records: number;
  /** file with a value a line */
  payloads: string;
  chunk: number;
  outstanding: number;
}

export interface Answer {
  records: number;
  seconds: number;
  /** Consumers: bytes of all keys, values and headers that were looked at, and a sum over their contents. */
  bytes?: number;
  sum?: number;
}

export const task = (): Task => JSON.parse(process.argv[2]!) as Task;

export function answer(value: Answer): never {
  process.stdout.write(`${JSON.stringify(value)}\n`);
  process.exit(0);
}

/** The lines of the payload file; none holds a line feed. */
export function readPayloads(file: string): Buffer[] {
  const all = readFileSync(file);
  const values: Buffer[] = [];
  for (let start = 0; start < all.length; ) {
    const end = all.indexOf(10, start);
    // Copies: slices of one large buffer would be a gift that real events do not bring.
    values.push(Buffer.from(all.subarray(start, end)));
    start = end + 1;
  }
  return values;
}
