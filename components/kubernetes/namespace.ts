/** A namespace in which nothing may be that has rights on its node, and nobody reaches anybody unless a rule says so. */
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../component.ts";
import { type NameServer, namesRules } from "./dns.ts";
import { labelsOf } from "./names.ts";

export interface GuardedNamespaceArgs {
  /** Its name in Kubernetes. */
  namespace: string;
  tags: Record<string, string>;
  /** Cannot be deleted while it is true, as everything in it would go. */
  protection: boolean;
  /** What pods may have: nothing, or also rights on their node, such as to read its files. Default: restricted. */
  level?: Level;
  /** Who answers questions for names besides those that clusters have by themselves. Default: nobody. */
  dns?: readonly NameServer[];
  transform?: { namespace?: Transform<ArgsOf<typeof Namespace>>; policy?: Transform<ArgsOf<typeof NetworkPolicy>> };
}

/** Standards of Kubernetes (Pod Security Standards). */
export type Level = "restricted" | "privileged";

/** Labels of a namespace: the standard of its pods, and the API server's own version of it. */
const standard = (level: Level): Record<string, string> =>
  Object.fromEntries(
    ["enforce", "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, "latest"],
    ]),
  );

/** Of a namespace whose pods have no rights on their node. */
export const restricted = standard("restricted");

export class GuardedNamespace extends TributaryComponent {
  static readonly token = "tributary:kubernetes:GuardedNamespace";
  /** Its name, known when it is there. */
  readonly namespace: pulumi.Output<string>;
  readonly nodes: { namespace: Namespace; denied: NetworkPolicy; names: NetworkPolicy };

  constructor(name: string, args: GuardedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GuardedNamespace.token, name, args, opts);
    const { protection: protect, level = "restricted", tags, transform } = args;
    const labels = labelsOf(tags);
    const metadata = { name: args.namespace, labels: { ...labels, ...standard(level) } };
    const namespace = this.child(Namespace, "namespace", { metadata }, { protect }, transform?.namespace);
    this.namespace = namespace.metadata.name;
    const policy = (role: string, spec: object): NetworkPolicy =>
      this.child(
        NetworkPolicy,
        role,
        { metadata: { name: role, namespace: this.namespace, labels }, spec: { podSelector: {}, ...spec } },
        {},
        transform?.policy,
      );
    this.nodes = {
      namespace,
      denied: policy("deny-by-default", { policyTypes: ["Ingress", "Egress"] }),
      names: policy("allow-names", { policyTypes: ["Egress"], egress: namesRules(args.dns) }),
    };
    this.finish({ namespace: this.namespace });
  }
}
