/** Checks a value against the schema of login events. Pure; used by ingest (before a record is written) and by the processor. */
import { isUtf8 } from "node:buffer";
import { isIPv4, isIPv6 } from "node:net";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import schema from "../../schemas/login-event.v1.json" with { type: "json" };
import { type LoginEvent, MAX_EVENT_BYTES } from "./login-event.ts";

/** Why a record is refused: label of metrics, header of dead letters, reason in ingest's answer. Only ever add. */
export const rejectionCodes = [
  "empty",
  "too_large",
  "invalid_utf8",
  "invalid_json",
  "not_an_object",
  "missing_field",
  "unknown_field",
  "wrong_type",
  "invalid_value",
  "unsupported_schema_version",
  "unknown_schema_id",
  "incompatible_schema",
  "schema_mismatch",
  "truncated_value",
  "invalid_avro",
  "unsupported_format",
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

export interface Rejection {
  code: RejectionCode;
  /** One sentence that names fields and never holds a value of the record, which may be personal. */
  detail: string;
}

export type Checked = { event: LoginEvent; rejection?: undefined } | { event?: undefined; rejection: Rejection };

/** ajv with the two address formats of the schema; an IPv6 zone (fe80::1%eth0) is refused. */
function compile(): ValidateFunction<LoginEvent> {
  const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: false });
  ajv.addFormat("ipv4", isIPv4);
  ajv.addFormat("ipv6", (text: string) => isIPv6(text) && !text.includes("%"));
  return ajv.compile<LoginEvent>(schema);
}

const matches = compile();

/** A rejection with this code and sentence. */
export function reject(code: RejectionCode, detail: string): { rejection: Rejection } {
  return { rejection: { code, detail } };
}

/** Checks the bytes of a value: size, UTF-8, JSON, schema, in this order. */
export function checkBytes(value: Uint8Array | null): Checked {
  if (value === null || value.byteLength === 0) return reject("empty", "The record has no value.");
  if (value.byteLength > MAX_EVENT_BYTES)
    return reject("too_large", `The value is larger than ${MAX_EVENT_BYTES} bytes.`);
  if (!isUtf8(value)) return reject("invalid_utf8", "The value is not UTF-8.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8"));
  } catch {
    return reject("invalid_json", "The value is not JSON.");
  }
  return checkValue(parsed);
}

/** Checks a parsed value against the schema. */
export function checkValue(value: unknown): Checked {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return reject("not_an_object", "The value is JSON, but not an object.");
  }
  if (matches(value)) return { event: value };
  return { rejection: explain(matches.errors?.[0]) };
}

function explain(error: ErrorObject | undefined): Rejection {
  const field = error?.instancePath.slice(1).split("/")[0] ?? "";
  switch (error?.keyword) {
    case "required":
      return { code: "missing_field", detail: `${String(error.params["missingProperty"])} is required.` };
    case "additionalProperties":
      return { code: "unknown_field", detail: "The event has a field that the schema does not name." };
    case "type":
      return field === "timestamp"
        ? timestampRejection
        : { code: "wrong_type", detail: `${field} must be ${[error.params["type"]].flat().join(" or ")}.` };
    case "format":
      return { code: "invalid_value", detail: `${field} must be an IPv4 or IPv6 address.` };
    default:
      if (field === "timestamp") return timestampRejection;
      return { code: "invalid_value", detail: `${field} ${error?.message ?? "does not fit the schema"}.` };
  }
}

const timestampRejection: Rejection = {
  code: "invalid_value",
  detail: "timestamp must be whole seconds since 1970, a number or digits, at most 11 of them.",
};
