/** Choices by chance that are the same for the same seed. */

export interface Chance {
  /** 0 to below 1. */
  next(): number;
  pick<T>(list: readonly T[]): T;
  /** A whole number, both included. */
  number(least: number, most: number): number;
  /** Every other time nothing. */
  some<T>(make: () => T): T | undefined;
  /** Some of them, at least so many, in their order. */
  several<T>(list: readonly T[], least?: number): T[];
}

export function chance(seed: number): Chance {
  const next = mulberry32(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const number = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    pick,
    number,
    some: (make) => (next() < 0.5 ? make() : undefined),
    several: (list, least = 0) => {
      const order = list.map((_, index) => index).sort(() => next() - 0.5);
      const chosen = new Set(order.slice(0, number(least, list.length)));
      return list.filter((_, index) => chosen.has(index));
    },
  };
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Keys without a value left out, as a file has them. */
export function said<T>(value: T): T {
  if (Array.isArray(value)) return value.map(said) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, of]) => of !== undefined);
  return Object.fromEntries(entries.map(([key, of]) => [key, said(of)])) as T;
}
