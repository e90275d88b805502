/** Login events with an id of their own each, so that every one can be accounted for. */

const devices = ["android", "iOS", "web"];
const locales = ["en_US", "de_DE", "pt_BR", "ja_JP"];

/** @param prefix part of each id @returns id and event; the id is the event's device_id, the key its user_id (one in ten ids share one) */
export function loginEvents(prefix: string, count: number): { id: string; event: Record<string, unknown> }[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${prefix}-${String(index).padStart(6, "0")}`;
    return {
      id,
      event: {
        user_id: `user-${prefix}-${index % Math.max(1, Math.floor(count / 10))}`,
        app_version: `2.3.${index % 5}`,
        device_type: devices[index % devices.length],
        ip: `10.${index % 250}.${(index >> 3) % 250}.${index % 251}`,
        locale: locales[index % locales.length],
        device_id: id,
        timestamp: index % 2 === 0 ? 1_790_000_000 + index : String(1_790_000_000 + index),
      },
    };
  });
}

export function ndjson(events: { event: Record<string, unknown> }[]): string {
  return `${events.map(({ event }) => JSON.stringify(event)).join("\n")}\n`;
}

/** The id of an event in a record's value, if it can be read. */
export function idOf(value: Buffer | undefined): string | undefined {
  try {
    const parsed = JSON.parse(String(value));
    return typeof parsed?.device_id === "string" ? parsed.device_id : undefined;
  } catch {
    return undefined;
  }
}

/** How often each id stands in a list of values. */
export function countIds(values: (Buffer | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    const id = idOf(value);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
