/** KEDA by its chart, in a namespace of its own. */
import type { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Transform } from "../../component.ts";
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { ChartedOperator, type Place } from "../../kubernetes/chart.ts";
import type { NameServer } from "../../kubernetes/dns.ts";
import { apartInTurn, type Spread } from "../../kubernetes/pods.ts";
import type { Peer, Reached } from "../../kubernetes/policy-rules.ts";
import { kedaDefinitions } from "./definitions.ts";
import { PARTS } from "./peer.ts";
import { kedaRules } from "./policies.ts";

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
  /** Pods of the brokers whose lag it looks at, with their namespace, and the ports of their listeners. */
  brokers: Reached;
  /** Ports of others that it asks, such as Prometheus'. */
  outside: number[];
  /** Who reads metrics, as peers of a NetworkPolicy. */
  monitoring: Peer[];
  /** Ports of Kubernetes' API server. Default: 443 and 6443. */
  apiPorts?: readonly number[];
  /** Who answers questions for names besides those that clusters have by themselves. Default: nobody. */
  dns?: readonly NameServer[];
  /** Address of the charts, https:// or oci://. Default: KEDA's own. */
  repository?: string;
  /** Host that images come from. Default: KEDA's own. */
  imageRegistry?: string;
  /** Whom its pods ask for the credentials of an identity of a cloud. Default: they need none. */
  identity?: Reached | undefined;
  /** What must be there before its pods start, such as that identity, which they are only given then. Default: nothing. */
  after?: pulumi.Resource[];
  /** Names of Secrets of that namespace that images are pulled with. Default: none. */
  imagePullSecrets?: string[];
  transform?: {
    definition?: Transform<ArgsOf<typeof CustomResourceDefinition>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
    chart?: Transform<object>;
  };
}

/** KEDA's documentation, "Deploying KEDA", Helm. */
const REPOSITORY = "https://kedacore.github.io/charts";

export class KedaOperator extends ChartedOperator {
  static readonly token = "tributary:scaling:KedaOperator";
  /** What a ScaledObject depends on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: Place & { definitions: Record<string, CustomResourceDefinition>; chart: Chart };

  constructor(name: string, args: KedaOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(KedaOperator.token, name, args, opts);
    const { version, repository = REPOSITORY, after = [], transform } = args;
    const place = this.placeOf(args, kedaRules(args), transform?.policy);
    const definitions = this.definitions(kedaDefinitions(), transform?.definition);
    const spec = { chart: "keda", version, repository, values: kedaValues(args), after };
    const chart = this.chart("chart", spec, place, definitions, transform?.chart);
    this.nodes = { ...place, definitions, chart };
    this.ready = [...Object.values(definitions), chart];
    this.finish();
  }
}

/** Values of the chart keda, 2.20.2; its pods are restricted by themselves. */
export function kedaValues({ watched, replicas, spread, imageRegistry, imagePullSecrets }: KedaOperatorArgs): object {
  const budget = replicas > 1 ? { maxUnavailable: 1 } : {};
  const metrics = { enabled: true };
  const copies = { replicaCount: replicas };
  const places = (app: string) => apartInTurn({ app }, spread).topologySpreadConstraints;
  return {
    crds: { install: false },
    // With names its rights are those of a role in each of them, and not of the whole cluster.
    watchNamespace: pulumi.all(watched).apply((names) => names.join(",")),
    // Otherwise it may read and scale every kind there is; Deployments it may anyhow.
    rbac: { enabledCustomScaledRefKinds: false },
    operator: copies,
    metricsServer: copies,
    webhooks: copies,
    topologySpreadConstraints: {
      operator: places(PARTS.operator),
      metricsServer: places(PARTS.metrics),
      webhooks: places(PARTS.webhooks),
    },
    prometheus: { operator: metrics, metricServer: metrics, webhooks: metrics },
    podDisruptionBudget: { operator: budget, metricServer: budget, webhooks: budget },
    ...(imageRegistry === undefined ? {} : { global: { image: { registry: imageRegistry } } }),
    ...pullSecrets(imagePullSecrets),
  };
}
