/** Elastic's operator (ECK) by its chart, in a namespace of its own. Its definitions come with the chart, which keeps them when it goes. */
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Transform } from "../../component.ts";
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { ChartedOperator, type Place } from "../../kubernetes/chart.ts";
import type { NameServer } from "../../kubernetes/dns.ts";
import { apart, type Spread } from "../../kubernetes/pods.ts";
import type { Peer } from "../../kubernetes/policy-rules.ts";
import { METRICS_PORT, operatorLabels, operatorRules } from "./operator-policies.ts";

export interface EckOperatorArgs {
  /** Version of the chart, and so of the operator and its definitions. */
  version: string;
  /** Where it runs; made here. */
  namespace: string;
  tags: Record<string, string>;
  /** Namespaces whose objects it looks after, and whose Secrets it may read. */
  watched: pulumi.Input<string>[];
  /** Copies, of which one leads. */
  replicas: number;
  spread: Spread;
  /** Who reads metrics, as peers of a NetworkPolicy. */
  monitoring: Peer[];
  /** Ports of Kubernetes' API server. Default: 443 and 6443. */
  apiPorts?: readonly number[];
  /** Who answers questions for names besides those that clusters have by themselves. Default: nobody. */
  dns?: readonly NameServer[];
  /** Address of the charts, https:// or oci://. Default: Elastic's own. */
  repository?: string;
  /** Host that images come from, also those of Elasticsearch, Kibana, Logstash and Filebeat. Default: Elastic's own. */
  imageRegistry?: string;
  /** Names of Secrets of that namespace that its image is pulled with. Default: none. */
  imagePullSecrets?: string[];
  transform?: { policy?: Transform<ArgsOf<typeof NetworkPolicy>>; chart?: Transform<object> };
}

/** Elastic's documentation, "Install ECK using a Helm chart". */
const REPOSITORY = "https://helm.elastic.co";
const IMAGES = "docker.elastic.co";

export class EckOperator extends ChartedOperator {
  static readonly token = "tributary:logging:EckOperator";
  /** What an Elasticsearch depends on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: Place & { chart: Chart };

  constructor(name: string, args: EckOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EckOperator.token, name, args, opts);
    const { version, repository = REPOSITORY, transform } = args;
    const place = this.placeOf(args, operatorRules(args), transform?.policy);
    const spec = { chart: "eck-operator", version, repository, values: eckValues(args) };
    const chart = this.chart("chart", spec, place, {}, transform?.chart);
    this.nodes = { ...place, chart };
    this.ready = [chart];
    this.finish();
  }
}

/** Values of the chart eck-operator, 3.5.0; its pods are restricted by themselves. */
export function eckValues({ watched, replicas, spread, imageRegistry, imagePullSecrets }: EckOperatorArgs): object {
  const { affinity } = apart(operatorLabels, spread);
  return {
    installCRDs: true,
    managedNamespaces: watched,
    replicaCount: replicas,
    affinity,
    podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
    // Its rights are those of a role in each namespace, and none of the whole cluster; so it judges nothing before it is taken.
    createClusterScopedResources: false,
    webhook: { enabled: false },
    telemetry: { disabled: true },
    config: {
      metrics: { port: String(METRICS_PORT) },
      containerRegistry: imageRegistry ?? IMAGES,
      policies: { passwords: { length: 32 } },
      setDefaultSecurityContext: "true",
      // It may not look up classes of volumes, which are of the whole cluster.
      validateStorageClass: false,
    },
    serviceMonitor: { enabled: false },
    ...(imageRegistry === undefined ? {} : { image: { repository: `${imageRegistry}/eck/eck-operator` } }),
    ...pullSecrets(imagePullSecrets),
  };
}
