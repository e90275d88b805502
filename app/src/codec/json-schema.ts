/** JSON values with a registered JSON Schema: checked against their writer's schema and against the login event's. */
import { readFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { Ajv } from "ajv";
import { type Checked, checkBytes, reject } from "../record/validate.ts";

/** The text of the schema, as it is registered. */
export const jsonSchemaText = readFileSync(new URL("../../schemas/login-event.v1.json", import.meta.url), "utf8");
const own = JSON.stringify(JSON.parse(jsonSchemaText));

/**
 * @param writer text of the writer's schema
 * @throws Error when it is no schema that can be compiled
 */
export function jsonSchemaReader(writer: string): (payload: Buffer) => Checked {
  const schema = JSON.parse(writer) as object;
  // Nearly every writer has the schema that is checked anyway.
  if (JSON.stringify(schema) === own) return checkBytes;
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: false, logger: false });
  ajv.addFormat("ipv4", isIPv4);
  ajv.addFormat("ipv6", isIPv6);
  const matches = ajv.compile(schema);
  return (payload) => {
    const checked = checkBytes(payload);
    if (checked.rejection !== undefined || matches(checked.event)) return checked;
    return reject("schema_mismatch", "The value is not what its own JSON Schema says.");
  };
}
