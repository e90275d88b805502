/**
 * External Secrets Operator's definitions: those that it needs when it looks after one namespace. The files are those of its release 2.9.0
 * (Apache License 2.0), as JSON and without descriptions, which are two thirds of them and which no API server judges by:
 * infra/setup/definitions.ts makes them.
 */
import { type Definition, definitionsIn } from "../../kubernetes/definitions.ts";

/** By kind, e.g. ExternalSecret. */
export function externalSecretsDefinitions(): Record<string, Definition> {
  return definitionsIn(new URL("crds/", import.meta.url));
}
