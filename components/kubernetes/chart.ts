/** An operator by its chart, in a namespace of its own, with its definitions as resources of their own. */
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../component.ts";
import type { Definition } from "./definitions.ts";
import { labelsOf } from "./names.ts";
import { restricted } from "./namespace.ts";

export interface ChartSpec {
  /** Name of the chart. */
  chart: string;
  version: string;
  /** Address of the charts, https:// or oci://. */
  repository: string;
  values: object;
}

export abstract class ChartedOperator extends TributaryComponent {
  /** Restricted, as every namespace of ours. */
  protected namespaceOf(namespace: string, tags: Record<string, string>): Namespace {
    const metadata = { name: namespace, labels: { ...labelsOf(tags), ...restricted } };
    return this.child(Namespace, "namespace", { metadata });
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
    { chart, version, repository, values }: ChartSpec,
    namespace: Namespace,
    dependsOn: pulumi.Resource[],
    transform: Transform<object> | undefined,
  ): Chart {
    const all = this.childOpts({ dependsOn });
    const place = { version, namespace: namespace.metadata.name, skipCrds: true, values };
    let changed = { ...located(repository, chart), ...place } as any;
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
