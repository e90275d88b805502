/** Karpenter's definitions: those of its release 1.14.1 (Apache License 2.0), as JSON and without descriptions. */
import { type Definition, definitionsIn } from "../../definitions.ts";

/** By kind, e.g. NodePool. */
export function karpenterDefinitions(): Record<string, Definition> {
  return definitionsIn(new URL("crds/", import.meta.url));
}
