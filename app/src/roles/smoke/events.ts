/**
 * The two records of a smoke test. Who they are is always the same, so that they can be told from people's: the user, the device type, an
 * address that is nobody's (RFC 5737, TEST-NET-1), and a correlation id that begins with smoke-.
 */
import { randomUUID } from "node:crypto";
import type { OutRecord } from "../../kafka/port.ts";
import { HEADER } from "../../record/headers.ts";
import { type LoginEvent, SCHEMA_VERSION } from "../../record/login-event.ts";

/** Of both records: the key, and the user. */
export const SMOKE_USER = "tributary-smoke";
const ADDRESS = "192.0.2.1";

/** Of both records, and of nothing else. */
export const newCorrelationId = (): string => `smoke-${randomUUID()}`;

/** As ingest takes it. */
export function goodEvent(now = Date.now()): LoginEvent {
  return { user_id: SMOKE_USER, device_type: SMOKE_USER, ip: ADDRESS, timestamp: Math.floor(now / 1_000) };
}

/** In no format that the processor reads: no JSON, and without the first byte of Confluent's wire format. */
export function brokenRecord(correlationId: string): OutRecord {
  return {
    key: Buffer.from(SMOKE_USER),
    value: Buffer.from("A smoke test of Tributary has written this, to be set aside."),
    headers: { [HEADER.schemaVersion]: SCHEMA_VERSION, [HEADER.correlationId]: correlationId },
  };
}
