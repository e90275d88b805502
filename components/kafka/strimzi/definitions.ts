/** Strimzi's definitions: the files of its release 1.2.0 (Apache License 2.0) without descriptions, by infra/setup/definitions.ts. */
import { type Definition, definitionsIn } from "../../kubernetes/definitions.ts";

/** By kind, e.g. KafkaTopic. */
export function strimziDefinitions(): Record<string, Definition> {
  return definitionsIn(new URL("crds/", import.meta.url));
}
