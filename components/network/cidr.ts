/** Ranges of IPv4 addresses, as networks are divided into them. */

export interface Range {
  /** The first address, as a number. */
  first: number;
  /** Bits that all of its addresses share. */
  bits: number;
}

/** 10.60.0.0/16; bits below the prefix are left out. */
export function parseRange(cidr: string): Range {
  const [address = "", prefix = ""] = cidr.split("/");
  const bits = Number(prefix);
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - bits);
  return { first: Math.floor(value / size) * size, bits };
}

export function rangeText({ first, bits }: Range): string {
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join(".")}/${bits}`;
}

export const sizeOf = ({ bits }: Range): number => 2 ** (32 - bits);

export function overlaps(one: Range, other: Range): boolean {
  return one.first < other.first + sizeOf(other) && other.first < one.first + sizeOf(one);
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.bits <= inner.bits && overlaps(outer, inner);
}

/**
 * One of the equal parts of a range.
 * @param more bits: 3 divides it by 8
 * @param index of the part, from 0
 */
export function partOf(range: Range, more: number, index: number): Range {
  const bits = range.bits + more;
  return { first: range.first + index * 2 ** (32 - bits), bits };
}

/** Addresses that are nobody's on the internet: RFC 1918, and the shared ones of RFC 6598 that AWS lets a network have. */
const unrouted = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(parseRange);

export const isPrivate = (range: Range): boolean => unrouted.some((outer) => contains(outer, range));
