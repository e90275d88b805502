/** Splits a list where the key changes: what follows one another with the same key is one group. */
export function neighbours<T>(list: T[], key: (item: T) => string): T[][] {
  const groups: T[][] = [];
  for (const item of list) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && key(last[0]) === key(item)) last.push(item);
    else groups.push([item]);
  }
  return groups;
}
