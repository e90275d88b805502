/** What Kafka's own Java client finds in a topic, held against what should be there. */
import { checksum, type Payloads } from "../support/payloads.ts";
import type { Bench } from "./row.ts";

export interface Found {
  records: number;
  /** Values that are none of the file's. */
  foreign: number;
  /** Sum of the values' CRC-32. */
  checksum: string;
  /** As the Node consumers count. */
  bytes: number;
  sum: number;
  /** Timestamps of records, milliseconds. */
  first: number;
  last: number;
}

/**
 * @param exact the values were taken in turn, so that their sum is known; Kafka's own program takes them by chance
 * @throws when a record is missing, too many, or not one that was written
 */
export async function verifyTopic(
  bench: Bench,
  topic: string,
  records: number,
  payloads: Payloads,
  exact: boolean,
): Promise<Found> {
  const found = await bench.java.json<Found>("Verify", [bench.broker.address, topic, payloads.file]);
  const wanted = exact ? checksum(payloads.values, records) : found.checksum;
  if (found.records === records && found.foreign === 0 && found.checksum === wanted) return found;
  throw new Error(
    `${topic} does not hold what was written: ${found.records} of ${records} records, ${found.foreign} unknown values, checksum ${found.checksum} and not ${wanted}.`,
  );
}
