/** Which offset may be committed: the end of the longest unbroken run of finished work, never the greatest offset seen. */

interface Piece {
  readonly partition: number;
  readonly next: bigint;
  done: boolean;
}
export type TrackedPiece = Readonly<Piece>;

export class OffsetTracker {
  #pieces = new Map<number, Piece[]>();
  #watermarks = new Map<number, bigint>();

  /** Work on a partition begins. Pieces of a partition must be added in the order of their offsets. */
  begin(partition: number, next: bigint): TrackedPiece {
    const pieces = this.#pieces.get(partition) ?? [];
    const last = pieces.at(-1)?.next ?? this.#watermarks.get(partition);
    if (last !== undefined && next < last)
      throw new RangeError(`offset ${next} of partition ${partition} comes after ${last}`);
    const piece = { partition, next, done: false };
    pieces.push(piece);
    this.#pieces.set(partition, pieces);
    return piece;
  }

  /** A piece is finished. Returns the partition's watermark when it moved, else undefined. */
  finish(piece: TrackedPiece): bigint | undefined {
    const pieces = this.#pieces.get(piece.partition) ?? [];
    const own = pieces.find((candidate) => candidate === piece);
    if (own === undefined) return undefined;
    own.done = true;
    let moved: bigint | undefined;
    while (pieces[0]?.done) moved = pieces.shift()!.next;
    if (moved !== undefined) this.#watermarks.set(piece.partition, moved);
    return moved;
  }

  /** A piece will not be finished here; what follows it is not finished either. */
  drop(piece: TrackedPiece): void {
    const pieces = this.#pieces.get(piece.partition) ?? [];
    const index = pieces.indexOf(piece as Piece);
    if (index >= 0) pieces.length = index;
  }

  /** Offset to commit for a partition; undefined when nothing was finished. */
  watermark(partition: number): bigint | undefined {
    return this.#watermarks.get(partition);
  }

  /** The group was joined anew: positions come from the committed offsets again. */
  reset(): void {
    this.#pieces.clear();
    this.#watermarks.clear();
  }
}
