/** Writes a time as Date.toISOString() does; the date of a day is made once. */

const DAY_SECONDS = 86_400;
/** "2026-11-23T00:00:00.000Z" */
export const ISO_LENGTH = 24;
const ZERO = 0x30;

/** Days that are remembered; events of many more would only be slower. */
const MOST_DAYS = 1_024;
const days = new Map<number, Buffer>();

function dayOf(day: number): Buffer {
  let text = days.get(day);
  if (text === undefined) {
    if (days.size >= MOST_DAYS) days.clear();
    text = Buffer.from(new Date(day * DAY_SECONDS * 1_000).toISOString(), "latin1");
    days.set(day, text);
  }
  return text;
}

/**
 * @param seconds since 1970, whole, from 0 to 99,999,999,999, so that the year has four digits
 * @returns the position after the text
 */
export function writeIsoTime(buffer: Buffer, position: number, seconds: number): number {
  const day = Math.floor(seconds / DAY_SECONDS);
  const text = dayOf(day);
  for (let index = 0; index < ISO_LENGTH; index += 1) buffer[position + index] = text[index]!;
  const rest = seconds - day * DAY_SECONDS;
  const hours = (rest / 3_600) | 0;
  const minutes = ((rest / 60) | 0) % 60;
  twoDigits(buffer, position + 11, hours);
  twoDigits(buffer, position + 14, minutes);
  twoDigits(buffer, position + 17, rest % 60);
  return position + ISO_LENGTH;
}

function twoDigits(buffer: Buffer, position: number, value: number): void {
  const tens = (value / 10) | 0;
  buffer[position] = ZERO + tens;
  buffer[position + 1] = ZERO + value - tens * 10;
}

/** Writes a whole number from 0 to 2^53 in decimal. */
export function writeDecimal(buffer: Buffer, position: number, value: number): number {
  if (value >= 0x7fffffff) return position + buffer.write(String(value), position, "latin1");
  let rest = value | 0;
  let end = position + 1;
  for (let power = 10; power <= rest; power *= 10) end += 1;
  for (let at = end - 1; at >= position; at -= 1) {
    const next = (rest / 10) | 0;
    buffer[at] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}
