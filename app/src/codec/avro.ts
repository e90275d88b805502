/** Avro values as login events: read by their writer's schema, resolved to app/schemas/login-event.v1.avsc. */
import { readFileSync } from "node:fs";
import avro, { type Type } from "avsc";
import { messageOf } from "../errors.ts";
import type { LoginEvent } from "../record/login-event.ts";
import { type Checked, checkValue, reject } from "../record/validate.ts";

/** The text of the schema, as it is registered. */
export const avroSchemaText = readFileSync(new URL("../../schemas/login-event.v1.avsc", import.meta.url), "utf8");
// Its records would have methods that a check takes for fields.
const reader: Type = avro.Type.forSchema(JSON.parse(avroSchemaText), { omitRecordMethods: true });

/**
 * @param writer text of the writer's schema
 * @throws Error when it is no schema, or one whose values are not login events
 */
export function avroReader(writer: string): (payload: Buffer) => Checked {
  const type = avro.Type.forSchema(JSON.parse(writer));
  const resolver = reader.createResolver(type, { ignoreNamespaces: true } as object);
  return (payload) => {
    let value: unknown;
    try {
      value = reader.fromBuffer(payload, resolver);
    } catch (error) {
      return messageOf(error) === "truncated buffer"
        ? reject("truncated_value", "The Avro value ends before its schema does.")
        : reject("invalid_avro", "The value is not what its Avro schema says.");
    }
    return checkValue(value);
  };
}

/** A checked event as Avro. */
export function toAvro(event: LoginEvent): Buffer {
  const { app_version = null, locale = null, device_id = null } = event;
  return reader.toBuffer({ ...event, app_version, locale, device_id });
}
