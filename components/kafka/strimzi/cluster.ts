/** Kafka by Strimzi: node pools, the cluster, its topics and its users as custom resources, which the operator makes true. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionAuth, KafkaConnection, SecretRef } from "../../../app/src/connection.ts";
import { type Transform, TributaryComponent } from "../../component.ts";
import { TributaryError } from "../../errors.ts";
import { CustomObject, type CustomObjectArgs, waitForReady } from "../../kubernetes/custom-resource.ts";
import { kubeName, labelsOf } from "../../kubernetes/names.ts";
import type { Reached } from "../../kubernetes/policy-rules.ts";
import type { Source } from "../../monitoring/signal.ts";
import { plainSecrets } from "../../secrets/kubernetes/plain.ts";
import { type Credential, generationKey, generationsOf } from "../../secrets/kubernetes/source.ts";
import { mapValues } from "../administered.ts";
import { capabilitiesOf } from "../capabilities.ts";
import type { AccessSpec, Endpoint, KafkaCluster, Listener, LogSource, MetricsSource } from "../cluster.ts";
import { connectionBase, maxMessageBytes, requireListener, requirePrincipal } from "../connection.ts";
import type { StrimziClusterArgs } from "./args.ts";
import { cruiseControlMetrics, cruiseControlRules } from "./cruise-control-metrics.ts";
import { kafkaSpec, PORTS } from "./kafka.ts";
import { cruiseControlSpec, egressSpec } from "./policies.ts";
import { poolSpec, poolsOf } from "./pools.ts";
import { deletable, mayBeDeleted, topicResource } from "./topics.ts";
import { type PasswordRef, userSpec } from "./users.ts";

type Custom = Transform<CustomObjectArgs>;

export interface StrimziArgs extends StrimziClusterArgs {
  transform?: { pool?: Custom; kafka?: Custom; topic?: Custom; user?: Custom };
}

const API = "kafka.strimzi.io/v1";
const PASSWORD_LENGTH = 32;
/** The first start pulls images and rolls nothing; a new version rolls each node, one after the other. */
const TIMEOUTS = { create: "30m", update: "90m", delete: "20m" };
const compression: KafkaConnection["limits"]["compression"] = ["none", "gzip", "snappy", "lz4", "zstd"];

export class StrimziCluster extends TributaryComponent implements KafkaCluster {
  static readonly token = "tributary:kafka:StrimziCluster";
  readonly backend = "strimzi";
  readonly clusterId: pulumi.Output<string>;
  readonly kafkaVersion: pulumi.Output<string>;
  readonly metadataVersion: pulumi.Output<string>;
  readonly placement: KafkaCluster["placement"];
  readonly endpoints: Record<Listener, Endpoint | undefined>;
  readonly topics: KafkaCluster["topics"];
  readonly ready: pulumi.Resource[];
  readonly metrics: MetricsSource[];
  readonly logs: LogSource[];
  readonly capabilities = capabilitiesOf("strimzi");
  readonly nodes: {
    pools: Record<string, CustomObject>;
    kafka: CustomObject;
    policies: Record<string, NetworkPolicy>;
    topics: Record<string, CustomObject>;
    users: Record<string, CustomObject>;
    passwords: Record<string, pulumi.CustomResource>;
  };
  readonly #args: StrimziArgs;
  readonly #cluster: string;

  /** @param name of the Kafka resource, too: Services, volumes and Secrets are named after it */
  constructor(name: string, args: StrimziArgs, opts?: pulumi.ComponentResourceOptions) {
    super(StrimziCluster.token, name, args, opts);
    this.#args = args;
    this.#cluster = name;
    const { access, topics, protection: protect, sizing, transform, secrets = plainSecrets, after = [] } = args;
    const child = this.child.bind(this) as typeof this.child;

    const policyOf = (role: string, of: string, spec: ReturnType<typeof egressSpec>): NetworkPolicy => {
      const metadata = { name: `${name}-${of}`, namespace: args.namespace, labels: labelsOf(args.tags) };
      return this.child(NetworkPolicy, role, { metadata, spec }, { dependsOn: after });
    };
    const policies = {
      egress: policyOf("policy", "egress", egressSpec(name, args.apiPorts)),
      ...(args.cruiseControl
        ? { cruiseControl: policyOf("policy-cruise-control", "to-cruise-control", cruiseControlSpec(name)) }
        : {}),
    };
    const pools = Object.fromEntries(
      poolsOf(args).map((pool) => {
        const spec = poolSpec(name, pool, args);
        return [
          pool.name,
          this.#object(
            "KafkaNodePool",
            `pool-${pool.name}`,
            pool.name,
            spec,
            { protect, dependsOn: after },
            transform?.pool,
          ),
        ];
      }),
    );
    const rules = args.cruiseControl
      ? this.child(
          ConfigMap,
          "cruise-control-metrics",
          {
            metadata: { name: cruiseControlMetrics(name), namespace: args.namespace, labels: labelsOf(args.tags) },
            data: cruiseControlRules,
          },
          { dependsOn: after },
        )
      : undefined;
    const kafka = this.#object(
      "Kafka",
      "cluster",
      name,
      kafkaSpec(name, args),
      {
        protect,
        dependsOn: [...Object.values(policies), ...Object.values(pools), ...(rules ? [rules] : [])],
        customTimeouts: TIMEOUTS,
      },
      transform?.kafka,
      waitForReady,
    );
    const within = { dependsOn: [kafka] };
    const passwords = Object.fromEntries(
      Object.entries(access).flatMap(([key, spec]) =>
        spec.auth === "scram" ? [[key, secrets.make(child, this.#password(key, spec))] as const] : [],
      ),
    );
    const users = mapValues(access, (spec, key) => {
      const secret = passwords[key];
      const password = secret === undefined ? undefined : passwordRef(this.#password(key, spec));
      const opts = { dependsOn: secret === undefined ? [kafka] : [kafka, secret] };
      return this.#object(
        "KafkaUser",
        `user-${key}`,
        key,
        userSpec(spec, password),
        opts,
        transform?.user,
        waitForReady,
      );
    });
    const made = mapValues(topics, (spec, key) =>
      this.#object(
        "KafkaTopic",
        `topic-${key}`,
        kubeName(key),
        topicResource(key, spec, sizing.nodes),
        { ...within, protect: protect && !deletable(spec) },
        transform?.topic,
        { ...waitForReady, ...(deletable(spec) ? mayBeDeleted : {}) },
      ),
    );

    this.nodes = { pools, kafka, policies, topics: made, users, passwords };
    this.clusterId = kafka.status.apply((status) => status?.clusterId as string);
    this.kafkaVersion = kafka.status.apply((status) => (status?.kafkaVersion ?? args.version) as string);
    this.metadataVersion = kafka.status.apply(
      (status) => (status?.kafkaMetadataVersion ?? args.metadataVersion ?? "unknown") as string,
    );
    this.placement = { cloud: "kubernetes", zones: args.zones };
    this.endpoints = {
      internal: { bootstrapServers: this.#inside(PORTS.scram), protocol: "SASL_SSL", auth: ["scram"] },
      external: args.external
        ? { bootstrapServers: kafka.status.apply(externalServers), protocol: "SASL_SSL", auth: ["scram"] }
        : undefined,
      replication: undefined,
    };
    this.topics = mapValues(topics, (spec, key) => ({
      name: pulumi.output(spec.name ?? key),
      partitions: made[key]!.status.apply(() => spec.partitions),
    }));
    this.ready = [kafka, ...Object.values(users), ...Object.values(made)];
    const namespace = pulumi.output(args.namespace);
    const page = (job: string, source: Source, of: string, port: number = PORTS.metrics): MetricsSource => {
      const selector = { "strimzi.io/cluster": name, "strimzi.io/name": `${name}-${of}` };
      return { kind: "pods", job, source, namespace, selector, port, path: "/metrics" };
    };
    this.metrics = [
      page("kafka", "strimzi-reporter", "kafka"),
      page("kafka-exporter", "kafka-exporter", "kafka-exporter"),
      page("topic-operator", "strimzi-operator", "entity-operator", PORTS.topics),
      page("user-operator", "strimzi-operator", "entity-operator", PORTS.users),
      ...(args.cruiseControl ? [page("cruise-control", "cruise-control", "cruise-control")] : []),
    ];
    this.logs = [{ kind: "k8s", component: "kafka", namespace, selector: { "strimzi.io/cluster": name } }];
    this.finish({ clusterId: this.clusterId, kafkaVersion: this.kafkaVersion });
  }

  connectionFor(principal: string, via: Listener = "internal"): pulumi.Output<KafkaConnection> {
    const spec = requirePrincipal(this.#args.access, principal);
    requireListener(via, this.#args.external ? ["internal", "external"] : ["internal"]);
    const mutual = spec.auth === "mtls";
    if (mutual && via === "external") throw noCertificatesOutside(principal);
    const inside = this.#inside(mutual ? PORTS.mtls : PORTS.scram);
    const bootstrapServers = via === "external" ? this.endpoints.external!.bootstrapServers : inside;
    return bootstrapServers.apply(
      (servers): KafkaConnection => ({
        ...connectionBase(principal, spec),
        bootstrapServers: servers,
        protocol: mutual ? "SSL" : "SASL_SSL",
        auth: mutual ? certificateOf(principal) : passwordOf(principal, this.#password(principal, spec)),
        tls: { ca: [kubernetesSecret(`${this.#cluster}-cluster-ca-cert`, "*.crt")] },
        limits: { maxMessageBytes: maxMessageBytes(spec, this.#args.topics), compression },
      }),
    );
  }

  reachedBy(principal: string): Reached {
    const { auth } = requirePrincipal(this.#args.access, principal);
    const brokers = { podSelector: { matchLabels: { "strimzi.io/name": `${this.#cluster}-kafka` } } };
    return { to: [brokers], ports: [auth === "mtls" ? PORTS.mtls : PORTS.scram] };
  }

  #object(
    kind: string,
    role: string,
    name: string,
    spec: object,
    opts: pulumi.CustomResourceOptions,
    transform: Custom | undefined,
    annotations?: Record<string, string>,
  ): CustomObject {
    const labels = {
      ...labelsOf(this.#args.tags),
      ...(kind === "Kafka" ? {} : { "strimzi.io/cluster": this.#cluster }),
    };
    const metadata = { name, namespace: this.#args.namespace, labels, ...(annotations ? { annotations } : {}) };
    return this.child(CustomObject, role, { apiVersion: API, kind, metadata, spec }, opts, transform);
  }

  /** Kafka knows one password of a user at a time: it is given the next while clients have both. */
  #password(key: string, { rotation = 1 }: AccessSpec): Credential {
    const { namespace, tags, after = [] } = this.#args;
    const metadata = { name: `${this.#cluster}-password-${kubeName(key)}`, namespace, labels: labelsOf(tags) };
    return { kind: "password", of: key, metadata, generation: rotation, length: PASSWORD_LENGTH, after };
  }

  #inside(port: number): pulumi.Output<string[]> {
    return this.#service("kafka-bootstrap", port);
  }

  #service(name: string, port: number): pulumi.Output<string[]> {
    return pulumi
      .output(this.#args.namespace)
      .apply((namespace) => [`${this.#cluster}-${name}.${namespace}.svc:${port}`]);
  }
}

/** What Kafka is told: the generation in use. */
function passwordRef(credential: Credential): PasswordRef {
  return { name: credential.metadata.name, key: generationKey(credential, credential.generation) };
}

function passwordOf(username: string, credential: Credential): ConnectionAuth {
  return { mechanism: "scram-sha-512", username, password: generationsOf(credential) };
}

function kubernetesSecret(name: string, key: string): SecretRef {
  return { store: "kubernetes", name, key };
}

/** The operator of users makes this Secret, named after the user. */
function certificateOf(principal: string): ConnectionAuth {
  const part = (key: string) => ({ active: kubernetesSecret(principal, key) });
  return { mechanism: "mtls", certificate: part("user.crt"), key: part("user.key") };
}

/** The one listener that is reached from outside takes passwords. */
function noCertificatesOutside(principal: string): TributaryError {
  return new TributaryError(
    "TRB_SETTINGS_INVALID",
    `Principal ${principal} proves itself by a certificate, and the external listener asks for SCRAM: let another principal with auth: scram connect from outside.`,
  );
}

/** As the operator found them: a load balancer's address is known when it is there. */
function externalServers(status: any): string[] {
  const listener = status?.listeners?.find(({ name }: { name: string }) => name === "external");
  return String(listener?.bootstrapServers ?? "")
    .split(",")
    .filter(Boolean);
}
