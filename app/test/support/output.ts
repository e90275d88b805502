/** An output over any send: what is acknowledged is kept, as with at-least-once. */
import type { Output } from "../../src/kafka/port.ts";

export function outputOver(send: Output["send"], session: object = {}): Output {
  return { session, maxBatchBytes: 900_000, send, whenSettled: (done) => done(true) };
}
