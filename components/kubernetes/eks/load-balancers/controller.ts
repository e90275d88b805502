/** Load balancers of AWS for Ingresses and Services: its controller by its chart, and what it may do. */
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../../aws/regions.ts";
import type { ArgsOf, Transform } from "../../../component.ts";
import { ChartedOperator, type Place } from "../../chart.ts";
import type { HostedCluster } from "../../hosted.ts";
import { podSecurity } from "../../pods.ts";
import type { Peer } from "../../policy-rules.ts";
import { controllerRules } from "../controller-rules.ts";
import { type PodRole, podRole } from "../pod-identity.ts";
import { loadBalancerPolicy } from "./policy.ts";

export interface LoadBalancerControllerArgs {
  /** Version of the chart, and so of the controller. */
  version: string;
  /** Where it runs; made here. */
  namespace: string;
  region: string;
  cluster: Pick<HostedCluster, "name" | "arn">;
  /** Id of the network: nodes' metadata, which it would ask, is one hop away. */
  network: pulumi.Input<string>;
  /** Copies; one of them leads. */
  replicas: number;
  /** Who reads metrics, as peers of a NetworkPolicy. */
  monitoring: Peer[];
  tags: Record<string, string>;
  /** Address of the charts, https:// or oci://. Default: AWS' own. */
  repository?: string;
  /** Image without its tag. Default: AWS' own. */
  image?: string;
  transform?: { policy?: Transform<ArgsOf<typeof NetworkPolicy>>; chart?: Transform<object> };
}

/** The controller's documentation, "Installation Guide". */
const REPOSITORY = "https://aws.github.io/eks-charts";
const SERVICE_ACCOUNT = "aws-load-balancer-controller";
/** Of its webhooks (templates of the chart, 3.5.0). */
const WEBHOOK_PORT = 9443;

export class LoadBalancerController extends ChartedOperator {
  static readonly token = "tributary:kubernetes:LoadBalancerController";
  /** What Ingresses and Services of such a kind depend on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: Place & { chart: Chart; controller: PodRole };

  constructor(name: string, args: LoadBalancerControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, ...kept } = args;
    super(LoadBalancerController.token, name, kept, opts);
    const { region, tags, version, repository = REPOSITORY, transform } = args;
    const partition = partitionOf(region);
    const controller = podRole(this.child.bind(this) as typeof this.child, "controller", {
      cluster,
      namespace: args.namespace,
      serviceAccount: SERVICE_ACCOUNT,
      policy: cluster.name.apply((clusterName) => loadBalancerPolicy({ partition, region, clusterName })),
      tags,
    });
    const rules = controllerRules(SERVICE_ACCOUNT, args.monitoring, WEBHOOK_PORT);
    const place = this.placeOf(args, rules, transform?.policy);
    const values = loadBalancerValues(args);
    const after = [controller.association];
    const spec = { chart: "aws-load-balancer-controller", version, repository, values, after };
    const chart = this.chart("chart", spec, place, {}, withDefinitions(transform?.chart));
    this.nodes = { ...place, chart, controller };
    this.ready = [chart];
    this.finish();
  }
}

/** Its definitions come with the chart, as no module of Go holds them: Pulumi's Chart renders and keeps them as any other object. */
function withDefinitions(transform: Transform<object> | undefined): Transform<object> {
  return (args, opts, name) => {
    Object.assign(args, { skipCrds: false });
    if (typeof transform === "function") transform(args, opts, name);
    else Object.assign(args, transform);
  };
}

/** Values of helm/aws-load-balancer-controller, 3.5.0. */
export function loadBalancerValues({
  cluster,
  region,
  network,
  replicas,
  tags,
  image,
}: LoadBalancerControllerArgs): object {
  return {
    replicaCount: replicas,
    clusterName: cluster.name,
    region,
    vpcId: network,
    serviceAccount: { name: SERVICE_ACCOUNT },
    defaultTags: tags,
    // Pods have addresses of the network: no way over a node's port.
    defaultTargetType: "ip",
    defaultLoadBalancerScheme: "internal",
    // Its webhook would hold up every Service while the controller is not up (aws-load-balancer-controller, issue 4140).
    enableServiceMutatorWebhook: false,
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
    // Its certificate would be another one at each `up`.
    keepTLSSecret: true,
    podDisruptionBudget: { maxUnavailable: 1 },
    podSecurityContext: { ...podSecurity, fsGroup: 65534 },
    securityContext: {
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    },
    ...(image === undefined ? {} : { image: { repository: image } }),
  };
}
