/** One source record in, one record out: the processed event, or a dead letter with the reason. Pure but for the clock. */
import type { Headers, InRecord, OutRecord } from "../kafka/port.ts";
import { HEADER } from "../record/headers.ts";
import { type LoginEvent, SCHEMA_VERSION } from "../record/login-event.ts";
import { type Checked, checkBytes, type Rejection, reject } from "../record/validate.ts";
import { carriedHeaders } from "./carried-headers.ts";
import { enrich } from "./enrich.ts";

export type Transformed =
  | { kind: "processed"; record: OutRecord; event: LoginEvent }
  | { kind: "dead-letter"; record: OutRecord; rejection: Rejection };

/** Where a record was read. */
export interface Origin {
  topic: string;
  partition: number;
}

/** The id by which a source record and everything derived from it can be told. */
export function eventId(origin: Origin, offset: bigint): string {
  return `${origin.topic}-${origin.partition}-${offset}`;
}

/** What a value says. */
export type Decode = (value: Buffer | null) => Checked;

/** @param decode default: plain JSON */
export function transform(origin: Origin, source: InRecord, decode: Decode = checkBytes): Transformed {
  const checked = check(source, decode);
  if (checked.rejection !== undefined) {
    return { kind: "dead-letter", record: deadLetter(origin, source, checked.rejection), rejection: checked.rejection };
  }
  const id = eventId(origin, source.offset);
  const headers: Headers = { [HEADER.schemaVersion]: SCHEMA_VERSION, [HEADER.eventId]: id };
  for (const name of carriedHeaders) {
    const value = source.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  return {
    kind: "processed",
    event: checked.event,
    record: { key: source.key, value: Buffer.from(JSON.stringify(enrich(checked.event, id))), headers },
  };
}

function check(source: InRecord, decode: Decode): Checked {
  const version = source.headers[HEADER.schemaVersion];
  if (version !== undefined && String(version) !== SCHEMA_VERSION) {
    return reject("unsupported_schema_version", `The header ${HEADER.schemaVersion} is not ${SCHEMA_VERSION}.`);
  }
  return decode(source.value);
}

/** Key, value and headers as they came, and headers that say why and from where. */
export function deadLetter(origin: Origin, source: InRecord, rejection: Rejection, now = new Date()): OutRecord {
  return {
    key: source.key,
    value: source.value,
    headers: {
      ...source.headers,
      [HEADER.deadLetterReason]: rejection.code,
      [HEADER.deadLetterDetail]: rejection.detail,
      [HEADER.deadLetterSchemaVersion]: SCHEMA_VERSION,
      [HEADER.deadLetterTime]: now.toISOString(),
      [HEADER.deadLetterSourceTopic]: origin.topic,
      [HEADER.deadLetterSourcePartition]: String(origin.partition),
      [HEADER.deadLetterSourceOffset]: String(source.offset),
      [HEADER.deadLetterSourceTimestamp]: String(source.timestamp),
    },
  };
}
