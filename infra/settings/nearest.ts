/** The known word nearest to a mistyped one. */

/** Levenshtein's distance: how many letters to add, drop or change. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The nearest of `known`, the first of several; undefined when none is. Case does not count. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { candidate: string; far: number } | undefined;
  for (const candidate of known) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (!best || far < best.far) best = { candidate, far };
  }
  return best?.candidate;
}
