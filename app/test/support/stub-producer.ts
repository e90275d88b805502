/** A producer that does what a test says, and keeps what it was asked. */
import { PackedRecords } from "../../src/kafka/packed/records.ts";
import { unpack } from "../../src/kafka/packed/unpack.ts";
import type { Ack, OutRecord, Producer } from "../../src/kafka/port.ts";

export interface Sent {
  producer: number;
  topic: string;
  partition: number;
  values: string[];
}

/** What becomes of a send: an error to reject with, or undefined to acknowledge. */
export type Behaviour = (sent: Sent, nth: number) => Promise<Error | undefined> | Error | undefined;

export class StubKafka {
  readonly sent: Sent[] = [];
  readonly closed: number[] = [];
  readonly #ends = new Map<string, bigint>();
  readonly #outstanding = new Map<string, number>();
  /** Most sends that one partition had outstanding at a time. */
  mostOutstanding = 0;
  opened = 0;
  behaviour: Behaviour;
  openError: Error | undefined;

  constructor(behaviour: Behaviour = () => undefined) {
    this.behaviour = behaviour;
  }

  open = async (): Promise<Producer> => {
    if (this.openError !== undefined) throw this.openError;
    this.opened += 1;
    const id = this.opened;
    return {
      send: (topic, partition, records) => this.#send(id, topic, partition, records),
      close: async () => {
        this.closed.push(id);
      },
    };
  };

  async #send(producer: number, topic: string, partition: number, given: OutRecord[] | PackedRecords): Promise<Ack> {
    const records = given instanceof PackedRecords ? unpack(given) : given;
    const name = `${topic}-${partition}`;
    const outstanding = (this.#outstanding.get(name) ?? 0) + 1;
    this.#outstanding.set(name, outstanding);
    this.mostOutstanding = Math.max(this.mostOutstanding, outstanding);
    const sent = { producer, topic, partition, values: records.map(({ value }) => String(value)) };
    this.sent.push(sent);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      const error = await this.behaviour(sent, this.sent.length);
      if (error !== undefined) throw error;
    } finally {
      this.#outstanding.set(name, this.#outstanding.get(name)! - 1);
    }
    const baseOffset = this.#ends.get(name) ?? 0n;
    this.#ends.set(name, baseOffset + BigInt(records.length));
    return { topic, partition, baseOffset };
  }
}

/** As kafkajs tells an error of the protocol. */
export function protocolError(type: string): Error {
  return Object.assign(new Error(type), { type });
}

export function record(text: string) {
  return { key: null, value: Buffer.from(text) };
}
