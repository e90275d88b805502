/** CRC-32C (Castagnoli), native when the prebuilt module can be loaded on this machine. */
import { createRequire } from "node:module";

export type Crc32c = (bytes: Uint8Array) => number;

/** undefined when there is no prebuilt module for this platform */
export function nativeCrc32c(): Crc32c | undefined {
  try {
    const { crc32c } = createRequire(import.meta.url)("@node-rs/crc32") as { crc32c: Crc32c };
    // The check value of the CRC catalogue.
    return crc32c(Buffer.from("123456789")) === 0xe3069283 ? (bytes) => crc32c(bytes) : undefined;
  } catch {
    return undefined;
  }
}
