/**
 * A reader and writer that share nothing with the application: another client library (@platformatic/kafka), its own user.
 * What they see over TLS and SCRAM is what an application team would see.
 */
import { Admin, ListOffsetTimestamps, Producer } from "@platformatic/kafka";
import { readCommitted, type SeenRecord } from "../../app/test/integration/reader.ts";
import type { Platform } from "./platform.ts";

export type Seen = SeenRecord;

export interface Identity {
  user: string;
  /** Default: the user's own. */
  password?: string;
  /** Default: the stack's authority; false: no TLS at all. */
  tls?: boolean;
}

export function clientOptions(platform: Platform, identity: Identity) {
  return {
    clientId: `test-${identity.user}`,
    bootstrapBrokers: platform.bootstrap,
    ...(identity.tls === false ? {} : { tls: { ca: platform.ca } }),
    sasl: {
      mechanism: "SCRAM-SHA-512" as const,
      username: identity.user,
      password: identity.password ?? platform.password(identity.user),
    },
    connectTimeout: 5_000,
    timeout: 10_000,
    retries: 3,
  };
}

/** The end of each partition now: offset of the next record. */
export async function endOffsets(platform: Platform, user: string, topic: string): Promise<Map<number, bigint>> {
  return offsets(platform, user, topic, ListOffsetTimestamps.LATEST);
}

async function offsets(
  platform: Platform,
  user: string,
  topic: string,
  timestamp: bigint,
): Promise<Map<number, bigint>> {
  const admin = new Admin(clientOptions(platform, { user }));
  try {
    const metadata = await admin.metadata({ topics: [topic] });
    const count = metadata.topics.get(topic)?.partitionsCount ?? 0;
    const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
    const listed = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
    return new Map(listed[0]?.partitions.map((partition) => [partition.partitionIndex, partition.offset]));
  } finally {
    await admin.close();
  }
}

/** Every record that a topic holds now, in the order of each partition; of transactions only what was committed. */
export function readAll(platform: Platform, topic: string, user = "reader"): Promise<Seen[]> {
  return readCommitted(clientOptions(platform, { user }), topic);
}

/** Writes raw values, as a broken producer would. */
export async function writeAll(
  platform: Platform,
  user: string,
  topic: string,
  records: { key: string; value: Buffer }[],
): Promise<void> {
  const producer = new Producer({ ...clientOptions(platform, { user }), acks: -1 });
  try {
    for (let start = 0; start < records.length; start += 500) {
      await producer.send({
        messages: records.slice(start, start + 500).map(({ key, value }) => ({ topic, key: Buffer.from(key), value })),
      });
    }
  } finally {
    await producer.close();
  }
}

/** Waits until a condition holds; its last value stands in the error. */
export async function until<T>(what: string, seconds: number, probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what} did not come within ${seconds} s: ${last instanceof Error ? last.message : String(last)}`);
}
