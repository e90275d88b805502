/** A request of Kafka's protocol that kafkajs does not know, in the form in which it sends its own. */
import type { Internal } from "../fastpath/modules.ts";
import type { Writer } from "./bytes.ts";

/** Resolves to what `decode` makes of the answer. */
export interface Exchange<_Answer> {
  request: object;
  response: object;
}

/** @param api as Kafka numbers it @param decode is given what follows the correlation id */
export function exchange<A>(
  api: { key: number; version: number; name: string },
  body: Writer,
  decode: (bytes: Buffer) => A,
): Exchange<A> {
  const bytes = body.end();
  return {
    request: {
      apiKey: api.key,
      apiVersion: api.version,
      apiName: api.name,
      encode: async () => ({ buf: bytes, buffer: bytes, offset: bytes.length, size: () => bytes.length }),
    },
    response: { decode: async (answer: Buffer) => decode(answer), parse: async (found: Internal) => found },
  };
}
