/** What is derived from one batch, packed by the topic-partition that it goes to, in the order of the source. */
import { RecordPacker } from "../../kafka/packed/packer.ts";
import type { BufferPool } from "../../kafka/packed/pool.ts";
import type { PackedRecords } from "../../kafka/packed/records.ts";
import type { RecordColumns } from "../../kafka/port.ts";
import type { RejectionCode } from "../../record/validate.ts";

export type OutputKind = "output" | "deadLetter";

/** One batch to write. */
export interface Chunk {
  records: PackedRecords;
  /** The source record of each: `index` of `columns`. */
  sources: { columns: RecordColumns; index: number }[];
  /** Why the records are dead letters, and how many of each; empty for processed ones. */
  reasons: Map<RejectionCode, number>;
}

/** All that goes to one topic-partition: its chunks are to be written one after the other. */
export interface Outgoing {
  kind: OutputKind;
  partition: number;
  chunks: Chunk[];
}

interface Open extends Omit<Chunk, "records"> {
  packer: RecordPacker;
}

/** bytes that lie around keys, values and headers of a record at most */
const AROUND = 64;

export class Outputs {
  readonly #pool: BufferPool;
  readonly #maxBytes: (kind: OutputKind) => number;
  readonly #now: number;
  readonly #maxRecords: number;
  readonly #groups: Record<OutputKind, (Outgoing & { open: Open | undefined })[]> = { output: [], deadLetter: [] };

  /**
   * @param maxBytes of a chunk
   * @param now timestamp of the records, milliseconds since 1970
   * @param maxRecords of a chunk
   */
  constructor(pool: BufferPool, maxBytes: (kind: OutputKind) => number, now: number, maxRecords = Infinity) {
    this.#pool = pool;
    this.#maxBytes = maxBytes;
    this.#now = now;
    this.#maxRecords = maxRecords;
  }

  /**
   * The place for the record that is derived from a source record: write exactly one to its packer.
   * @param room bytes of its key, value and headers at most
   */
  next(kind: OutputKind, partition: number, columns: RecordColumns, index: number, room: number): Open {
    const groups = this.#groups[kind];
    let group = groups[partition];
    if (group === undefined) {
      group = { kind, partition, chunks: [], open: undefined };
      groups[partition] = group;
    }
    let { open } = group;
    if (open !== undefined && this.#isFull(open, kind, room)) {
      group.chunks.push(close(open));
      open = undefined;
    }
    if (open === undefined) {
      const packer = new RecordPacker(this.#pool, partition, this.#now);
      open = { packer, sources: [], reasons: new Map() };
      group.open = open;
    }
    open.sources.push({ columns, index });
    return open;
  }

  #isFull({ packer }: Open, kind: OutputKind, room: number): boolean {
    return packer.size + room + AROUND > this.#maxBytes(kind) || packer.count >= this.#maxRecords;
  }

  /** All of it; nothing can be added afterwards. */
  finish(): Outgoing[] {
    return [...this.#groups.output, ...this.#groups.deadLetter]
      .filter((group) => group !== undefined)
      .map(({ open, kind, partition, chunks }) => ({
        kind,
        partition,
        chunks: open === undefined ? chunks : [...chunks, close(open)],
      }));
  }
}

function close({ packer, sources, reasons }: Open): Chunk {
  return { records: packer.finish(), sources, reasons };
}
