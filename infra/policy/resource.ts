/** A resource as rules see it: plain values, and where secrets were. */
import * as pulumi from "@pulumi/pulumi";
import { UNKNOWN } from "./read.ts";

export interface Resource {
  urn: string;
  type: string;
  name: string;
  /** Secrets unwrapped, what is not known yet UNKNOWN. */
  inputs: Record<string, unknown>;
  /** Paths of secrets; undefined: whoever asks was not told which values are. */
  secrets: ReadonlySet<string> | undefined;
  protect: boolean;
}

const { isRpcSecret, unknownValue, specialSigKey } = pulumi.runtime;

/** Of one as it goes over Pulumi's wire. */
export function resourceOf({
  urn,
  type,
  name,
  inputs,
  protect,
}: Omit<Resource, "secrets" | "inputs"> & { inputs: Record<string, unknown> }): Resource {
  const secrets = new Set<string>();
  return { urn, type, name, inputs: plain(inputs, "", secrets) as Record<string, unknown>, secrets, protect };
}

function plain(value: unknown, path: string, secrets: Set<string>): unknown {
  if (value === unknownValue) return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  if (isRpcSecret(value)) {
    secrets.add(path);
    return plain((value as unknown as { value: unknown }).value, path, secrets);
  }
  if (Array.isArray(value)) return value.map((member, index) => plain(member, `${path}[${index}]`, secrets));
  // Files and references to other resources: nothing to judge.
  if (specialSigKey in value) return UNKNOWN;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, plain(member, path === "" ? key : `${path}.${key}`, secrets)]),
  );
}
