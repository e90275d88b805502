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
  /** Who answers questions for names besides those that clusters have by themselves. Default: nobody. */
  dns?: readonly NameServer[];
  transform?: { namespace?: Transform<ArgsOf<typeof Namespace>>; policy?: Transform<ArgsOf<typeof NetworkPolicy>> };
}

/** Labels of a namespace whose pods have no rights on their node: the standard, and the API server's own version of it. */
export const restricted = Object.fromEntries(
  ["enforce", "audit", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, "latest"],
  ]),
);

export class GuardedNamespace extends TributaryComponent {
  static readonly token = "tributary:kubernetes:GuardedNamespace";
  /** Its name, known when it is there. */
  readonly namespace: pulumi.Output<string>;
  readonly nodes: { namespace: Namespace; denied: NetworkPolicy; names: NetworkPolicy };

  constructor(name: string, args: GuardedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GuardedNamespace.token, name, args, opts);
    const { protection: protect, tags, transform } = args;
    const labels = labelsOf(tags);
    const metadata = { name: args.namespace, labels: { ...labels, ...restricted } };
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
