/** What every scaler is told: which Deployment, between which numbers, how calmly. */
import type * as pulumi from "@pulumi/pulumi";

export interface Bounds {
  /** Pods that there are at least. */
  minInstances: number;
  /** Pods that there are at most. */
  maxInstances: number;
  /** seconds in which fewer pods must have been enough before some go */
  stabilisationSeconds: number;
}

/** A Deployment, as scalers name it. */
export function targetOf(name: pulumi.Input<string>) {
  return { apiVersion: "apps/v1", kind: "Deployment", name };
}
