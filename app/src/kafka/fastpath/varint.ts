/** Zigzag variable-length integers of Kafka's record format, and fixed ones. Writers answer the position after what they wrote. */

/** Bytes of a 32-bit integer. */
export function sizeOfVarInt(value: number): number {
  const bits = ((value << 1) ^ (value >> 31)) >>> 0;
  return bits < 0x80 ? 1 : bits < 0x4000 ? 2 : bits < 0x200000 ? 3 : bits < 0x10000000 ? 4 : 5;
}

export function writeVarInt(buffer: Buffer, position: number, value: number): number {
  let bits = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = position;
  while (bits >= 0x80) {
    buffer[at++] = bits | 0x80;
    bits >>>= 7;
  }
  buffer[at++] = bits;
  return at;
}

/** Longs beyond this are left to kafkajs: twice as much must still be exact. */
export const VAR_LONG_LIMIT = 2 ** 51;

/** Bytes of an integer within ±VAR_LONG_LIMIT. */
export function sizeOfVarLong(value: number): number {
  if (value >= -0x40000000 && value < 0x40000000) return sizeOfVarInt(value);
  let bits = value >= 0 ? value * 2 : value * -2 - 1;
  let size = 1;
  while (bits >= 0x80) {
    size += 1;
    bits = Math.floor(bits / 128);
  }
  return size;
}

/** @param value within ±VAR_LONG_LIMIT */
export function writeVarLong(buffer: Buffer, position: number, value: number): number {
  if (value >= -0x40000000 && value < 0x40000000) return writeVarInt(buffer, position, value);
  let bits = value >= 0 ? value * 2 : value * -2 - 1;
  let at = position;
  while (bits >= 0x80) {
    buffer[at++] = (bits % 128) | 0x80;
    bits = Math.floor(bits / 128);
  }
  buffer[at++] = bits;
  return at;
}

export function writeInt16(buffer: Buffer, position: number, value: number): number {
  buffer[position] = value >> 8;
  buffer[position + 1] = value;
  return position + 2;
}

export function writeInt32(buffer: Buffer, position: number, value: number): number {
  buffer[position] = value >> 24;
  buffer[position + 1] = value >> 16;
  buffer[position + 2] = value >> 8;
  buffer[position + 3] = value;
  return position + 4;
}

/** @param value a safe integer */
export function writeInt64(buffer: Buffer, position: number, value: number): number {
  const high = Math.floor(value / 0x100000000);
  writeInt32(buffer, position, high);
  return writeInt32(buffer, position + 4, value - high * 0x100000000);
}
