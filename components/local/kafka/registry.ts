/** A Confluent-compatible schema registry's API, as far as the provider needs it. */
import { TributaryError } from "../../errors.ts";

export type SchemaType = "JSON" | "AVRO" | "PROTOBUF";

export interface RegisteredSchema {
  id: number;
  version: number;
  schema: string;
}

/** Milliseconds for one answer. */
const answerMs = 15_000;
const contentType = "application/vnd.schemaregistry.v1+json";

/** Every method throws TRB_REGISTRY when the registry does not answer, or answers with an error. */
export class Registry {
  readonly #url: string;

  /** @param url base address, e.g. http://127.0.0.1:18081/apis/ccompat/v7 */
  constructor(url: string) {
    this.#url = url.replace(/\/+$/, "");
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
    const answer = await this.#ask<{ id: number }>(
      "POST",
      `/subjects/${name(subject)}/versions`,
      { schema, schemaType },
      [],
    );
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
  async #ask<T>(method: string, path: string, body: unknown, none: number[]): Promise<T | undefined> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#url}${path}`, {
        method,
        headers: { accept: contentType, ...(body === undefined ? {} : { "content-type": contentType }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerMs),
      });
      text = await response.text();
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
      throw new TributaryError("TRB_REGISTRY", `The schema registry at ${this.#url} does not answer (${cause}).`, {
        cause: error,
      });
    }
    if (none.includes(response.status)) return undefined;
    if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
    const { message, error_code } = errorOf(text);
    throw new TributaryError(
      "TRB_REGISTRY",
      `The schema registry answered ${method} ${path} with ${response.status}: ${message}`,
      {
        details: { status: response.status, errorCode: error_code },
      },
    );
  }
}

function errorOf(text: string): { message: string; error_code?: number } {
  try {
    const { message, error_code } = JSON.parse(text) as { message?: string; error_code?: number };
    return { message: message ?? text, error_code };
  } catch {
    return { message: text.slice(0, 300) };
  }
}

function name(subject: string): string {
  return encodeURIComponent(subject);
}
