/** The events of the bench: made once, the same for everybody, each with an id of its own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** bytes of a good event's value */
export const EVENT_BYTES = 182;
/** How many different ones there are; records take them in turn. */
const KINDS = 8_192;

export interface Payloads {
  /** One value a line. */
  file: string;
  keys: string;
  values: Buffer[];
  /** Of them, how many a processor has to set aside. */
  broken: number;
  /** One in so many is broken; 0: none. */
  brokenEvery: number;
}

const devices = ["android", "iOS", "web", "iPad"];
const locales = ["de_AT", "en_GB", "en_US", "fr_FR", "ja_JP", "pt_BR", null];
const versions = ["2.1.0", "2.2.4", "2.3.0", "3.0.1", null];

function event(index: number): Record<string, unknown> {
  const octet = (by: number) => 1 + (Math.floor(index / by) % 254);
  const ip =
    index % 5 === 0
      ? `2001:db8:${octet(1).toString(16)}::${octet(7).toString(16)}`
      : `198.${18 + (index % 2)}.${octet(1)}.${octet(3)}`;
  const seconds = 1_790_000_000 + index;
  const made = {
    user_id: `user-${String(index % 5_003).padStart(4, "0")}`,
    app_version: versions[index % versions.length],
    device_type: devices[index % devices.length],
    ip,
    locale: locales[index % locales.length],
    device_id: "",
    timestamp: index % 2 === 0 ? seconds : String(seconds),
  };
  const id = `device-${index}-`;
  return { ...made, device_id: id.padEnd(EVENT_BYTES - JSON.stringify(made).length, "0123456789abcdef") };
}

/** The same kinds of damage as the generator's; none holds a line feed, as the file has a value a line. */
const breaks: ((good: Record<string, unknown>) => Buffer)[] = [
  (good) => Buffer.from(JSON.stringify(good).slice(0, -7)),
  (good) => Buffer.from(JSON.stringify({ ...good, device_type: undefined })),
  (good) => Buffer.from(JSON.stringify({ ...good, app_version: 23 })),
  (good) => Buffer.from(JSON.stringify({ ...good, ip: "not an address" })),
  (good) => Buffer.from(JSON.stringify({ ...good, timestamp: 1_790_000_000_000 })),
  (good) => Buffer.from(JSON.stringify({ ...good, userid: good["user_id"] })),
  (good) => Buffer.from(JSON.stringify([good])),
  (good) => Buffer.concat([Buffer.from(JSON.stringify(good).slice(0, -1)), Buffer.from([0xff, 0xfe, 0x7d])]),
  () => Buffer.alloc(0),
];

/** @param brokenEvery one event in so many is broken; 0: none */
export function writePayloads(folder: string, name: string, brokenEvery: number): Payloads {
  let broken = 0;
  const keys: string[] = [];
  const values: Buffer[] = [];
  for (let index = 0; index < KINDS; index += 1) {
    const good = event(index);
    keys.push(String(good["user_id"]));
    if (brokenEvery > 0 && index % brokenEvery === brokenEvery - 1) {
      values.push(breaks[broken % breaks.length]!(good));
      broken += 1;
    } else values.push(Buffer.from(JSON.stringify(good)));
  }
  const file = join(folder, `${name}.values`);
  const keyFile = join(folder, `${name}.keys`);
  writeFileSync(file, Buffer.concat(values.flatMap((value) => [value, Buffer.from("\n")])));
  writeFileSync(keyFile, `${keys.join("\n")}\n`);
  return { file, keys: keyFile, values, broken, brokenEvery };
}

/** Sum of the CRC-32 of `count` values taken in turn: the same in whatever order they lie in a topic. */
export function checksum(values: readonly Buffer[], count: number): string {
  const rest = count % values.length;
  const whole = BigInt(Math.floor(count / values.length));
  let sum = 0n;
  for (const [index, value] of values.entries()) sum += BigInt(crc32(value)) * (whole + (index < rest ? 1n : 0n));
  return String(sum);
}
