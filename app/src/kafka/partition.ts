/** The partition of a key, the same as Java's default partitioner chooses. */

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Murmur2 as in org.apache.kafka.common.utils.Utils: a signed 32-bit number. */
export function murmur2(data: Uint8Array): number {
  const length = data.length;
  let h = SEED ^ length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    let k = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = length - i;
  if (rest === 3) h ^= data[i + 2]! << 16;
  if (rest >= 2) h ^= data[i + 1]! << 8;
  if (rest >= 1) h = Math.imul(h ^ data[i]!, M);
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return h ^ (h >>> 15);
}

/** Partition of a key among `count`. */
export function partitionOfKey(key: Uint8Array, count: number): number {
  return (murmur2(key) & 0x7fffffff) % count;
}

/**
 * Partition of a derived record: the source's own when both topics have as many partitions (order is kept, and a batch goes
 * to one partition), else by key, else, for records without a key, by the source's partition.
 */
export function derivedPartition(source: number, sourceCount: number, count: number, key: Uint8Array | null): number {
  if (sourceCount === count && source < count) return source;
  return key === null ? source % count : partitionOfKey(key, count);
}
