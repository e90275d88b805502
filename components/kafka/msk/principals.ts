/** Who there is on a cluster: the principals of `access`, each by what proves who it is, and what Kafka calls it. */
import type { AccessSpec } from "../cluster.ts";
import type { ports } from "./limits.ts";

export type MskAuth = keyof typeof ports;

/** Who sets topics, rights and quotas from inside the network: a role of AWS, so that it needs no rights to begin with. */
export const ADMINISTRATOR = "administrator";

export const administratorAccess: AccessSpec = { auth: "iam", admin: ["topics", "access", "groups", "cluster"] };

/** Kinds that principals use, in a fixed order. */
export function kindsOf(access: Record<string, AccessSpec>): MskAuth[] {
  const used = new Set<string>(Object.values(access).map(({ auth }) => auth));
  return (["iam", "scram", "mtls"] as const).filter((kind) => used.has(kind));
}

/**
 * Generations that work at once, the one in use first: the former one goes at the next rotation. Each is a user of its own, as MSK knows
 * one password of a user, and takes up to ten minutes to learn another one (developer guide, msk-password-rotation and msk-password-users).
 */
export function generationsOf({ rotation = 1 }: Pick<AccessSpec, "rotation">): number[] {
  return rotation > 1 ? [rotation, rotation - 1] : [rotation];
}

/** ingest, 2 -> ingest-2 */
export const userName = (principal: string, generation: number): string => `${principal}-${generation}`;

/** As Kafka's rights and quotas name it, without `User:`. */
export function kafkaUsers(principal: string, spec: AccessSpec): string[] {
  switch (spec.auth) {
    case "scram":
      return generationsOf(spec).map((generation) => userName(principal, generation));
    case "mtls":
      // All of its certificates say the same name.
      return [distinguishedName(principal)];
    default:
      return [];
  }
}

export const distinguishedName = (principal: string): string => `CN=${principal}`;

/** Whose secret went with the last rotation: their rights go, too. */
export function retiredUsers(principal: string, { auth, rotation = 1 }: AccessSpec): string[] {
  return auth === "scram" && rotation > 2 ? [userName(principal, rotation - 2)] : [];
}
