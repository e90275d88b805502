/** Headers of one record, as kafkajs shows them: the values of a name that occurs more than once are an array. */

export type HeaderValue = Buffer | null;
export type RecordHeaders = Record<string, HeaderValue | HeaderValue[]>;

/** A cursor over varints; positions beyond the end read as 0, which its user checks for. */
export class HeaderReader {
  readonly #bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  varInt(): number {
    let bits = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = this.#bytes[this.position++] ?? 0;
      bits |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
    return (bits >>> 1) ^ -(bits & 1);
  }

  bytes(): HeaderValue {
    const length = this.varInt();
    if (length < 0) return null;
    const start = this.position;
    this.position += length;
    return this.#bytes.subarray(start, start + length);
  }

  text(): string {
    const length = this.varInt();
    if (length < 0) return "null";
    const start = this.position;
    this.position += length;
    return this.#bytes.toString("utf8", start, start + length);
  }
}

/** @param position of the header count */
export function readHeaders(bytes: Buffer, position: number): RecordHeaders {
  const headers: RecordHeaders = {};
  if (bytes[position] === 0) return headers;
  const reader = new HeaderReader(bytes, position);
  const count = reader.varInt();
  for (let index = 0; index < count && reader.position < bytes.length; index += 1) {
    const name = reader.text();
    const value = reader.bytes();
    if (!Object.hasOwn(headers, name)) {
      // An assignment would set the prototype.
      if (name === "__proto__") define(headers, name, value);
      else headers[name] = value;
      continue;
    }
    const before = headers[name]!;
    define(headers, name, Array.isArray(before) ? [...before, value] : [before, value]);
  }
  return headers;
}

function define(headers: RecordHeaders, name: string, value: HeaderValue | HeaderValue[]): void {
  Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}
