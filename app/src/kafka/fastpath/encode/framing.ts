/** Stands in for protocol/request.js: a request's header goes into the room that its payload has, or both into one buffer. */
import { writeInt16, writeInt32 } from "../varint.ts";
import { Payload } from "./payload.ts";
import { utf8Length, writeUtf8 } from "./text.ts";

interface Encoded {
  buf: Buffer;
  buffer: Buffer;
  size(): number;
}

export interface FrameArguments {
  correlationId: number;
  clientId: string | null | undefined;
  request: { apiKey: number; apiVersion: number; encode(): Promise<Encoded> };
}

export type Framing = (args: FrameArguments) => Promise<Encoded>;

/** Longer client ids are left to kafkajs. */
const MOST_TEXT = 0x7fff;

/** @param original kafkajs' own */
export function createFraming(original: Framing): Framing {
  return async (args) => {
    const { correlationId, clientId, request } = args;
    const payload = await request.encode();
    const usual = clientId === null || clientId === undefined || typeof clientId === "string";
    const textBytes = typeof clientId === "string" ? utf8Length(clientId) : 0;
    if (!usual || textBytes > MOST_TEXT || !Buffer.isBuffer(payload?.buf))
      return original({ ...args, request: { ...request, encode: async () => payload } });
    const header = 14 + textBytes;
    const framed =
      payload instanceof Payload && payload.headroom >= header ? payload.withHeader(header) : copied(payload, header);
    const { buf } = framed;
    let at = writeInt32(buf, 0, framed.offset - 4);
    at = writeInt16(buf, at, request.apiKey);
    at = writeInt16(buf, at, request.apiVersion);
    at = writeInt32(buf, at, correlationId);
    if (typeof clientId === "string") writeUtf8(buf, writeInt16(buf, at, textBytes), clientId, textBytes);
    else writeInt16(buf, at, -1);
    return framed;
  };
}

function copied(payload: Encoded, header: number): Payload {
  const size = payload.size();
  const whole = Buffer.allocUnsafe(header + size);
  payload.buffer.copy(whole, header);
  return new Payload(whole, 0, whole.length);
}
