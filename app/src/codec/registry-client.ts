/** A small client of a Confluent-compatible registry: a schema by its id, and the id of a schema that is registered. */
import type { RegistryConnection } from "../connection.ts";
import { messageOf } from "../errors.ts";
import { askRegistry } from "../registry/http.ts";
import type { SchemaType } from "../registry/subjects.ts";
import { Breaker } from "./breaker.ts";

/** A schema as the registry has it. */
export interface Registered {
  type: SchemaType;
  /** its text */
  schema: string;
}

/** The registry did not answer, or not with what was asked; `retryInMs` is when to ask again. */
export class RegistryUnavailableError extends Error {
  override readonly name = "RegistryUnavailableError";
  readonly retryInMs: number;
  constructor(message: string, retryInMs: number) {
    super(message);
    this.retryInMs = retryInMs;
  }
}

/** milliseconds; an answer takes a few */
const TIMEOUT_MS = 3_000;

export class RegistryClient {
  readonly #connection: RegistryConnection;
  readonly #breaker: Breaker;
  readonly #timeoutMs: number;

  constructor(connection: RegistryConnection, { breaker = new Breaker(), timeoutMs = TIMEOUT_MS } = {}) {
    this.#connection = connection;
    this.#breaker = breaker;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @returns undefined when the registry says that there is no such id
   * @throws RegistryUnavailableError in every other case, at once while the breaker is open
   */
  async byId(id: number): Promise<Registered | undefined> {
    const body = await this.#ask(`/schemas/ids/${id}`);
    if (body === undefined) return undefined;
    // Schemas in Avro have no type in the answer.
    const { schema, schemaType = "AVRO" } = body;
    return { type: schemaType as SchemaType, schema: String(schema) };
  }

  /**
   * The id under which a subject has this schema. Nothing is registered.
   * @returns undefined when it does not have it
   * @throws RegistryUnavailableError like byId
   */
  async idOf(subject: string, { type, schema }: Registered): Promise<number | undefined> {
    const body = await this.#ask(`/subjects/${encodeURIComponent(subject)}`, { schema, schemaType: type });
    if (body === undefined) return undefined;
    if (typeof body["id"] !== "number") throw this.#unavailable("its answer has no id");
    return body["id"];
  }

  async #ask(path: string, body?: object): Promise<Record<string, unknown> | undefined> {
    const waitMs = this.#breaker.waitMs();
    if (waitMs > 0) throw new RegistryUnavailableError("The schema registry did not answer before.", waitMs);
    let status: number;
    let answer: unknown;
    try {
      const method = body === undefined ? "GET" : "POST";
      const answered = await askRegistry(this.#connection, { method, path, body, timeoutMs: this.#timeoutMs });
      status = answered.status;
      answer = parsed(answered.text);
    } catch (error) {
      throw this.#unavailable(messageOf(error));
    }
    const object = typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
    // A proxy that does not know the path answers 404, too, but not with a code of the registry's.
    if (status === 404 && /^404\d\d$/.test(String(object["error_code"]))) {
      this.#breaker.succeeded();
      return undefined;
    }
    if (status !== 200) throw this.#unavailable(`it answered with ${status}`);
    if (body === undefined && typeof object["schema"] !== "string") throw this.#unavailable("its answer has no schema");
    this.#breaker.succeeded();
    return object;
  }

  #unavailable(why: string): RegistryUnavailableError {
    this.#breaker.failed();
    return new RegistryUnavailableError(
      `The schema registry at ${this.#connection.url} cannot be used: ${why}.`,
      this.#breaker.waitMs(),
    );
  }
}

/** Undefined when it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
