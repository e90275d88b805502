/**
 * KEDA's definitions: those of its release 2.20.2 (Apache License 2.0), as JSON and without descriptions, which are nine tenths of them and
 * which no API server judges by.
 */
import { type Definition, definitionsIn } from "../../kubernetes/definitions.ts";

/** By kind, e.g. ScaledObject. */
export function kedaDefinitions(): Record<string, Definition> {
  return definitionsIn(new URL("crds/", import.meta.url));
}
