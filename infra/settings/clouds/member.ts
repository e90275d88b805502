/** What a file of this folder exports: a cloud as it is now, or its place until it is there. */
import type { z } from "zod";
import type { Backend, Cloud } from "../../../components/kafka/cluster.ts";

/** Settings of this cloud can be deployed. */
export interface AvailableCloud<C extends Cloud, S extends z.ZodObject> {
  cloud: C;
  available: true;
  /** Its values of `kafka.backend`. */
  backends: Backend[];
  /** Those that are to come. */
  later: Backend[];
  schema: S;
}

/** Choosing it fails with one sentence that says which can be deployed. */
export interface PlannedCloud<C extends Cloud> {
  cloud: C;
  available: false;
  backends: Backend[];
}

export function available<C extends Cloud, S extends z.ZodObject>(
  cloud: C,
  backends: Backend[],
  schema: S,
  later: Backend[] = [],
): AvailableCloud<C, S> {
  return { cloud, available: true, backends, later, schema };
}

export function planned<C extends Cloud>(cloud: C, backends: Backend[]): PlannedCloud<C> {
  return { cloud, available: false, backends };
}
