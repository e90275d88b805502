/** The order of versions. */

/** Below 0 when `a` is the older one; 4.3.1 < 4.10.0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Formats of Kafka's metadata, such as 4.3-IV0. A line alone, such as 4.3, is its last format, which no older one is told from. */
export function compareFormats(a: string, b: string): number {
  const [[lineA, stepA], [lineB, stepB]] = [parts(a), parts(b)];
  const lines = compareVersions(lineA, lineB);
  if (lines !== 0 || stepA === undefined || stepB === undefined) return lines;
  return stepA - stepB;
}

const numbers = (version: string): number[] => version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);

function parts(format: string): [line: string, step: number | undefined] {
  const [line = "", step] = format.split("-IV");
  return [line, step === undefined ? undefined : Number(step)];
}
