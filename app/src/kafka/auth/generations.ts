/**
 * Which generation of a rotated secret to use: the one that was accepted last, at first `active`. While a rotation is under way
 * the other side may know only one of them, and nobody can say when that changes.
 */
import type { SecretGenerations } from "../../connection.ts";
import { ConfigError } from "../../errors.ts";
import { readSecret } from "../../secrets.ts";

type Name = keyof SecretGenerations;

export class Generations {
  readonly #refs: SecretGenerations;
  #current: Name = "active";
  /** Values refused since the last success; several connections may log in at once. */
  readonly #refused = new Set<string>();

  constructor(refs: SecretGenerations) {
    this.#refs = refs;
  }

  /** The value to use now, read anew. Throws ConfigError when neither can be read. */
  read(): string {
    try {
      return this.#read(this.#current)!;
    } catch (error) {
      // A file goes away at the end of a rotation: `retiring`, or `active` for a process that was started before it.
      const other = this.#current === "active" ? "retiring" : "active";
      const value = error instanceof ConfigError ? this.#readable(other) : undefined;
      if (value === undefined) throw error;
      this.#current = other;
      return value;
    }
  }

  /** The generation whose value `read` gave last. */
  get current(): Name {
    return this.#current;
  }

  accepted(): void {
    this.#refused.clear();
  }

  /**
   * `value` was refused.
   * @returns whether another value is worth trying at once: the other generation's, or this one's when its file has changed
   */
  refused(value: string): boolean {
    this.#refused.add(value);
    const other = this.#current === "active" ? "retiring" : "active";
    for (const name of [this.#current, other] as const) {
      const candidate = this.#readable(name);
      if (candidate === undefined || this.#refused.has(candidate)) continue;
      this.#current = name;
      return true;
    }
    // Everything was refused: begin again with `active`, as its file may change.
    this.#current = "active";
    this.#refused.clear();
    return false;
  }

  #readable(name: Name): string | undefined {
    try {
      return this.#read(name);
    } catch {
      return undefined;
    }
  }

  #read(name: Name): string | undefined {
    const ref = this.#refs[name];
    return ref && readSecret(ref);
  }
}
