/**
 * The definitions of Prometheus' operator: those of its release 0.93.1 (Apache License 2.0), as JSON and without descriptions. Agents and
 * Thanos' rulers are left out: nothing here is one, and the operator goes without them.
 */
import { type Definition, definitionsIn } from "../../kubernetes/definitions.ts";

/** By kind, e.g. PodMonitor. */
export function prometheusDefinitions(): Record<string, Definition> {
  return definitionsIn(new URL("crds/", import.meta.url));
}
