/** The application on Kubernetes, on any cluster that keeps the contract: a Deployment a role, and what belongs to it. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection, RegistryConnection, SecretGenerations, SecretRef } from "../../../app/src/connection.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import type { CloudIdentity, LogSource, MetricsSource } from "../../kafka/cluster.ts";
import { checksum } from "../../kubernetes/checksum.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import type { Spread } from "../../kubernetes/pods.ts";
import type { Reached } from "../../kubernetes/policy-rules.ts";
import { secretsOf } from "../../kubernetes/secrets-of.ts";
import { plainSecrets } from "../../secrets/kubernetes/plain.ts";
import { type Credential, generationsOf, type SecretSource } from "../../secrets/kubernetes/source.ts";
import { type ConfigBody, configText } from "../app-config.ts";
import type { Role } from "../layout.ts";
import type { GeneratorArgs, IngestArgs, ProcessorArgs, Topics } from "../role-args.ts";
import { generatorBody, ingestBody, processorBody, type RoleBody } from "../role-bodies.ts";
import { type Exposure, ingressSpec, routeSpec, SERVICE_PORT, serviceSpec } from "./exposure.ts";
import { PORTS, podLabels, podTemplate, rolling } from "./pod.ts";
import { type PolicyArgs, policySpec } from "./policies.ts";

export interface KubernetesWorkloadArgs {
  /** Connection of a principal: the cluster's connectionFor. */
  connectionFor: (principal: string) => pulumi.Output<KafkaConnection>;
  /** The cluster's: for principals that are identities of a cloud. Default: there are none. */
  identity?: CloudIdentity | undefined;
  topics: Topics;
  namespace: pulumi.Input<string>;
  /** Of the application, by digest. A change rolls the pods. */
  image: string;
  imagePullSecrets: string[];
  logLevel: "trace" | "debug" | "info" | "warn" | "error";
  /** Which parts of the application's fast path are used. */
  fastpath: string;
  /** Where spans are sent. Default: none are made. */
  tracing?: { endpoint: pulumi.Input<string>; ratio: number; perSecond: number } | undefined;
  ingest: IngestArgs;
  processor: ProcessorArgs;
  generator: GeneratorArgs;
  /** CPU of each role's pods, as Kubernetes writes it. */
  cpu: Record<Role, string>;
  /** Default: none. Its pods are named in `policy`, or its address is among those outside. */
  registry?: pulumi.Input<RegistryConnection> | undefined;
  /** Where ingest's tokens come from. Default: Pulumi makes them, and keeps them in its state. */
  secrets?: SecretSource;
  /** How ingest is reached from outside the namespace. Default: by its Service only. */
  exposure?: Exposure | undefined;
  /** Brokers by principal: the cluster's reachedBy. */
  policy: Omit<PolicyArgs, "brokers"> & { brokers: (principal: string) => Reached };
  spread: Spread;
  /** Roles whose number of pods somebody else decides: their Deployments name none. */
  scaled: Role[];
  tags: Record<string, string>;
  /** What must be there before a pod is: the cluster's and the registry's `ready`. */
  after?: pulumi.Resource[];
  transform?: {
    deployment?: Transform<ArgsOf<typeof Deployment>>;
    service?: Transform<ArgsOf<typeof Service>>;
    ingress?: Transform<ArgsOf<typeof Ingress>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
  };
}

/** What one role is made of. */
interface Parts {
  account: ServiceAccount;
  config: ConfigMap;
  deployment: Deployment;
  budget: PodDisruptionBudget;
  policy: NetworkPolicy;
}

const TOKEN_LENGTH = 43;
/** Seconds that a new pod must have been ready before the next one is replaced: a group is not joined by several at once. */
const SETTLED_SECONDS = 10;

export class KubernetesWorkload extends TributaryComponent {
  static readonly token = "tributary:workload:KubernetesWorkload";
  /** Address of the HTTP API within the cluster; undefined without ingest. */
  readonly ingestUrl: pulumi.Output<string> | undefined;
  /** Of HTTP clients: the token that is used, and the one that will be. */
  readonly token: SecretGenerations | undefined;
  readonly metrics: MetricsSource[];
  readonly logs: LogSource[];
  readonly nodes: {
    roles: Partial<Record<Role, Parts>>;
    tokens: Record<string, pulumi.CustomResource>;
    service: Record<string, Service>;
    exposure: Record<string, pulumi.CustomResource>;
  };
  readonly #args: KubernetesWorkloadArgs;
  readonly #name: string;

  /** @param name first part of the names of all objects: <name>-ingest, <name>-processor */
  constructor(name: string, args: KubernetesWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    const { registry: _, ...kept } = args;
    super(KubernetesWorkload.token, name, kept, opts);
    this.#args = args;
    this.#name = name;
    const wanted = roles.filter((role) => args[role].instances > 0 || args.scaled.includes(role));
    const ingests = wanted.includes("ingest");
    const { secrets = plainSecrets } = args;
    const child = this.child.bind(this) as typeof this.child;
    const tokens: Record<string, pulumi.CustomResource> = ingests
      ? { tokens: secrets.make(child, this.#tokens()) }
      : {};
    this.token = ingests ? generationsOf(this.#tokens()) : undefined;
    const parts: Partial<Record<Role, Parts>> = Object.fromEntries(
      wanted.map((role) => [role, this.#role(role, Object.values(tokens))]),
    );
    const service = parts.ingest ? this.#service(parts.ingest.deployment) : undefined;
    this.nodes = {
      roles: parts,
      tokens,
      service: service ? { ingest: service } : {},
      exposure: service ? this.#exposure(service) : {},
    };
    const namespace = pulumi.output(args.namespace);
    this.ingestUrl = ingests
      ? namespace.apply((where) => `http://${this.#object("ingest")}.${where}.svc:${SERVICE_PORT}`)
      : undefined;
    this.metrics = wanted.map((role) => ({
      kind: "pods",
      job: role,
      source: "application",
      namespace,
      selector: this.#selector(role),
      port: PORTS.ops,
      path: "/metrics",
    }));
    this.logs = wanted.map((role) => ({ kind: "k8s", component: role, namespace, selector: this.#selector(role) }));
    this.finish({ ingestUrl: this.ingestUrl });
  }

  #role(role: Role, secrets: pulumi.Resource[]): Parts {
    const { transform, after = [], scaled } = this.#args;
    const settings = this.#args[role];
    const selector = this.#selector(role);
    const text = this.#config(role);
    const account = this.child(ServiceAccount, `${role}-account`, {
      metadata: this.#metadata(role),
      automountServiceAccountToken: false,
    });
    const config = this.child(ConfigMap, `${role}-config`, {
      metadata: this.#metadata(role),
      data: { "app.json": text },
    });
    const connection = this.#args.connectionFor(settings.principal);
    const { identity, namespace } = this.#args;
    const serviceAccount = account.metadata.name;
    const rights = identity?.grant(settings.principal, { name: this.#object(role), namespace, serviceAccount }) ?? [];
    const template = pulumi.all([text, connection, this.#args.registry]).apply(([body, kafka, registry]) =>
      podTemplate({
        role,
        image: this.#args.image,
        imagePullSecrets: this.#args.imagePullSecrets,
        heapMb: settings.heapMb,
        threads: role === "processor" ? this.#args.processor.workers : 1,
        cpu: this.#args.cpu[role],
        fastpath: this.#args.fastpath,
        object: this.#object(role),
        secrets: secretsOf([kafka, registry, role === "ingest" ? this.#tokenRefs() : []]),
        spread: this.#args.spread,
        scaled: scaled.includes(role),
        labels: selector,
        checksum: checksum(body),
      }),
    );
    const deployment = this.child(
      Deployment,
      role,
      {
        metadata: this.#metadata(role),
        spec: {
          // Whoever scales it decides, and an `up` leaves it as it is.
          ...(scaled.includes(role) ? {} : { replicas: settings.instances }),
          selector: { matchLabels: selector },
          minReadySeconds: SETTLED_SECONDS,
          strategy: { type: "RollingUpdate", rollingUpdate: rolling[role] },
          template,
        },
      },
      { dependsOn: [account, config, ...rights, ...secrets, ...after] },
      transform?.deployment,
    );
    const budget = this.child(PodDisruptionBudget, `${role}-budget`, {
      metadata: this.#metadata(role),
      spec: { maxUnavailable: 1, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    });
    const policy = this.child(
      NetworkPolicy,
      `${role}-policy`,
      {
        metadata: this.#metadata(role),
        spec: policySpec(role, selector, this.#policy(settings.principal, rights.length > 0)),
      },
      {},
      transform?.policy,
    );
    return { account, config, deployment, budget, policy };
  }

  #policy(principal: string, identified: boolean): PolicyArgs {
    const { policy, identity } = this.#args;
    return { ...policy, brokers: policy.brokers(principal), identity: identified ? identity?.reached : undefined };
  }

  #config(role: Role): pulumi.Output<string> {
    const { topics, ingest, processor, generator, logLevel, tracing, connectionFor, registry } = this.#args;
    const everywhere = "0.0.0.0";
    const http = { host: everywhere, port: PORTS.http, tokens: this.#tokenRefs() };
    const bodies: Record<Role, () => RoleBody> = {
      ingest: () => ingestBody(topics, ingest, http),
      processor: () => processorBody(topics, processor),
      generator: () => generatorBody(topics, generator),
    };
    const { compression, batching, principal } = this.#args[role];
    const body = {
      ...bodies[role](),
      // Each pod says its own name: TRIBUTARY_INSTANCE.
      instance: role,
      ops: { host: everywhere, port: PORTS.ops },
      logLevel,
      compression,
      batching,
      ...(tracing ? { tracing } : {}),
    } as ConfigBody;
    return configText(body, connectionFor(principal), registry === undefined ? undefined : pulumi.output(registry));
  }

  /** As with passwords: the next one is known before it is used, so that clients can change at any time. */
  #tokens(): Credential {
    const { tokenRotation: generation } = this.#args.ingest;
    return { kind: "token", metadata: this.#metadata("ingest", "tokens"), generation, length: TOKEN_LENGTH };
  }

  #tokenRefs(): SecretRef[] {
    const { active, retiring } = generationsOf(this.#tokens());
    return [active, retiring!];
  }

  /** After its pods: Pulumi waits for a Service's endpoints, and gives up before Kafka may be there. */
  #service(pods: Deployment): Service {
    const spec = serviceSpec(this.#selector("ingest"));
    return this.child(
      Service,
      "service",
      { metadata: this.#metadata("ingest"), spec },
      { dependsOn: [pods] },
      this.#args.transform?.service,
    );
  }

  #exposure(after: Service): Record<string, pulumi.CustomResource> {
    const { exposure, transform } = this.#args;
    const service = this.#object("ingest");
    switch (exposure?.kind) {
      case undefined:
        return {};
      case "ingress": {
        const metadata = { ...this.#metadata("ingest"), annotations: exposure.annotations ?? {} };
        const args = { metadata, spec: ingressSpec(exposure, service) };
        return { ingress: this.child(Ingress, "ingress", args, { dependsOn: [after] }, transform?.ingress) };
      }
      case "gateway": {
        const kind = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute" };
        const args = { ...kind, metadata: this.#metadata("ingest"), spec: routeSpec(exposure, service) };
        return { route: this.child(CustomResource, "route", args, { dependsOn: [after] }) };
      }
    }
  }

  #object(role: Role): string {
    return `${this.#name}-${role}`;
  }

  #selector(role: Role): Record<string, string> {
    return podLabels(this.#name, role);
  }

  #metadata(role: Role, part?: string) {
    const name = part === undefined ? this.#object(role) : `${this.#object(role)}-${part}`;
    return { name, namespace: this.#args.namespace, labels: { ...labelsOf(this.#args.tags), ...this.#selector(role) } };
  }
}

const roles: Role[] = ["ingest", "processor", "generator"];
