/** Made-up logins for demonstrations; a share of them broken, each kind in turn. */
import { randomUUID } from "node:crypto";

const devices = ["android", "iOS", "web", "iPad"];
const locales = ["de_AT", "en_GB", "en_US", "fr_FR", "ja_JP", "pt_BR", null];
const versions = ["2.1.0", "2.2.4", "2.3.0", "3.0.1", null];

/** The user's id and the bytes of the event. */
export interface MadeEvent {
  key: string;
  value: Buffer | null;
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)]!;
}

function octet(): number {
  return 1 + Math.floor(Math.random() * 254);
}

/** A few thousand users, so that keys come back. Addresses are of the ranges reserved for documentation and tests. */
function event(now: number): Record<string, unknown> & { user_id: string } {
  const ip =
    Math.random() < 0.8
      ? `198.${18 + Math.floor(Math.random() * 2)}.${octet()}.${octet()}`
      : `2001:db8:${octet().toString(16)}::${octet().toString(16)}`;
  const seconds = Math.floor(now / 1000);
  return {
    user_id: `user-${String(Math.floor(Math.random() * 5_000)).padStart(4, "0")}`,
    app_version: pick(versions),
    device_type: pick(devices),
    ip,
    locale: pick(locales),
    device_id: randomUUID(),
    timestamp: Math.random() < 0.5 ? seconds : String(seconds),
  };
}

const breaks: ((good: Record<string, unknown>) => Buffer | null)[] = [
  (good) => Buffer.from(JSON.stringify(good).slice(0, -7)),
  (good) => Buffer.from(JSON.stringify({ ...good, device_type: undefined })),
  (good) => Buffer.from(JSON.stringify({ ...good, app_version: 23 })),
  (good) => Buffer.from(JSON.stringify({ ...good, ip: "not an address" })),
  (good) => Buffer.from(JSON.stringify({ ...good, timestamp: Date.now() })),
  (good) => Buffer.from(JSON.stringify({ ...good, userid: good["user_id"] })),
  (good) => Buffer.from(JSON.stringify([good])),
  (good) => Buffer.concat([Buffer.from(JSON.stringify(good).slice(0, -1)), Buffer.from([0xff, 0xfe, 0x7d])]),
  () => Buffer.alloc(0),
];

/** Makes events one after the other; `brokenShare` of them (0 to 1) broken, as evenly as the share allows. */
export function eventMaker(brokenShare: number): (now: number) => MadeEvent {
  let owed = 0;
  let kind = 0;
  return (now) => {
    const good = event(now);
    owed += brokenShare;
    // Shares such as 0.1 do not add up exactly.
    if (owed < 1 - 1e-9) return { key: good.user_id, value: Buffer.from(JSON.stringify(good)) };
    owed -= 1;
    const value = breaks[kind % breaks.length]!(good);
    kind += 1;
    return { key: good.user_id, value };
  };
}
