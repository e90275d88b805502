/** KEDA by its chart. */
import type { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import type { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Transform } from "../../component.ts";
import { ChartedOperator } from "../../kubernetes/chart.ts";
import { apart, type Spread } from "../../kubernetes/pods.ts";
import { kedaDefinitions } from "./definitions.ts";

export interface KedaOperatorArgs {
  /** Version of the chart, and so of KEDA; the definitions are of the same. */
  version: string;
  /** Where it runs; made here. */
  namespace: string;
  tags: Record<string, string>;
  /** Namespaces whose objects it looks after, and whose Secrets it may read. */
  watched: pulumi.Input<string>[];
  /** Copies of each of its parts; one of them leads, another takes over. */
  replicas: number;
  spread: Spread;
  /** Address of the charts, https:// or oci://. Default: KEDA's own. */
  repository?: string;
  /** Host that images come from. Default: KEDA's own. */
  imageRegistry?: string;
  /** What must be there before its pods start, such as an identity of theirs, which they are only given then. Default: nothing. */
  after?: pulumi.Resource[];
  transform?: { definition?: Transform<ArgsOf<typeof CustomResourceDefinition>>; chart?: Transform<object> };
}

/** KEDA's documentation, "Deploying KEDA", Helm. */
const REPOSITORY = "https://kedacore.github.io/charts";

export class KedaOperator extends ChartedOperator {
  static readonly token = "tributary:scaling:KedaOperator";
  /** What a ScaledObject depends on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: { namespace: Namespace; definitions: Record<string, CustomResourceDefinition>; chart: Chart };

  constructor(name: string, args: KedaOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(KedaOperator.token, name, args, opts);
    const { version, repository = REPOSITORY, after = [], transform } = args;
    const namespace = this.namespaceOf(args.namespace, args.tags);
    const definitions = this.definitions(kedaDefinitions(), transform?.definition);
    const spec = { chart: "keda", version, repository, values: kedaValues(args) };
    const chart = this.chart("chart", spec, namespace, [...Object.values(definitions), ...after], transform?.chart);
    this.nodes = { namespace, definitions, chart };
    this.ready = [...Object.values(definitions), chart];
    this.finish();
  }
}

/** Values of the chart keda, 2.20.2; its pods are restricted by themselves. */
export function kedaValues({ watched, replicas, spread, imageRegistry }: KedaOperatorArgs): object {
  const budget = replicas > 1 ? { maxUnavailable: 1 } : {};
  const copies = (app: string) => ({ replicaCount: replicas, affinity: apart({ app }, spread).affinity });
  const zones = (app: string) => apart({ app }, spread).topologySpreadConstraints;
  return {
    crds: { install: false },
    // With names its rights are those of a role in each of them, and not of the whole cluster.
    watchNamespace: pulumi.all(watched).apply((names) => names.join(",")),
    // Otherwise it may read and scale every kind there is; Deployments it may anyhow.
    rbac: { enabledCustomScaledRefKinds: false },
    operator: copies("keda-operator"),
    metricsServer: copies("keda-operator-metrics-apiserver"),
    webhooks: copies("keda-admission-webhooks"),
    topologySpreadConstraints: {
      operator: zones("keda-operator"),
      metricsServer: zones("keda-operator-metrics-apiserver"),
      webhooks: zones("keda-admission-webhooks"),
    },
    podDisruptionBudget: { operator: budget, metricServer: budget, webhooks: budget },
    ...(imageRegistry === undefined ? {} : { global: { image: { registry: imageRegistry } } }),
  };
}
