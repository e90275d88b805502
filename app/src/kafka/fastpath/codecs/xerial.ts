/** The framing that Java's snappy library puts around snappy blocks, and all Kafka clients with it. */

export type Block = (bytes: Buffer) => Buffer;

/** Magic, version 1, compatible with version 1. */
const HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
const MAGIC_LENGTH = 8;
/** Bytes before compression. Snappy finds repeats no farther than this. */
const BLOCK_SIZE = 65_536;

export function frame(bytes: Buffer, compress: Block): Buffer {
  const parts: Buffer[] = [HEADER];
  for (let start = 0; start < bytes.length; start += BLOCK_SIZE) {
    const block = compress(bytes.subarray(start, start + BLOCK_SIZE));
    const length = Buffer.allocUnsafe(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/**
 * Also reads streams one after the other, and a single block without framing, which some clients send.
 * @throws Error when the framing is broken
 */
export function unframe(bytes: Buffer, decompress: Block): Buffer {
  if (!isHeader(bytes, 0)) return decompress(bytes);
  const parts: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (isHeader(bytes, at)) {
      at += HEADER.length;
      continue;
    }
    const length = bytes.length - at >= 4 ? bytes.readInt32BE(at) : -1;
    const end = at + 4 + length;
    if (length < 0 || end > bytes.length) throw new Error(`Broken snappy framing at byte ${at} of ${bytes.length}`);
    parts.push(decompress(bytes.subarray(at + 4, end)));
    at = end;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function isHeader(bytes: Buffer, at: number): boolean {
  return bytes.length - at >= HEADER.length && HEADER.compare(bytes, at, at + MAGIC_LENGTH, 0, MAGIC_LENGTH) === 0;
}
