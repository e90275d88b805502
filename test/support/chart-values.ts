/** Values of a chart, held against those that it knows: Helm takes any other without a word and does nothing with it. */

/** Names of a chart's values; null: a value, {}: whatever stands in it is the chart's user's. */
export interface Shape {
  [name: string]: Shape | null;
}

/** Paths that the chart does not know. */
export function unknownValues(values: object, known: Shape, above = ""): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const path = `${above}${name}`;
    const of = known[name];
    if (of === undefined) return [path];
    const isOpen = of === null || Object.keys(of).length === 0;
    return isOpen || typeof value !== "object" || value === null ? [] : unknownValues(value, of, `${path}.`);
  });
}
