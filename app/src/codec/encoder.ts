/** Writes login events in one of the formats; in wire format with the id under which the topic's subject has our schema. */
import { createHash } from "node:crypto";
import { ConfigError } from "../errors.ts";
import type { LoginEvent } from "../record/login-event.ts";
import { checkBytes } from "../record/validate.ts";
import { avroSchemaText, toAvro } from "./avro.ts";
import type { Format } from "./codec.ts";
import type { DiskCache } from "./disk-cache.ts";
import { jsonSchemaText } from "./json-schema.ts";
import type { Registered, RegistryClient } from "./registry-client.ts";
import { frame } from "./wire.ts";

export interface Encoder {
  /** @param json the bytes of the event, which stay as they are where the format is JSON */
  encode(event: LoginEvent, json: Buffer): Buffer;
  /** For a value that is no event. */
  wrap(payload: Buffer): Buffer;
}

export const plain: Encoder = { encode: (_event, json) => json, wrap: (payload) => payload };

export interface EncoderOptions {
  format: Format;
  topic: string;
  registry?: Pick<RegistryClient, "idOf">;
  disk?: Pick<DiskCache, "read" | "write">;
}

/**
 * @throws ConfigError when there is no registry, or it does not have the schema
 * @throws RegistryUnavailableError when it does not answer and was never asked before
 */
export async function openEncoder({ format, topic, registry, disk }: EncoderOptions): Promise<Encoder> {
  if (format === "json") return plain;
  if (registry === undefined)
    throw new ConfigError(`format: ${format} needs a schema registry, and connection.registry is not set.`);
  const schema: Registered =
    format === "avro" ? { type: "AVRO", schema: avroSchemaText } : { type: "JSON", schema: jsonSchemaText };
  const subject = `${topic}-value`;
  const name = `id-${createHash("sha256").update(`${subject}\n${schema.schema}`).digest("hex").slice(0, 32)}`;
  const kept = disk?.read(name);
  const id = typeof kept === "number" ? kept : await registry.idOf(subject, schema);
  if (id === undefined) {
    throw new ConfigError(
      `format: ${format} needs the schema login-event.v1 (${schema.type}) under ${subject} in the registry, which does not have it; set the topic's schema so.`,
    );
  }
  if (kept !== id) disk?.write(name, id);
  const wrap = (payload: Buffer): Buffer => frame(id, payload);
  return { wrap, encode: format === "avro" ? (event) => frame(id, toAvro(event)) : (_event, json) => frame(id, json) };
}

/** For values that may be broken on purpose: these are wrapped as they are, empty ones not at all. */
export function encodeAny(encoder: Encoder, value: Buffer | null): Buffer | null {
  if (value === null || value.length === 0 || encoder === plain) return value;
  const { event } = checkBytes(value);
  return event === undefined ? encoder.wrap(value) : encoder.encode(event, value);
}
