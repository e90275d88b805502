/** Plain tables that fit the terminal: the widest column gives way. */

/** @param width columns at most. @param emphasize applied to the heading after it was fitted */
export function table(
  heading: string[],
  rows: string[][],
  width: number,
  emphasize: (text: string) => string = (text) => text,
): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const gap = 2;
  const total = () => widths.reduce((sum, one) => sum + one + gap, -gap);
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 6) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const line = (row: string[]) =>
    row
      .map((cell, column) => fit(cell, widths[column] ?? 0))
      .join(" ".repeat(gap))
      .trimEnd();
  return [emphasize(line(heading)), ...rows.map(line)].join("\n");
}

/** Cut with an ellipsis or filled with blanks. */
export function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width);
}

export function bytes(count: number | null): string {
  return count === null ? "?" : `${Math.round(count / 1e6)} MB`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
