/** Subjects of a Confluent-compatible schema registry: their schemas, and which changes of them are taken. */
import type { RegistryConnection } from "../connection.ts";
import { messageOf } from "../errors.ts";
import { RegistryError } from "./errors.ts";
import { askRegistry, type RegistryRequest } from "./http.ts";

export type SchemaType = "JSON" | "AVRO" | "PROTOBUF";

export interface RegisteredSchema {
  id: number;
  version: number;
  schema: string;
}

/** Milliseconds for one answer: the registry asks its brokers, and a follower its leader. */
const ANSWER_MS = 15_000;

/** Every method throws RegistryError when the registry does not answer, or answers with an error. */
export class Subjects {
  readonly #connection: RegistryConnection;

  constructor(connection: RegistryConnection) {
    this.#connection = connection;
  }

  /** Undefined for a subject that is not there. */
  async latest(subject: string): Promise<RegisteredSchema | undefined> {
    return await this.#ask<RegisteredSchema>("GET", `/subjects/${name(subject)}/versions/latest`, undefined, [404]);
  }

  /** The version of a subject that is this very schema; undefined when there is none. */
  async lookUp(subject: string, schema: string, schemaType: SchemaType): Promise<RegisteredSchema | undefined> {
    return await this.#ask<RegisteredSchema>("POST", `/subjects/${name(subject)}`, { schema, schemaType }, [404]);
  }

  /**
   * Why the schema may not follow what the subject has, by the subject's compatibility; empty when it may.
   * @param subject one that is there
   */
  async incompatibilities(subject: string, schema: string, schemaType: SchemaType): Promise<string[]> {
    const answer = await this.#ask<{ is_compatible: boolean; messages?: string[] }>(
      "POST",
      `/compatibility/subjects/${name(subject)}/versions?verbose=true`,
      { schema, schemaType },
      [],
    );
    if (answer?.is_compatible) return [];
    return answer?.messages?.length ? answer.messages : ["the registry gives no reason"];
  }

  /** @returns the schema's id */
  async register(subject: string, schema: string, schemaType: SchemaType): Promise<number> {
    const path = `/subjects/${name(subject)}/versions`;
    const answer = await this.#ask<{ id: number }>("POST", path, { schema, schemaType }, []);
    return answer!.id;
  }

  /** The subject's own compatibility; undefined when it has none. */
  async compatibility(subject: string): Promise<string | undefined> {
    const answer = await this.#ask<{ compatibilityLevel: string }>("GET", `/config/${name(subject)}`, undefined, [404]);
    return answer?.compatibilityLevel;
  }

  async setCompatibility(subject: string, compatibility: string): Promise<void> {
    await this.#ask("PUT", `/config/${name(subject)}`, { compatibility }, []);
  }

  /** The subject has the registry's own compatibility again. */
  async clearCompatibility(subject: string): Promise<void> {
    await this.#ask("DELETE", `/config/${name(subject)}`, undefined, [404]);
  }

  /** @param none statuses that mean: there is no such thing */
  async #ask<T>(
    method: NonNullable<RegistryRequest["method"]>,
    path: string,
    body: object | undefined,
    none: number[],
  ): Promise<T | undefined> {
    const { url } = this.#connection;
    const { status, text } = await askRegistry(this.#connection, { method, path, body, timeoutMs: ANSWER_MS }).catch(
      (error: unknown) => {
        const reason = (error as NodeJS.ErrnoException).code ?? messageOf(error);
        throw new RegistryError(`The schema registry at ${url} does not answer (${reason}).`, { cause: error });
      },
    );
    if (none.includes(status)) return undefined;
    if (status >= 200 && status < 300) return (text === "" ? undefined : JSON.parse(text)) as T;
    const { message, errorCode } = errorOf(text);
    throw new RegistryError(`The schema registry answered ${method} ${path} with ${status}: ${message}`, {
      status,
      errorCode,
    });
  }
}

function errorOf(text: string): { message: string; errorCode?: number | undefined } {
  try {
    const { message, error_code } = JSON.parse(text) as { message?: string; error_code?: number };
    return { message: message ?? text, errorCode: error_code };
  } catch {
    return { message: text.slice(0, 300) };
  }
}

function name(subject: string): string {
  return encodeURIComponent(subject);
}
