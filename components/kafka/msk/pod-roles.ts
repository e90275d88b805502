/** Roles of IAM for pods on an MSK cluster that somebody else runs: each may do there what `access` says, and nothing else. */
import * as pulumi from "@pulumi/pulumi";
import { TributaryComponent } from "../../component.ts";
import type { HostedCluster } from "../../kubernetes/hosted.ts";
import type { Reached } from "../../kubernetes/policy-rules.ts";
import type { AccessSpec, CloudIdentity, PodIdentity } from "../cluster.ts";
import { identityOf } from "./identity.ts";

export interface MskPodRolesArgs {
  /** Of the MSK cluster. */
  clusterArn: string;
  /** Whose pods they are. */
  pods: Pick<HostedCluster, "name" | "arn">;
  /** Principals; those with `auth: iam` become roles. */
  access: Record<string, AccessSpec>;
  tags: Record<string, string>;
}

export class MskPodRoles extends TributaryComponent implements CloudIdentity {
  static readonly token = "tributary:kafka:MskPodRoles";
  readonly reached: Reached;
  readonly nodes: { roles: Record<string, pulumi.Resource> } = { roles: {} };
  readonly #identity: CloudIdentity;

  constructor(name: string, args: MskPodRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { pods, ...kept } = args;
    super(MskPodRoles.token, name, kept, opts);
    const child = this.child.bind(this) as typeof this.child;
    const of = { pods: { cluster: pods }, tags: args.tags };
    this.#identity = identityOf(child, args.access, of, pulumi.output(args.clusterArn), this.nodes.roles);
    this.reached = this.#identity.reached;
    this.finish();
  }

  /** @throws TributaryError TRB_SETTINGS_INVALID when the principal is not in `access` */
  grant(principal: string, pods: PodIdentity): pulumi.Resource[] {
    return this.#identity.grant(principal, pods);
  }
}
