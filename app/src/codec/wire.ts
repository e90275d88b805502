/** Confluent's wire format: a zero byte, the schema's id as four bytes big-endian, then the value. Plain JSON never begins so. */

const MAGIC = 0;
/** bytes before the value */
export const PREFIX_BYTES = 5;

/** Whether a value claims to be in wire format; it may still be cut off. */
export function isFramed(value: Uint8Array | null): value is Uint8Array {
  return value !== null && value.length > 0 && value[0] === MAGIC;
}

/** The id of a framed value; undefined when it is cut off before its end. */
export function schemaIdOf(value: Uint8Array): number | undefined {
  if (value.length < PREFIX_BYTES) return undefined;
  return ((value[1]! << 24) | (value[2]! << 16) | (value[3]! << 8) | value[4]!) >>> 0;
}

/** @param id of the schema, 0 to 4294967295 */
export function frame(id: number, payload: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_BYTES + payload.length);
  framed[0] = MAGIC;
  framed.writeUInt32BE(id, 1);
  framed.set(payload, PREFIX_BYTES);
  return framed;
}
