/**
 * Confluent's schema registry on Kubernetes: replicas that keep their schemas in a topic of Kafka, ask it as a principal of their own,
 * and are asked over TLS. A StatefulSet, as its pods have names: a follower sends what it is to write to the leader, by a name that the
 * certificate holds.
 */
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection, RegistryConnection } from "../../../app/src/connection.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import type { LogSource, MetricsSource } from "../../kafka/cluster.ts";
import { type Identity, MutualTls } from "../../kubernetes/mutual-tls.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import type { Spread } from "../../kubernetes/pods.ts";
import type { Peer, Reached } from "../../kubernetes/policy-rules.ts";
import type { Registry, SchemaSpec } from "../contract.ts";
import { type Addresses, addresses, CLIENT, FILES, HOSTS, identityOf, secretsNamed } from "./names.ts";
import { PAGE_PORT } from "./page.ts";
import { registryPod } from "./pod.ts";
import { podsWith, registryPolicy } from "./policies.ts";
import { PORT } from "./properties.ts";
import { SchemaRegistration } from "./registration.ts";

export interface KubernetesRegistryArgs {
  namespace: pulumi.Input<string>;
  /** Confluent's image, 8.x. A change rolls the pods. */
  image: string;
  imagePullSecrets: string[];
  /** Pods. One of them writes, all of them answer. */
  replicas: number;
  /** CPU that each pod asks for, as Kubernetes writes it. A change rolls the pods. */
  cpu: string;
  /** MiB of Java heap. A change rolls the pods. */
  heapMb: number;
  /** How it reaches Kafka: as PRINCIPAL of principal.ts, by SCRAM. */
  kafka: pulumi.Output<KafkaConnection>;
  /** Pods of the brokers, and their port. */
  brokers: Reached;
  /** Pods that may ask it. */
  clients: Peer[];
  /** Who reads its metrics, e.g. the namespace of Prometheus. */
  monitoring: Peer[];
  /** See MutualTls. */
  certificate: { validDays: number; rotation: number };
  /** By a key of the caller's. */
  schemas: Record<string, SchemaSpec>;
  /** Of the application, by digest, which registers them. Needed when there are schemas. */
  applicationImage?: string | undefined;
  spread: Spread;
  tags: Record<string, string>;
  /** What must be there before a pod is: the cluster's `ready`. Default: nothing. */
  after?: pulumi.Resource[];
  transform?: {
    set?: Transform<ArgsOf<typeof StatefulSet>>;
    service?: Transform<ArgsOf<typeof Service>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
  };
}

/** Seconds that a new pod must have been ready before the next one is replaced. */
const SETTLED_SECONDS = 10;

export class KubernetesRegistry extends TributaryComponent implements Registry {
  static readonly token = "tributary:registry:KubernetesRegistry";
  readonly connection: pulumi.Output<RegistryConnection>;
  readonly subjects: Registry["subjects"];
  readonly ready: pulumi.Resource[];
  readonly metrics: MetricsSource[];
  readonly logs: LogSource[];
  /** Its pods and their port, for the policies of who asks. */
  readonly reached: Reached;
  readonly nodes: {
    account: ServiceAccount;
    services: Record<string, Service>;
    secrets: Record<string, Secret>;
    policy: NetworkPolicy;
    budget: PodDisruptionBudget;
    set: StatefulSet;
  };
  readonly #args: KubernetesRegistryArgs;
  readonly #labels: Record<string, string>;

  /** @param name of all objects, or their first part */
  constructor(name: string, args: KubernetesRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(KubernetesRegistry.token, name, args, opts);
    this.#args = args;
    this.#labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "registry" };
    const { namespace, transform } = args;
    const names = pulumi.output(namespace).apply((where) => addresses(name, where));
    const tls = new MutualTls(
      this.childName("tls"),
      { names: HOSTS.map((of) => names.apply((all) => all[of])), ...args.certificate },
      { parent: this },
    );
    const account = this.child(ServiceAccount, "account", {
      metadata: this.#metadata(name),
      automountServiceAccountToken: false,
    });
    // A replica is asked by name before it is ready: it leads from when it has joined its peers.
    const peers = this.#service("peers", `${name}-peers`, { clusterIP: "None", publishNotReadyAddresses: true });
    const secrets = this.#secrets(name, tls);
    const policy = this.child(
      NetworkPolicy,
      "policy",
      {
        metadata: this.#metadata(name),
        spec: registryPolicy(this.#labels, args.brokers, this.#clients(), args.monitoring),
      },
      {},
      transform?.policy,
    );
    const budget = this.child(PodDisruptionBudget, "budget", {
      metadata: this.#metadata(name),
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: this.#labels },
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    });
    const set = this.#set(name, names, tls, [account, peers, policy, ...Object.values(secrets)]);
    // After its pods: Pulumi waits for a Service's endpoints, and gives up before Kafka may be there.
    const services = { clients: this.#service("service", name, {}, [set]), peers };
    this.nodes = { account, services, secrets, policy, budget, set };
    this.connection = names.apply(
      ({ service }): RegistryConnection => ({
        url: `https://${service}:${PORT}`,
        ...identityOf(name),
      }),
    );
    this.reached = { to: podsWith(this.#labels), ports: [PORT] };
    const registration = this.#registration([set, services.clients]);
    this.subjects = registration?.subjects ?? {};
    this.ready = [set, services.clients, ...(registration?.ready ?? [])];
    const pods = { namespace: pulumi.output(namespace), selector: this.#labels };
    this.metrics = [
      { kind: "pods", job: "registry", source: "schema-registry", ...pods, port: PAGE_PORT, path: "/metrics" },
    ];
    this.logs = [{ kind: "k8s", component: "registry", ...pods }, ...(registration?.logs ?? [])];
    this.finish({ connection: this.connection });
  }

  #set(
    name: string,
    names: pulumi.Output<Addresses>,
    { server, authorities: trusted }: MutualTls,
    dependsOn: pulumi.Resource[],
  ): StatefulSet {
    const { image, imagePullSecrets, replicas, cpu, heapMb, kafka, spread, after = [], transform } = this.#args;
    const template = pulumi
      .all([kafka, names, server.certificate, pulumi.all(Object.values(trusted))])
      .apply(([connection, { domain }, own, others]) =>
        registryPod({
          image,
          imagePullSecrets,
          account: name,
          heapMb,
          cpu,
          kafka: connection,
          domain,
          secrets: secretsNamed(name),
          spread,
          labels: this.#labels,
          certificates: [own, ...others],
        }),
      );
    return this.child(
      StatefulSet,
      "set",
      {
        metadata: this.#metadata(name),
        spec: {
          serviceName: `${name}-peers`,
          replicas,
          // They need one another only for writing.
          podManagementPolicy: "Parallel",
          minReadySeconds: SETTLED_SECONDS,
          selector: { matchLabels: this.#labels },
          template,
        },
      },
      { dependsOn: [...dependsOn, ...after] },
      transform?.set,
    );
  }

  /** Clients are given the authorities and an identity of theirs, and never the server's key. */
  #secrets(name: string, { server, client, authorities: trusted }: MutualTls): Record<string, Secret> {
    const keystore = ({ key, certificate }: Identity) =>
      pulumi.all([key, certificate]).apply((parts) => parts.join(""));
    const pems = pulumi.all(Object.values(trusted));
    const named = secretsNamed(name);
    const generations = Object.fromEntries(
      Object.entries(trusted).map(([generation, pem]) => [`authority-${generation}.crt`, pem]),
    );
    const secret = (role: string, of: string, data: Record<string, pulumi.Input<string>>) =>
      this.child(Secret, role, { metadata: this.#metadata(of), stringData: pulumi.secret(data) });
    return {
      certificate: secret("keystore", named.certificate, { [FILES.keystore]: keystore(server) }),
      client: secret("client", named.client, {
        [CLIENT.certificate]: client.certificate,
        [CLIENT.key]: client.key,
      }),
      authorities: secret("authorities", named.authorities, {
        ...generations,
        [FILES.truststore]: pems.apply((all) => all.join("")),
      }),
    };
  }

  #registration(after: pulumi.Resource[]): SchemaRegistration | undefined {
    const { schemas, applicationImage, imagePullSecrets, namespace, tags } = this.#args;
    if (Object.keys(schemas).length === 0) return undefined;
    if (applicationImage === undefined) throw new TypeError("schemas are registered by the application's image");
    return new SchemaRegistration(
      this.#registrationName(),
      {
        connection: this.connection,
        schemas,
        image: applicationImage,
        imagePullSecrets,
        namespace,
        registry: this.reached,
        tags,
        after,
      },
      { parent: this },
    );
  }

  #registrationName(): string {
    return this.childName("schemas");
  }

  #clients(): Peer[] {
    const registration = { "app.kubernetes.io/name": this.#registrationName() };
    return [...this.#args.clients, ...podsWith(registration)];
  }

  #service(role: string, name: string, more: object, dependsOn: pulumi.Resource[] = []): Service {
    const ports = [{ name: "https", port: PORT, targetPort: "https", appProtocol: "https" }];
    return this.child(
      Service,
      role,
      { metadata: this.#metadata(name), spec: { selector: this.#labels, ports, ...more } },
      { dependsOn },
      this.#args.transform?.service,
    );
  }

  #metadata(name: string) {
    const { namespace, tags } = this.#args;
    return { name, namespace, labels: { ...labelsOf(tags), ...this.#labels } };
  }
}
