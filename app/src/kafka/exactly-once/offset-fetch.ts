/**
 * OffsetFetch version 7, which kafkajs does not speak: the first one that can be told not to answer with an offset that a transaction
 * under way may still change (require_stable, KIP-447). Fields as in OffsetFetchRequest.json and OffsetFetchResponse.json of Kafka 4.1.
 */
import { STABLE_OFFSET_FETCH, spoken } from "../api-versions.ts";
import { Reader, Writer } from "../protocol/bytes.ts";
import { type Exchange, exchange } from "../protocol/exchange.ts";

export interface FetchedOffset {
  errorCode: number;
  offset: bigint;
}

/** Resolves to the error code and, without one, the offset (-1: none). */
export function offsetFetch(group: string, topic: string, partition: number): Exchange<FetchedOffset> {
  const body = new Writer(true);
  body.text(group).list([topic], (name) => body.text(name).int32s([partition]));
  const api = { key: spoken.OffsetFetch.key, version: STABLE_OFFSET_FETCH, name: "OffsetFetch" };
  return exchange(api, body.bool(true).tags(), decode);
}

/** @param bytes what follows the correlation id */
export function decode(bytes: Buffer): FetchedOffset {
  const answer = new Reader(bytes, true);
  answer.int32(); // throttle time
  const topics = answer.list(() => {
    answer.text(); // name
    return answer.list(() => {
      answer.int32(); // partition
      const offset = answer.int64();
      answer.int32(); // leader epoch
      answer.text(); // metadata
      return { offset, errorCode: answer.int16() };
    });
  });
  const errorCode = answer.int16();
  if (errorCode !== 0) return { errorCode, offset: -1n };
  const found = topics.flat().at(-1);
  if (found === undefined) throw new RangeError("the answer to OffsetFetch does not name the partition");
  return found;
}
