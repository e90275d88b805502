/** API keys with generations: a key and its secret are made and end together, so that a generation is a user and a password. */
import type { ApiKey, ApiKeyArgs } from "@pulumi/confluentcloud/apiKey.js";
import type { ServiceAccount } from "@pulumi/confluentcloud/serviceAccount.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import type { SecretRef } from "../../../app/src/connection.ts";
import type { MakeChild } from "../../component.ts";
import { kubeName } from "../../kubernetes/names.ts";

/** The generations that are alive: the one in use, and the one before it, which goes when the number is raised once more. */
export function aliveGenerations(rotation: number): number[] {
  return rotation > 1 ? [rotation, rotation - 1] : [rotation];
}

/** Keys by generation, the one in use first. */
export interface Keys {
  active: ApiKey;
  byGeneration: Record<string, ApiKey>;
}

/** @param make a key of a generation */
export function keysOf(rotation: number, make: (generation: number) => ApiKey): Keys {
  const byGeneration = Object.fromEntries(
    aliveGenerations(rotation).map((generation) => [String(generation), make(generation)]),
  );
  return { active: byGeneration[String(rotation)]!, byGeneration };
}

/** As a key names whose it is. */
export function ownerOf({ id, apiVersion, kind }: ServiceAccount): ApiKeyArgs["owner"] {
  return { id, apiVersion, kind };
}

/** Where a pod finds the keys of a principal: a Secret with a user and a password for each generation. */
export interface KeySecret {
  name: string;
  namespace: pulumi.Input<string>;
  labels: Record<string, string>;
}

/**
 * The Secret of a principal's keys. The values pass Pulumi, which keeps them encrypted in its state: only who makes a key is told its
 * secret, and only once.
 */
export function secretOf(
  child: MakeChild,
  role: string,
  metadata: KeySecret,
  { byGeneration }: Keys,
  opts: pulumi.CustomResourceOptions,
): Secret {
  const values = Object.entries(byGeneration).flatMap(([generation, key]) => [
    [usernameKey(Number(generation)), key.id] as const,
    [passwordKey(Number(generation)), key.secret] as const,
  ]);
  return child(Secret, role, { metadata, stringData: pulumi.secret(Object.fromEntries(values)) }, opts);
}

/** How a client logs in: the newest generation, and the one before it with its own user. */
export function loginOf(
  secret: string,
  rotation: number,
  { byGeneration }: Keys,
): pulumi.Output<{
  username: string;
  password: { active: SecretRef; retiring?: SecretRef };
  retiringUsername?: string;
}> {
  const [active, former] = aliveGenerations(rotation) as [number, number | undefined];
  const ref = (generation: number): SecretRef => ({
    store: "kubernetes",
    name: secret,
    key: passwordKey(generation),
  });
  const id = (generation: number) => byGeneration[String(generation)]!.id;
  if (former === undefined) return id(active).apply((username) => ({ username, password: { active: ref(active) } }));
  return pulumi.all([id(active), id(former)]).apply(([username, retiringUsername]) => ({
    username,
    password: { active: ref(active), retiring: ref(former) },
    retiringUsername,
  }));
}

/** Of the Secret with the keys of a principal. @param cluster logical name of the component */
export function keySecretName(cluster: string, principal: string): string {
  return `${cluster}-key-${kubeName(principal)}`;
}

/** Keys of the Secret, by generation. */
export const usernameKey = (generation: number): string => `username-${generation}`;
export const passwordKey = (generation: number): string => `password-${generation}`;
