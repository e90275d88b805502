/** Every kind of bad event as records of a topic, and their dead letters: each with its reason, key and bytes. */
import assert from "node:assert/strict";
import { Producer } from "@platformatic/kafka";
import type { Seen } from "../../../app/test/integration/reader.ts";
import { good } from "../../../app/test/support/events.ts";
import { type BadEvent, badEvents, type FramedEvent, framedEvents } from "./bad-events.ts";

export const badRecords: readonly (BadEvent & Partial<FramedEvent>)[] = [...badEvents, ...framedEvents];

/** Writes each kind with its name as key, and a good event after it, as a program would that does not ask ingest. */
export async function writeBadRecords(bootstrapBrokers: string[], topic: string): Promise<void> {
  const producer = new Producer({ clientId: "poison", bootstrapBrokers, acks: -1 });
  try {
    for (const [index, { kind, value }] of badRecords.entries()) {
      const key = Buffer.from(kind);
      const event = Buffer.from(JSON.stringify(good(String(index))));
      await producer.send({
        messages: [
          { topic, key, ...(value === undefined ? {} : { value }) },
          { topic, key, value: event },
        ],
      });
    }
  } finally {
    await producer.close();
  }
}

/** @param registry whether the processor had one, with KNOWN_SCHEMA */
export function assertDeadLetters(found: readonly Seen[], registry: boolean): void {
  const letters = new Map(found.map((letter) => [letter.key, letter]));
  for (const { kind, value, reason, withoutRegistry = reason } of badRecords) {
    const letter = letters.get(kind);
    assert.ok(letter, `${kind}: no dead letter has its key`);
    assert.deepEqual(letter.value, value, `${kind}: its bytes were changed`);
    assert.equal(letter.headers["dead-letter-reason"], registry ? reason : withoutRegistry, kind);
  }
}
