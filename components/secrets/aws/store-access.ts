/**
 * The role as which External Secrets Operator comes to Secrets Manager. It is of the operator's own service account: Pod Identity knows no
 * other's, and an operator looks after one namespace, so that nobody else's secrets are asked for as it.
 */
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../aws/regions.ts";
import { TributaryComponent } from "../../component.ts";
import {
  accountOf,
  type PodRole,
  type PodRoleArgs,
  podIdentityAgent,
  podRole,
} from "../../kubernetes/eks/pod-identity.ts";
import type { ServiceIdentity } from "../../kubernetes/hosted.ts";
import type { ExternalSecretsOperatorArgs } from "../kubernetes/operator.ts";
import { type StoreRightsSpec, storeRights } from "./store-rights.ts";

export interface AwsStoreAccessArgs {
  /** The cluster that the operator runs on. */
  cluster: PodRoleArgs["cluster"];
  region: string;
  /** The operator's service account. */
  operator: ServiceIdentity;
  /** The stack's name, as its tags have it. */
  stack: string;
  /** What names of the stack's secrets begin with. */
  prefix: string;
  /** Beginnings of further names, which are only read. Default: none. */
  alsoRead?: string[];
  /** Whether the operator makes values. */
  writes: boolean;
  /** ARN of the key that they are encrypted with. */
  key: pulumi.Input<string>;
  tags: Record<string, string>;
  transform?: PodRoleArgs["transform"];
}

export class AwsStoreAccess extends TributaryComponent {
  static readonly token = "tributary:secrets:AwsStoreAccess";
  /** For the operator. */
  readonly identity: NonNullable<ExternalSecretsOperatorArgs["identity"]>;
  /** How values that the operator makes are kept. */
  readonly keeping: pulumi.Output<Record<string, unknown>>;
  readonly nodes: PodRole;

  constructor(name: string, args: AwsStoreAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AwsStoreAccess.token, name, args, opts);
    const { cluster, operator, region, stack, prefix, alsoRead = [], writes, tags, transform } = args;
    const child = this.child.bind(this) as typeof this.child;
    const policy = pulumi.all([cluster.arn, args.key]).apply(([arn, key]) => {
      const spec: StoreRightsSpec = {
        partition: partitionOf(region),
        region,
        account: accountOf(arn),
        stack,
        prefix,
        alsoRead,
        writes,
        key,
      };
      return storeRights(spec);
    });
    this.nodes = podRole(child, "operator", { ...operator, cluster, policy, tags, ...(transform && { transform }) });
    this.identity = { reached: podIdentityAgent, after: [this.nodes.association] };
    this.keeping = pulumi.output(args.key).apply(
      (key): Record<string, unknown> => ({
        kmsKeyId: key,
        // Else the console shows bytes.
        secretPushFormat: "string",
        tags: tagsOfSecrets(tags),
      }),
    );
    this.finish({ role: this.nodes.role.arn });
  }
}

/** The operator writes managed-by itself, knows its secrets by it, and refuses another one. */
function tagsOfSecrets(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => key !== "managed-by"));
}
