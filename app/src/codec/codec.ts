/**
 * From the bytes of a value to a checked event, whatever format it is in. Schemas are fetched before a batch is worked on, and once
 * known stay in memory, so that decoding itself never waits.
 */
import type { InRecord } from "../kafka/port.ts";
import { NotNowError } from "../kafka/port.ts";
import { type Checked, checkBytes, reject } from "../record/validate.ts";
import { avroReader } from "./avro.ts";
import type { DiskCache } from "./disk-cache.ts";
import { jsonSchemaReader } from "./json-schema.ts";
import { type Registered, type RegistryClient, RegistryUnavailableError } from "./registry-client.ts";
import { isFramed, PREFIX_BYTES, schemaIdOf } from "./wire.ts";

/** Plain JSON, or JSON or Avro in Confluent's wire format. */
export type Format = "json" | "json-schema" | "avro";
type Read = (payload: Buffer) => Checked;

export interface CodecOptions {
  /** Without one, values in wire format are what they are to JSON: invalid. */
  registry?: Pick<RegistryClient, "byId">;
  disk?: Pick<DiskCache, "read" | "write">;
  formats: readonly Format[];
  /** told where a schema came from, or why it did not come */
  onLoad?: (result: "disk" | "registry" | "missing" | "unavailable") => void;
  now?: () => number;
}

/** An id that was not there may be registered later. Milliseconds until it is asked for again. */
const MISSING_MS = 30_000;
/** Ids that are remembered as not there; random bytes can be any id. */
const MISSING_MAX = 10_000;
/** Questions at once. */
const CONCURRENT = 8;

export class Codec {
  readonly #options: CodecOptions;
  readonly #readers = new Map<number, Read>();
  /** Ids that the registry does not have, and until when that is believed. */
  readonly #missing = new Map<number, number>();
  readonly #now: () => number;

  constructor(options: CodecOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Whether a value of plain JSON is read. */
  get readsJson(): boolean {
    return this.#options.formats.includes("json");
  }

  /**
   * Call it before the values of a batch are decoded.
   * @returns undefined when every schema is known; else resolves when they are
   * @throws NotNowError (rejects with) when a schema is not known and the registry does not answer
   */
  prepare(records: readonly Pick<InRecord, "value">[]): Promise<void> | undefined {
    if (this.#options.registry === undefined) return undefined;
    let unknown: Set<number> | undefined;
    for (const { value } of records) {
      if (!isFramed(value)) continue;
      const id = schemaIdOf(value);
      if (id === undefined || this.#readers.has(id) || (this.#missing.get(id) ?? 0) > this.#now()) continue;
      unknown ??= new Set();
      unknown.add(id);
    }
    return unknown && this.#load([...unknown]);
  }

  /** What a value says. Its schema must have been prepared. */
  decode(value: Buffer | null): Checked {
    const { registry, formats } = this.#options;
    if (registry === undefined || !isFramed(value)) {
      if (value !== null && value.length > 0 && !formats.includes("json")) return refused("plain JSON", formats);
      return checkBytes(value);
    }
    const id = schemaIdOf(value);
    if (id === undefined) return reject("truncated_value", "The value ends before the id of its schema does.");
    const read = this.#readers.get(id);
    if (read === undefined) return reject("unknown_schema_id", "The schema registry has no schema of the value's id.");
    return read(value.subarray(PREFIX_BYTES));
  }

  async #load(ids: number[]): Promise<void> {
    for (let from = 0; from < ids.length; from += CONCURRENT)
      await Promise.all(ids.slice(from, from + CONCURRENT).map((id) => this.#loadOne(id)));
  }

  async #loadOne(id: number): Promise<void> {
    const { registry, disk, onLoad } = this.#options;
    const name = `schema-${id}`;
    const kept = disk?.read(name) as Registered | undefined;
    if (kept !== undefined) {
      this.#readers.set(id, this.#compile(kept));
      onLoad?.("disk");
      return;
    }
    try {
      const found = await registry!.byId(id);
      onLoad?.(found === undefined ? "missing" : "registry");
      if (found === undefined) return this.#forget(id);
      disk?.write(name, found);
      this.#missing.delete(id);
      this.#readers.set(id, this.#compile(found));
    } catch (error) {
      if (!(error instanceof RegistryUnavailableError)) throw error;
      onLoad?.("unavailable");
      throw new NotNowError(`The schema ${id} is not known yet: ${error.message}`, error.retryInMs, error);
    }
  }

  #forget(id: number): void {
    if (this.#missing.size >= MISSING_MAX) this.#missing.clear();
    this.#missing.set(id, this.#now() + MISSING_MS);
  }

  /** A schema that cannot be used is known, too: its values are refused, each with this reason. */
  #compile({ type, schema }: Registered): Read {
    const { formats } = this.#options;
    const format = type === "AVRO" ? "avro" : "json-schema";
    if (type !== "PROTOBUF" && !formats.includes(format)) return () => refused(format, formats);
    try {
      if (type === "AVRO") return avroReader(schema);
      if (type === "JSON") return jsonSchemaReader(schema);
    } catch {
      return () => reject("incompatible_schema", "Values of the registered schema are not login events.");
    }
    return () => reject("unsupported_format", "Schemas of this type are not supported; there are AVRO and JSON.");
  }
}

function refused(format: string, formats: readonly Format[]): Checked {
  return reject("unsupported_format", `The value is ${format}; accepted are ${formats.join(", ")}.`);
}
