/** An object of a kind that a definition brought: Pulumi knows neither its fields nor when it is ready, so that both are said here. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import type * as pulumi from "@pulumi/pulumi";

export interface CustomObjectArgs {
  apiVersion: string;
  kind: string;
  metadata: {
    name: pulumi.Input<string>;
    /** Default: none, as of kinds of the whole cluster. */
    namespace?: pulumi.Input<string>;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: object;
}

export class CustomObject extends CustomResource {
  /** What its operator says of it. */
  declare readonly status: pulumi.Output<any>;

  constructor(name: string, args: CustomObjectArgs, opts?: pulumi.CustomResourceOptions) {
    super(name, { ...args, status: undefined }, opts);
  }
}

/** An `up` waits until its operator calls the object ready (pulumi-kubernetes 4.18 and newer). */
export const waitForReady = { "pulumi.com/waitFor": "condition=Ready" };
