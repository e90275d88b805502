/** Reads topics with another client library, which shares nothing with the application. */
import {
  Admin,
  type AdminOptions,
  type Connection,
  FetchIsolationLevels,
  fetchV11,
  ListOffsetTimestamps,
} from "@platformatic/kafka";
import { committedBatches } from "./committed.ts";

/** milliseconds for one partition */
const READ_MS = 30_000;
const FETCH_BYTES = 8_388_608;

export interface Seen {
  partition: number;
  offset: bigint;
  key: string;
  value: Buffer | undefined;
  headers: Record<string, string>;
}

/** With the key as it is. */
export interface SeenRecord extends Omit<Seen, "key"> {
  key: Buffer | undefined;
}

/** @param config of Kafka, by its own names. Default: the broker's */
export async function createTopics(
  address: string,
  topics: string[],
  partitions: number,
  config: Record<string, string> = {},
): Promise<void> {
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [address] });
  try {
    const configs = Object.entries(config).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics, partitions, replicas: 1, configs });
  } finally {
    await admin.close();
  }
}

/** Every record that a topic of a broker without logins holds now; see readCommitted. */
export async function readAll(address: string, topic: string): Promise<Seen[]> {
  const seen = await readCommitted({ clientId: "test", bootstrapBrokers: [address] }, topic);
  return seen.map((record) => ({ ...record, key: String(record.key) }));
}

/**
 * Every record that a topic holds now, in order within each partition. Of transactions only what was committed; below one that is
 * still open, nothing (its partition is read up to there).
 */
export async function readCommitted(client: AdminOptions, topic: string): Promise<SeenRecord[]> {
  const admin = new Admin(client);
  try {
    const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
    const leaders = topics.get(topic)?.partitions.map(({ leader }) => leader) ?? [];
    const starts = await offsets(admin, topic, leaders.length, ListOffsetTimestamps.EARLIEST);
    const ends = await offsets(admin, topic, leaders.length, ListOffsetTimestamps.LATEST);
    const connections = await admin.connectToBrokers([...new Set(leaders)]);
    const seen = leaders.map((leader, partition) => {
      const connection = connections.get(leader);
      if (connection === undefined) throw new Error(`${topic}-${partition} has no leader`);
      return readPartition(connection, topic, partition, starts.get(partition)!, ends.get(partition)!);
    });
    return (await Promise.all(seen)).flat();
  } finally {
    await admin.close();
  }
}

/** By partition; the end is that of what is decided: the first record of an open transaction, or the end of all. */
async function offsets(admin: Admin, name: string, count: number, timestamp: bigint): Promise<Map<number, bigint>> {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
  const isolationLevel = FetchIsolationLevels.READ_COMMITTED;
  const [listed] = await admin.listOffsets({ topics: [{ name, partitions }], isolationLevel });
  return new Map(listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
}

async function readPartition(
  connection: Connection,
  topic: string,
  partition: number,
  start: bigint,
  end: bigint,
): Promise<SeenRecord[]> {
  const seen: SeenRecord[] = [];
  for (let position = start, deadline = Date.now() + READ_MS; position < end; ) {
    if (Date.now() > deadline) throw new Error(`${topic}-${partition} is not read to ${end} within ${READ_MS} ms`);
    const { batches, aborted } = await fetchFrom(connection, topic, partition, position);
    for (const { firstOffset, records } of committedBatches(batches, aborted))
      for (const { offsetDelta, key, value, headers } of records) {
        const offset = firstOffset + BigInt(offsetDelta);
        if (offset < position) continue;
        seen.push({
          partition,
          offset,
          key: key ?? undefined,
          value: value ?? undefined,
          headers: Object.fromEntries(headers.map(([name, text]) => [String(name), String(text)])),
        });
      }
    const last = batches.at(-1);
    if (last !== undefined) position = last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
  }
  return seen;
}

/** Asked of the leader without a group, so that reading is no work for the coordinator that a test may be about. */
async function fetchFrom(connection: Connection, topicId: string, partition: number, fetchOffset: bigint) {
  const wanted = {
    partition,
    currentLeaderEpoch: -1,
    fetchOffset,
    lastFetchedEpoch: -1,
    partitionMaxBytes: FETCH_BYTES,
  };
  const { responses } = await fetchV11.api.async(
    connection,
    100, // ms that the broker may wait
    1,
    FETCH_BYTES,
    FetchIsolationLevels.READ_COMMITTED,
    0, // no session
    -1,
    [{ topicId, partitions: [wanted] }],
    [],
    "",
  );
  const answer = responses[0]?.partitions[0];
  return { batches: answer?.records ?? [], aborted: answer?.abortedTransactions ?? [] };
}
