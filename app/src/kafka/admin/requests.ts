/**
 * What kafkajs has no request for: changing single keys of a topic's configuration, quotas, and users who log in by SCRAM.
 * Fields as in the files IncrementalAlterConfigs*, *ClientQuotas* and *UserScramCredentials*.json of Kafka 4.1, version 0 of each, which
 * Kafka has from 2.3, 2.6 and 2.7 on.
 */
import { Reader, Writer } from "../protocol/bytes.ts";
import { type Exchange, exchange } from "../protocol/exchange.ts";
import type { ScramCredential, ScramMechanism } from "./scram.ts";

/** Kafka answered with an error; 0 is none. */
export interface Answered {
  errorCode: number;
  errorMessage: string | null;
}

const TOPIC = 2;
const SET = 0;
const DELETE = 1;

/** @param change keys with their new value; undefined: back to the default */
export function alterTopicConfig(topic: string, change: Record<string, string | undefined>): Exchange<Answered[]> {
  const body = new Writer();
  body.list([topic], (name) =>
    body
      .int8(TOPIC)
      .text(name)
      .list(Object.entries(change), ([key, value]) =>
        body
          .text(key)
          .int8(value === undefined ? DELETE : SET)
          .text(value ?? null),
      ),
  );
  return exchange({ key: 44, version: 0, name: "IncrementalAlterConfigs" }, body.bool(false), (bytes) => {
    const answer = new Reader(bytes);
    answer.int32(); // throttle time
    return answer.list(() => {
      const said = answered(answer);
      answer.int8(); // type
      answer.text(); // name
      return said;
    });
  });
}

export type Quotas = Record<string, number>;

const USER = "user";
const EXACTLY = 0;

/** The quotas of a user, whatever his clients are called. */
export function describeQuotas(user: string): Exchange<Answered & { quotas: Quotas }> {
  const body = new Writer();
  body.list([user], (name) => body.text(USER).int8(EXACTLY).text(name)).bool(true);
  return exchange({ key: 48, version: 0, name: "DescribeClientQuotas" }, body, (bytes) => {
    const answer = new Reader(bytes);
    answer.int32(); // throttle time
    const said = answered(answer);
    const entries = answer.list(() => {
      answer.list(() => [answer.text(), answer.text()]);
      return answer.list((): [string, number] => [answer.text()!, answer.float64()]);
    });
    return { ...said, quotas: Object.fromEntries(entries.flat()) };
  });
}

/** @param change keys with their new value; undefined: no limit any more */
export function alterQuotas(user: string, change: Record<string, number | undefined>): Exchange<Answered[]> {
  const body = new Writer();
  body
    .list([user], (name) =>
      body
        .list([name], (of) => body.text(USER).text(of))
        .list(Object.entries(change), ([key, value]) =>
          body
            .text(key)
            .float64(value ?? 0)
            .bool(value === undefined),
        ),
    )
    .bool(false);
  return exchange({ key: 49, version: 0, name: "AlterClientQuotas" }, body, (bytes) => {
    const answer = new Reader(bytes);
    answer.int32(); // throttle time
    return answer.list(() => {
      const said = answered(answer);
      answer.list(() => [answer.text(), answer.text()]);
      return said;
    });
  });
}

/** The code of a user who has no credential. */
export const NO_SUCH_USER = 91;
const mechanisms: Record<ScramMechanism, number> = { "scram-sha-256": 1, "scram-sha-512": 2 };

export interface ScramUser extends Answered {
  /** By mechanism; empty when there is none. */
  iterations: Partial<Record<ScramMechanism, number>>;
}

export function describeScram(user: string): Exchange<Answered & { users: ScramUser[] }> {
  const body = new Writer(true);
  body.list([user], (name) => body.text(name)).tags();
  return exchange({ key: 50, version: 0, name: "DescribeUserScramCredentials" }, body, (bytes) => {
    const answer = new Reader(bytes, true);
    answer.int32(); // throttle time
    const said = answered(answer);
    const users = answer.list((): ScramUser => {
      answer.text(); // user
      const of = answered(answer);
      const found = answer.list(() => [answer.int8(), answer.int32()] as const);
      const named = Object.entries(mechanisms).flatMap(([name, code]) =>
        found.filter(([mechanism]) => mechanism === code).map(([, iterations]) => [name, iterations] as const),
      );
      return { ...of, iterations: Object.fromEntries(named) };
    });
    return { ...said, users };
  });
}

export function upsertScram(user: string, credential: ScramCredential): Exchange<Answered[]> {
  const { mechanism, iterations, salt, saltedPassword } = credential;
  const body = new Writer(true);
  body
    .list([], () => {})
    .list([user], (name) =>
      body.text(name).int8(mechanisms[mechanism]).int32(iterations).bytes(salt).bytes(saltedPassword),
    )
    .tags();
  return exchange({ key: 51, version: 0, name: "AlterUserScramCredentials" }, body, (bytes) => {
    const answer = new Reader(bytes, true);
    answer.int32(); // throttle time
    return answer.list(() => {
      answer.text(); // user
      return answered(answer);
    });
  });
}

function answered(answer: Reader): Answered {
  return { errorCode: answer.int16(), errorMessage: answer.text() };
}
