/** The objects of a recorded program as the API server takes them, in the order in which they need one another. */
import * as pulumi from "@pulumi/pulumi";
import type { Recorded, Recording } from "../../support/recording.ts";
import type { KubeObject } from "../control-plane/api.ts";

const PREFIX = "kubernetes:";
/** Pulumi's own, and no objects. */
const OTHERS = ["kubernetes:helm.sh/", "pulumi:providers:"];

/** Of one resource: what is secret is shown, and what nobody set is left out. */
export function manifestOf({ inputs }: Pick<Recorded, "inputs">): KubeObject {
  return unwrapped(inputs) as KubeObject;
}

export function manifestsOf({ resources }: Recording): KubeObject[] {
  const objects = resources.filter(
    // What is only read has no inputs.
    ({ type, inputs }) =>
      type.startsWith(PREFIX) && !OTHERS.some((other) => type.startsWith(other)) && inputs["apiVersion"] !== undefined,
  );
  return objects.map(manifestOf).sort((a, b) => rank(a) - rank(b));
}

/** What others stand in or are made of comes first. */
const order = ["CustomResourceDefinition", "Namespace", "ServiceAccount", "Secret", "ConfigMap"];
function rank({ kind }: KubeObject): number {
  const index = order.indexOf(kind);
  return index === -1 ? order.length : index;
}

function unwrapped(value: any): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return unwrapped(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === undefined || inner === null ? [] : [[key, unwrapped(inner)]],
    ),
  );
}
