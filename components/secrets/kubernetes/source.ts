/**
 * Where the values of passwords and tokens come from. A component says what it needs and gets a Secret of Kubernetes with a key for each
 * generation; who made the values, and where they are kept, it does not see.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { SecretGenerations, SecretRef } from "../../../app/src/connection.ts";
import type { MakeChild } from "../../component.ts";

/** A secret whose value is replaced by raising a number: there is the generation in use, and the next one, known before it is used. */
export interface Credential {
  /** Keys of the Secret are <kind>-<generation>. */
  kind: "password" | "token";
  /** Whose, where a component has several of a kind: part of logical names. */
  of?: string;
  /** Of the Secret. */
  metadata: { name: string; namespace: pulumi.Input<string>; labels: Record<string, string> };
  /** The one in use, from 1. */
  generation: number;
  /** Letters and digits of a value. */
  length: number;
  /** What must be there before the Secret is. */
  after?: pulumi.Resource[];
}

export interface SecretSource {
  /**
   * Makes the Secret, as children of a component.
   * @returns what to depend on: when it is there, the Secret has both generations
   */
  make(child: MakeChild, credential: Credential): pulumi.CustomResource;
}

/** Whoever has both mounted goes on logging in when the other side is given the next. */
export function generationNumbers({ generation }: Pick<Credential, "generation">): [active: number, next: number] {
  return [generation, generation + 1];
}

export function generationKey({ kind }: Pick<Credential, "kind">, generation: number): string {
  return `${kind}-${generation}`;
}

/** Role of what belongs to a generation: password-ingest-1, token-2. */
export function generationRole({ kind, of }: Pick<Credential, "kind" | "of">, generation: number): string {
  return of === undefined ? `${kind}-${generation}` : `${kind}-${of}-${generation}`;
}

/** Role of the Secret, or of what stands for it: passwords-ingest, tokens. */
export function secretRole({ kind, of }: Pick<Credential, "kind" | "of">): string {
  return of === undefined ? `${kind}s` : `${kind}s-${of}`;
}

/** As the application reads them: whatever the other side knows, one of the two is it. */
export function generationsOf(credential: Pick<Credential, "kind" | "generation" | "metadata">): SecretGenerations {
  const { name } = credential.metadata;
  const ref = (of: number): SecretRef => ({ store: "kubernetes", name, key: generationKey(credential, of) });
  const [active, next] = generationNumbers(credential);
  return { active: ref(active), retiring: ref(next) };
}
