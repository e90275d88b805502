/** An operator by its chart, in a guarded namespace of its own, with its definitions as resources of their own. */
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import type * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../component.ts";
import type { Definition } from "./definitions.ts";
import { labelsOf } from "./names.ts";
import { GuardedNamespace, type GuardedNamespaceArgs } from "./namespace.ts";

export interface ChartSpec {
  /** Name of the chart. */
  chart: string;
  version: string;
  /** Address of the charts, https:// or oci://. */
  repository: string;
  values: object;
  /** What must be there before its pods start, besides their rules and definitions. Default: nothing. */
  after?: pulumi.Resource[];
}

/** Whom some pods of an operator reach, and who reaches them. */
export interface Rule {
  /** Of the NetworkPolicy. */
  name: string;
  spec: input.networking.v1.NetworkPolicySpec;
}

/** Where an operator stands. */
export interface Place {
  guard: GuardedNamespace;
  policies: Record<string, NetworkPolicy>;
}

export abstract class ChartedOperator extends TributaryComponent {
  /** A namespace in which these rules let through what the operator needs, by their roles; all else is denied. */
  protected placeOf(
    { namespace, tags, dns }: Pick<GuardedNamespaceArgs, "namespace" | "tags" | "dns">,
    rules: Record<string, Rule>,
    transform: Transform<ArgsOf<typeof NetworkPolicy>> | undefined,
  ): Place {
    // Namespaces of operators were once children of theirs, and are not made anew.
    const former = { name: this.childName("namespace"), parent: this };
    const guard = new GuardedNamespace(
      this.childName("place"),
      {
        namespace,
        tags,
        protection: false,
        dns,
        transform: { namespace: (_, opts) => Object.assign(opts, { aliases: [former] }) },
      },
      this.childOpts(),
    );
    const policies = Object.entries(rules).map(([role, { name, spec }]) => {
      const metadata = { name, namespace: guard.namespace, labels: labelsOf(tags) };
      return [role, this.child(NetworkPolicy, role, { metadata, spec }, {}, transform)];
    });
    return { guard, policies: Object.fromEntries(policies) };
  }

  /** Every object of a kind goes with its definition: it is kept even when the operator's component is taken out. */
  protected definitions(
    definitions: Record<string, Definition>,
    transform: Transform<ArgsOf<typeof CustomResourceDefinition>> | undefined,
  ): Record<string, CustomResourceDefinition> {
    const opts = { retainOnDelete: true };
    return Object.fromEntries(
      Object.entries(definitions).map(([kind, definition]) => [
        kind,
        this.child(CustomResourceDefinition, `definition-${kind}`, taken(definition), opts, transform),
      ]),
    );
  }

  /** A chart is a component of Pulumi's: its children are the objects that it renders. */
  protected chart(
    role: string,
    { chart, version, repository, values, after = [] }: ChartSpec,
    { guard, policies }: Place,
    definitions: Record<string, CustomResourceDefinition>,
    transform: Transform<object> | undefined,
  ): Chart {
    const dependsOn: pulumi.Resource[] = [...Object.values(policies), ...Object.values(definitions), ...after];
    const all = this.childOpts({ dependsOn });
    let changed = {
      ...located(repository, chart),
      ...{ version, namespace: guard.namespace, skipCrds: true, values },
    } as any;
    if (typeof transform === "function") transform(changed, all, this.childName(role));
    else changed = { ...changed, ...transform };
    return new Chart(this.childName(role), changed, all);
  }
}

/** Those that an earlier stack has left, or a release that is older, are theirs until they are taken over. */
function taken({ metadata, ...definition }: Definition): Definition {
  const annotations = { ...metadata.annotations, "pulumi.com/patchForce": "true" };
  return { ...definition, metadata: { ...metadata, annotations } };
}

/** Where a chart is, as Pulumi's Chart takes it. */
function located(repository: string, chart: string): { chart: string; repositoryOpts?: { repo: string } } {
  return repository.startsWith("oci://")
    ? { chart: `${repository.replace(/\/$/, "")}/${chart}` }
    : { chart, repositoryOpts: { repo: repository } };
}
