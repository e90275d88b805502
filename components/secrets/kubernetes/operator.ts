/**
 * External Secrets Operator by its chart, for one namespace: it may read and write nothing elsewhere. It stands in a namespace of its own,
 * is reached for its metrics alone, and reaches the API server and the store.
 */
import type { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, Transform } from "../../component.ts";
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { ChartedOperator, type Place } from "../../kubernetes/chart.ts";
import type { NameServer } from "../../kubernetes/dns.ts";
import { apartInTurn, room, type Spread } from "../../kubernetes/pods.ts";
import { API_PORTS, allow, type Peer, type Reached, reach, reachPorts } from "../../kubernetes/policy-rules.ts";
import { externalSecretsDefinitions } from "./definitions.ts";

export interface ExternalSecretsOperatorArgs {
  /** Version of the chart, and so of the operator; the definitions are of the same. */
  version: string;
  /** Where the operator runs; made here. */
  namespace: string;
  /** The one whose secrets it looks after. */
  watched: pulumi.Input<string>;
  /** Copies; one of them leads, another takes over. */
  replicas: number;
  spread: Spread;
  /** Ports of the store. */
  storePorts: number[];
  /**
   * Where the operator's own service account (SERVICE_ACCOUNT) is an identity of a cloud: whom its pods ask for it, and what must be there
   * before they start, as later it does not reach them. Default: it is none.
   */
  identity?: { reached: Reached; after: pulumi.Resource[] };
  /** Of Kubernetes' API server. Default: 443 and 6443. */
  apiPorts?: readonly number[];
  /** Who answers questions for names besides those that clusters have by themselves. Default: nobody. */
  dns?: readonly NameServer[];
  /** Who reads metrics, as peers of a NetworkPolicy. */
  monitoring: Peer[];
  tags: Record<string, string>;
  /** Address of the charts, https:// or oci://. Default: the operator's own. */
  repository?: string;
  /** Repository of the image, without a tag. Default: the operator's own. */
  image?: string;
  /** Names of Secrets of that namespace that images are pulled with. Default: none. */
  imagePullSecrets?: string[];
  transform?: {
    definition?: Transform<ArgsOf<typeof CustomResourceDefinition>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
    chart?: Transform<object>;
  };
}

/** External Secrets Operator's documentation, "Getting started". */
const REPOSITORY = "https://charts.external-secrets.io";
/** As the chart names the operator's. */
export const SERVICE_ACCOUNT = "external-secrets";
const METRICS_PORT = 8080;
/** As the chart labels its pods. */
const PODS = { "app.kubernetes.io/name": "external-secrets" };

export class ExternalSecretsOperator extends ChartedOperator {
  static readonly token = "tributary:secrets:ExternalSecretsOperator";
  /** What a store depends on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: Place & {
    definitions: Record<string, CustomResourceDefinition>;
    chart: Chart;
  };

  constructor(name: string, args: ExternalSecretsOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ExternalSecretsOperator.token, name, args, opts);
    const { version, repository = REPOSITORY, identity, transform } = args;
    const place = this.placeOf(args, { policy: { name: "allow-stores", spec: policySpec(args) } }, transform?.policy);
    const definitions = this.definitions(externalSecretsDefinitions(), transform?.definition);
    const values = operatorValues(args);
    const spec = { chart: "external-secrets", version, repository, values, after: identity?.after ?? [] };
    const chart = this.chart("operator", spec, place, definitions, transform?.chart);
    this.nodes = { ...place, definitions, chart };
    this.ready = [...Object.values(definitions), chart];
    this.finish();
  }
}

function policySpec(args: ExternalSecretsOperatorArgs): input.networking.v1.NetworkPolicySpec {
  const { storePorts, apiPorts = API_PORTS, monitoring, identity } = args;
  return {
    podSelector: { matchLabels: PODS },
    policyTypes: ["Ingress", "Egress"],
    ingress: allow(monitoring, METRICS_PORT),
    egress: [...reachPorts([...new Set([...apiPorts, ...storePorts])]), ...(identity ? [reach(identity.reached)] : [])],
  };
}

/** Values of deploy/charts/external-secrets, 2.9.0. */
export function operatorValues(args: ExternalSecretsOperatorArgs): object {
  const { watched, replicas, spread, image, imagePullSecrets } = args;
  const probe = { enabled: true };
  return {
    fullnameOverride: SERVICE_ACCOUNT,
    // Rights are those of a Role of the watched namespace, and what is of the whole cluster is left alone.
    scopedNamespace: watched,
    scopedRBAC: true,
    processClusterStore: false,
    processClusterExternalSecret: false,
    processClusterPushSecret: false,
    processClusterGenerator: false,
    rbac: { servicebindings: { create: false } },
    installCRDs: false,
    // It only says earlier what the operator says in a status, and would want rights on webhooks of the whole cluster.
    webhook: { create: false },
    certController: { create: false },
    replicaCount: replicas,
    leaderElect: replicas > 1,
    podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
    ...apartInTurn(PODS, spread),
    resources: room("20m", 128),
    livenessProbe: probe,
    readinessProbe: probe,
    ...(image === undefined ? {} : { image: { repository: image } }),
    ...pullSecrets(imagePullSecrets),
  };
}
