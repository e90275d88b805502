/**
 * Compression for kafkajs in the forms that the Java client writes and reads. Small batches are done at once; large ones on
 * another thread, so that heartbeats and answers are not kept waiting.
 */
import { createRequire } from "node:module";
import { promisify } from "node:util";
import zlib from "node:zlib";
import type { Codec } from "../encode/batch.ts";
import { type Block, frame, unframe } from "./xerial.ts";

/** Bytes; below, a thread costs more than the work. */
const AT_ONCE = 65_536;
/** kafkajs' default of 6 is three times slower and hardly smaller for events. */
const GZIP_LEVEL = 1;

const require = createRequire(import.meta.url);

/** Codes of Kafka's record format. */
export const compressionCodes = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

type Work = (bytes: Buffer) => Buffer;
type AsyncWork = (bytes: Buffer) => Promise<Buffer>;

function bySize(sync: Work, async: AsyncWork): (bytes: Buffer) => Buffer | Promise<Buffer> {
  return (bytes) => (bytes.length < AT_ONCE ? sync(bytes) : async(bytes));
}

function codec(compress: (bytes: Buffer) => Buffer | Promise<Buffer>, decompress: Codec["decompress"]): Codec {
  return { compress: ({ buffer }) => compress(buffer), decompress };
}

function gzip(): Codec {
  const options = { level: GZIP_LEVEL };
  const [deflate, inflate] = [promisify(zlib.gzip) as any, promisify(zlib.gunzip)];
  return codec(
    bySize(
      (bytes) => zlib.gzipSync(bytes, options),
      (bytes) => deflate(bytes, options),
    ),
    bySize((bytes) => zlib.gunzipSync(bytes), inflate),
  );
}

function zstd(): Codec {
  return codec(
    bySize((bytes) => zlib.zstdCompressSync(bytes), promisify(zlib.zstdCompress)),
    bySize((bytes) => zlib.zstdDecompressSync(bytes), promisify(zlib.zstdDecompress)),
  );
}

/** Frames of independent blocks, without checksums: the record batch has its own. */
function lz4(): Codec {
  const native = require("lz4-napi") as typeof import("lz4-napi");
  return codec(
    bySize(
      (bytes) => native.compressFrameSync(bytes),
      (bytes) => native.compressFrame(bytes),
    ),
    bySize(
      (bytes) => native.decompressFrameSync(bytes),
      (bytes) => native.decompressFrame(bytes),
    ),
  );
}

/** Fast enough to be done at once. */
function snappy(): Codec {
  const native = require("snappy") as typeof import("snappy");
  const decompress: Block = (bytes) => native.uncompressSync(bytes, { asBuffer: true }) as Buffer;
  return codec(
    (bytes) => frame(bytes, (block) => native.compressSync(block)),
    (bytes) => unframe(bytes, decompress),
  );
}

const makers = { gzip, snappy, lz4, zstd };

/**
 * Gives kafkajs the codecs that work on this machine.
 * @param codecs kafkajs' CompressionCodecs
 * @returns the names of those that do not
 */
export function registerCodecs(codecs: Record<number, () => Codec>): string[] {
  const missing: string[] = [];
  for (const [name, make] of Object.entries(makers) as [keyof typeof makers, () => Codec][]) {
    try {
      const made = make();
      const sample = Buffer.from("tributary");
      const back = made.decompress(made.compress({ buffer: sample }) as Buffer) as Buffer;
      if (!sample.equals(back)) throw new Error("a sample came back changed");
      codecs[compressionCodes[name]] = () => made;
    } catch {
      missing.push(name);
    }
  }
  return missing;
}
