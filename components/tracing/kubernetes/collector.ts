/** An OpenTelemetry Collector between the application and who keeps traces: it holds what the other cannot take at the moment. */
import { basename } from "node:path/posix";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import type { LogSource, MetricsSource } from "../../kafka/cluster.ts";
import { checksum } from "../../kubernetes/checksum.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import type { Spread } from "../../kubernetes/pods.ts";
import { allow, type Peer, portsOf, type Reached, reachPorts } from "../../kubernetes/policy-rules.ts";
import { collectorConfig, FILES, PORTS } from "../collector-config.ts";
import type { TraceTarget } from "../target.ts";
import { collectorPod } from "./pod.ts";

export interface TraceCollectorArgs {
  namespace: pulumi.Input<string>;
  /** Of the Collector's core distribution. A change rolls the pods. */
  image: string;
  imagePullSecrets: string[];
  target: TraceTarget;
  /** Port of the target's pods, when its Service translates the endpoint's to another. */
  targetPort?: number | undefined;
  replicas: number;
  /** CPU that each pod asks for, as Kubernetes writes it. */
  cpu: string;
  /** MiB of each pod; what waits for the target takes a quarter of it. */
  memoryMi: number;
  /** Who sends spans. */
  clients: Peer[];
  /** Who reads its metrics. */
  monitoring: Peer[];
  spread: Spread;
  tags: Record<string, string>;
  transform?: {
    deployment?: Transform<ArgsOf<typeof Deployment>>;
    service?: Transform<ArgsOf<typeof Service>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
  };
}

/** Job of its metrics, and component of its lines. */
const JOB = "traces";

export class TraceCollector extends TributaryComponent {
  static readonly token = "tributary:tracing:TraceCollector";
  /** Base address of its OTLP/HTTP receiver. */
  readonly endpoint: pulumi.Output<string>;
  /** Its pods and their port, for the policies of who sends. */
  readonly reached: Reached;
  readonly metrics: MetricsSource[];
  readonly logs: LogSource[];
  readonly ready: pulumi.Resource[];
  readonly nodes: {
    account: ServiceAccount;
    config: ConfigMap;
    policy: NetworkPolicy;
    budget: PodDisruptionBudget;
    deployment: Deployment;
    service: Service;
  };
  readonly #args: TraceCollectorArgs;
  readonly #name: string;
  readonly #labels: Record<string, string>;

  /** @param name of all objects */
  constructor(name: string, args: TraceCollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TraceCollector.token, name, args, opts);
    this.#args = args;
    this.#name = name;
    this.#labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "trace-collector" };
    const { target, memoryMi } = args;
    const text = JSON.stringify(collectorConfig({ target, memoryMi }), null, 2);
    const metadata = this.#metadata();
    const account = this.child(ServiceAccount, "account", { metadata, automountServiceAccountToken: false });
    const file = basename(FILES.config);
    const config = this.child(ConfigMap, "config", { metadata, data: { [file]: text } });
    const policy = this.#policy();
    const selector = { matchLabels: this.#labels };
    const budget = this.child(PodDisruptionBudget, "budget", {
      metadata,
      spec: { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    });
    const deployment = this.#deployment(text, [account, config, policy]);
    const service = this.#service(deployment);
    this.nodes = { account, config, policy, budget, deployment, service };
    const namespace = pulumi.output(args.namespace);
    this.endpoint = namespace.apply((where) => `http://${name}.${where}.svc:${PORTS.otlp}`);
    this.reached = { to: [{ podSelector: selector }], ports: [PORTS.otlp] };
    this.ready = [deployment, service];
    this.metrics = [
      {
        kind: "pods",
        job: JOB,
        source: "trace-collector",
        namespace,
        selector: this.#labels,
        port: PORTS.metrics,
        path: "/metrics",
      },
    ];
    this.logs = [{ kind: "k8s", component: "trace_collector", namespace, selector: this.#labels }];
    this.finish({ endpoint: this.endpoint });
  }

  #policy(): NetworkPolicy {
    const { clients, monitoring, target, targetPort, transform } = this.#args;
    const spec = {
      podSelector: { matchLabels: this.#labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [...allow(clients, PORTS.otlp), ...allow(monitoring, PORTS.metrics)],
      egress: reachPorts(portsOf(target.endpoint, targetPort)),
    };
    return this.child(NetworkPolicy, "policy", { metadata: this.#metadata(), spec }, {}, transform?.policy);
  }

  #deployment(config: string, dependsOn: pulumi.Resource[]): Deployment {
    const { image, imagePullSecrets, target, replicas, cpu, memoryMi, spread, transform } = this.#args;
    const template = collectorPod({
      image,
      imagePullSecrets,
      object: this.#name,
      secrets: target.secrets,
      cpu,
      memoryMi,
      spread,
      labels: this.#labels,
      checksum: checksum(config),
    });
    return this.child(
      Deployment,
      "deployment",
      {
        metadata: this.#metadata(),
        spec: {
          replicas,
          selector: { matchLabels: this.#labels },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template,
        },
      },
      { dependsOn },
      transform?.deployment,
    );
  }

  /** After its pods: Pulumi waits for a Service's endpoints. */
  #service(after: Deployment): Service {
    const ports = [{ name: "otlp", port: PORTS.otlp, targetPort: "otlp", appProtocol: "http" }];
    const args = { metadata: this.#metadata(), spec: { selector: this.#labels, ports } };
    return this.child(Service, "service", args, { dependsOn: [after] }, this.#args.transform?.service);
  }

  #metadata() {
    const { namespace, tags } = this.#args;
    return { name: this.#name, namespace, labels: { ...labelsOf(tags), ...this.#labels } };
  }
}
