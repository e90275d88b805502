/** Strimzi's operator by its chart, in a namespace of its own. */
import type { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Transform } from "../../component.ts";
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { ChartedOperator, type Place } from "../../kubernetes/chart.ts";
import type { NameServer } from "../../kubernetes/dns.ts";
import { apartInTurn, containerSecurity, podSecurity, room, type Spread } from "../../kubernetes/pods.ts";
import type { Peer } from "../../kubernetes/policy-rules.ts";
import { strimziDefinitions } from "./definitions.ts";
import { PODS, strimziRules } from "./operator-policies.ts";

export interface StrimziOperatorArgs {
  /** Version of the chart, and so of the operator; the definitions are of the same. */
  version: string;
  /** Where the operator runs; made here. */
  namespace: string;
  tags: Record<string, string>;
  /** Namespaces whose clusters it looks after. */
  watched: pulumi.Input<string>[];
  /** Copies; one of them leads, another takes over. */
  replicas: number;
  spread: Spread;
  /** Who reads metrics, as peers of a NetworkPolicy. */
  monitoring: Peer[];
  /** Ports of Kubernetes' API server. Default: 443 and 6443. */
  apiPorts?: readonly number[];
  /** Who answers questions for names besides those that clusters have by themselves. Default: nobody. */
  dns?: readonly NameServer[];
  /** With cert-manager there: nodes are drained without a partition losing too many copies. */
  drainCleaner?: { version: string };
  /** Address of the charts, https:// or oci://. Default: Strimzi's own. */
  repository?: string;
  /** Registry and folder that images come from. Default: Strimzi's own. */
  images?: { registry: string; repository: string };
  /** Names of Secrets that images are pulled with, of its namespace and of those that it watches. Default: none. */
  imagePullSecrets?: string[];
  transform?: {
    definition?: Transform<ArgsOf<typeof CustomResourceDefinition>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
    chart?: Transform<object>;
    drainCleaner?: Transform<object>;
  };
}

/** Strimzi's documentation, "Deploying the Cluster Operator using a Helm chart". */
const REPOSITORY = "https://strimzi.io/charts/";

export class StrimziOperator extends ChartedOperator {
  static readonly token = "tributary:kafka:StrimziOperator";
  /** What a cluster depends on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: Place & {
    definitions: Record<string, CustomResourceDefinition>;
    charts: Record<string, Chart>;
  };

  constructor(name: string, args: StrimziOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(StrimziOperator.token, name, args, opts);
    const { drainCleaner, repository = REPOSITORY, transform } = args;
    const place = this.placeOf(args, strimziRules(args), transform?.policy);
    const definitions = this.definitions(strimziDefinitions(), transform?.definition);
    const chart = (role: string, of: string, version: string, values: object, change: Transform<object> | undefined) =>
      this.chart(role, { chart: of, version, repository, values }, place, definitions, change);
    const operator = chart("operator", "strimzi-kafka-operator", args.version, operatorValues(args), transform?.chart);
    const charts: Record<string, Chart> = { operator };
    if (drainCleaner)
      charts["drain-cleaner"] = chart(
        "drain-cleaner",
        "strimzi-drain-cleaner",
        drainCleaner.version,
        drainValues(args),
        transform?.drainCleaner,
      );
    this.nodes = { ...place, definitions, charts };
    this.ready = [...Object.values(definitions), operator];
    this.finish();
  }
}

/** Values of packaging/helm-charts/helm3/strimzi-kafka-operator, 1.2.0. */
export function operatorValues(args: StrimziOperatorArgs): object {
  const { namespace, watched, replicas, spread, images, imagePullSecrets = [] } = args;
  return {
    replicas,
    watchNamespaces: watched,
    extraEnvs: [
      // Pods that no template of ours reaches, such as those of Cruise Control's jobs, are restricted, too.
      { name: "STRIMZI_POD_SECURITY_PROVIDER_CLASS", value: "restricted" },
      // Otherwise brokers let in whoever has an operator's labels, in any namespace.
      { name: "STRIMZI_OPERATOR_NAMESPACE_LABELS", value: `kubernetes.io/metadata.name=${namespace}` },
    ],
    podSecurityContext: podSecurity,
    podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
    // Its own one lets it reach everybody; operator-policies.ts is in its place.
    operatorNetworkPolicy: { enabled: false },
    ...apartInTurn(PODS.operator, spread),
    ...(images === undefined
      ? {}
      : { defaultImageRegistry: images.registry, defaultImageRepository: images.repository }),
    // The operator gives them to all pods that it makes, too.
    ...(imagePullSecrets.length === 0 ? {} : { image: pullSecrets(imagePullSecrets) }),
  };
}

/** Values of the drain cleaner's chart, 1.6.1. */
export function drainValues({ namespace, images, imagePullSecrets }: StrimziOperatorArgs): object {
  const image = { ...images, ...pullSecrets(imagePullSecrets) };
  return {
    certManager: { create: true },
    namespace: { create: false, name: namespace },
    podSecurityContext: podSecurity,
    securityContext: containerSecurity,
    resources: room("50m", 128),
    ...(Object.keys(image).length === 0 ? {} : { image }),
  };
}
