/**
 * The login event: the record that goes in, specified once by app/schemas/login-event.v1.json.
 * Required and never null: user_id, device_type, ip, timestamp. Null or missing: app_version, locale, device_id.
 * A property that the schema does not name is refused (unknown_field).
 */
export interface LoginEvent {
  user_id: string;
  app_version?: string | null;
  device_type: string;
  ip: string;
  locale?: string | null;
  device_id?: string | null;
  /** seconds since 1970, a number or digits */
  timestamp: number | string;
}

/** What the processor writes: app/schemas/login-event-processed.v1.json. Nothing is missing; unknown values are null. */
export interface ProcessedLoginEvent {
  event_id: string;
  event_time: string;
  user_id: string;
  app_version: string | null;
  device_type: string;
  masked_ip: string;
  locale: string | null;
  device_id: string | null;
  /** seconds since 1970 */
  timestamp: number;
}

/** Version of both schemas, in the header `schema-version` of each record. */
export const SCHEMA_VERSION = "1";

/** bytes; a larger value is refused without being parsed. The schema's own limits allow about 2 KB. */
export const MAX_EVENT_BYTES = 65_536;
