/** One producer at a time, thrown away after any failure whose outcome is not certain, and made anew for the next send. */
import type { Producer } from "../port.ts";

/** A producer in use by some sends. */
export interface Lease {
  readonly producer: Producer;
  /** The send is over. `discard`: nobody shall use this producer again; it is closed when its last send is over. */
  release(discard: boolean): void;
}

interface Slot {
  ready: Promise<Producer>;
  sends: number;
  discarded: boolean;
  closed: Promise<void> | undefined;
}

export class Producers {
  readonly #open: () => Promise<Producer>;
  #current: Slot | undefined;
  readonly #slots = new Set<Slot>();

  /** @param open makes and connects a producer */
  constructor(open: () => Promise<Producer>) {
    this.#open = open;
  }

  /** Rejects when no producer can be made now; the next call tries again. */
  async lease(): Promise<Lease> {
    let slot = this.#current;
    if (slot === undefined) {
      slot = { ready: this.#open(), sends: 0, discarded: false, closed: undefined };
      this.#current = slot;
      this.#slots.add(slot);
    }
    slot.sends += 1;
    try {
      const producer = await slot.ready;
      return { producer, release: (discard) => this.#release(slot, discard) };
    } catch (error) {
      this.#release(slot, true);
      throw error;
    }
  }

  #release(slot: Slot, discard: boolean): void {
    slot.sends -= 1;
    if (discard) {
      slot.discarded = true;
      if (this.#current === slot) this.#current = undefined;
    }
    if (slot.discarded && slot.sends === 0) void this.#close(slot);
  }

  #close(slot: Slot): Promise<void> {
    slot.closed ??= slot.ready
      .then((producer) => producer.close())
      .catch(() => {})
      .finally(() => this.#slots.delete(slot));
    return slot.closed;
  }

  /** Closes all producers, one after the other, as kafkajs leaves sockets behind otherwise. */
  async close(): Promise<void> {
    this.#current = undefined;
    for (const slot of this.#slots) await this.#close(slot);
  }
}
