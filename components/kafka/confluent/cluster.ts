/**
 * Kafka at Confluent Cloud: an environment, a cluster, who may use it and its topics. What the service's control plane does is done
 * from wherever Pulumi runs; topics and ACLs are made over the cluster's own REST interface, which a private cluster shows nobody outside
 * its network: they are left to `needsAdministration` there.
 */
import { ApiKey } from "@pulumi/confluentcloud/apiKey.js";
import { Environment } from "@pulumi/confluentcloud/environment.js";
import type { KafkaAcl } from "@pulumi/confluentcloud/kafkaAcl.js";
import { KafkaClientQuota } from "@pulumi/confluentcloud/kafkaClientQuota.js";
import { KafkaCluster as Cluster } from "@pulumi/confluentcloud/kafkaCluster.js";
import { KafkaTopic } from "@pulumi/confluentcloud/kafkaTopic.js";
import { Provider } from "@pulumi/confluentcloud/provider.js";
import type { RoleBinding } from "@pulumi/confluentcloud/roleBinding.js";
import { ServiceAccount } from "@pulumi/confluentcloud/serviceAccount.js";
import { TableflowTopic } from "@pulumi/confluentcloud/tableflowTopic.js";
import type { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { TributaryComponent } from "../../component.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import type { Reached } from "../../kubernetes/policy-rules.ts";
import { compileAccess } from "../access-rules.ts";
import { mapValues } from "../administered.ts";
import type {
  AccessSpec,
  Capabilities,
  Endpoint,
  KafkaCluster,
  Listener,
  MetricsSource,
  NeededAdministration,
} from "../cluster.ts";
import { connectionBase, maxMessageBytes, requireListener, requirePrincipal } from "../connection.ts";
import { heldTopic } from "../topic-config.ts";
import type { ConfluentArgs } from "./args.ts";
import { describe, sizeOf, throughputOf, withoutProtocol } from "./inputs.ts";
import { type Keys, keySecretName, keysOf, loginOf, ownerOf, secretOf } from "./keys.ts";
import { confluentCapabilities, kinds, PORTS } from "./kinds.ts";
import { accountName, OWN_ACCOUNTS } from "./names.ts";
import { type Link, linkOf } from "./private/link.ts";
import { reachedAt } from "./reached.ts";
import { grant, roleOf } from "./rights.ts";
import { tableflowKey, tablesOf } from "./tableflow.ts";
import { confluentTopic } from "./topics.ts";

const ADMINISTRATOR = OWN_ACCOUNTS.administrator;
/** A dedicated cluster takes 25 minutes on average, and up to a day (provider 2.83.0, docs/resources/confluent_kafka_cluster.md). */
const TIMEOUTS = { create: "24h", update: "24h" };
const compression: KafkaConnection["limits"]["compression"] = ["none", "gzip", "snappy", "lz4", "zstd"];
export class ConfluentCluster extends TributaryComponent implements KafkaCluster {
  static readonly token = "tributary:kafka:ConfluentCluster";
  readonly backend = "confluent";
  readonly clusterId: pulumi.Output<string>;
  readonly kafkaVersion = pulumi.output("managed");
  readonly placement: KafkaCluster["placement"];
  readonly endpoints: Record<Listener, Endpoint | undefined>;
  readonly topics: KafkaCluster["topics"];
  readonly ready: pulumi.Resource[];
  readonly metrics: MetricsSource[];
  /** The service gives none out. */
  readonly logs: KafkaCluster["logs"] = [];
  readonly capabilities: Capabilities;
  /** Of a private cluster. */
  readonly needsAdministration: NeededAdministration | undefined;
  /** Id of the environment, which has the schema registry. */
  readonly environmentId: pulumi.Output<string>;
  /** Of a private cluster: ranges that its addresses are of, which the registry's are, too. */
  readonly way: { cidrs: pulumi.Input<string>[]; region: string } | undefined;
  readonly nodes: {
    environment: Record<string, Environment>;
    link: Link["nodes"];
    cluster: Cluster;
    provider: Provider;
    accounts: Record<string, ServiceAccount>;
    roles: Record<string, RoleBinding>;
    acls: Record<string, KafkaAcl>;
    keys: Record<string, ApiKey>;
    secrets: Record<string, Secret>;
    topics: Record<string, KafkaTopic>;
    quotas: Record<string, KafkaClientQuota>;
    tableflow: Record<string, TableflowTopic>;
  };
  readonly #args: ConfluentArgs;
  readonly #name: string;
  readonly #bootstrap: pulumi.Output<string[]>;
  readonly #keys: Record<string, Keys>;

  constructor(name: string, args: ConfluentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { credentials, ...kept } = args;
    super(ConfluentCluster.token, name, kept, opts);
    this.#args = args;
    this.#name = name;
    const { access, prefix, protection: protect, transform, environment: of } = args;
    const description = describe(args.tags);
    const limits = mapValues(
      only(access, ({ quota }) => quota !== undefined),
      ({ quota }, key) => throughputOf(key, quota!),
    );

    const environment: Record<string, Environment> =
      "id" in of
        ? {}
        : {
            own: this.child(
              Environment,
              "environment",
              { displayName: prefix, streamGovernance: { package: of.governance } },
              { protect },
              transform?.environment,
            ),
          };
    this.environmentId = "id" in of ? pulumi.output(of.id) : environment["own"]!.id;
    const inside = { id: this.environmentId };

    const child = this.child.bind(this) as typeof this.child;
    const link =
      args.private &&
      linkOf(
        child,
        {
          access: args.private,
          cloud: args.cloud,
          region: args.region,
          environment: inside,
          displayName: prefix,
          protect,
        },
        args.size,
      );
    const cluster = this.child(
      Cluster,
      "cluster",
      {
        displayName: prefix,
        availability: kinds[args.size.kind].availability[args.availability]!,
        cloud: args.cloud.toUpperCase(),
        region: args.region,
        environment: inside,
        ...sizeOf(args.size),
        ...(link?.network ? { network: { id: link.network.id } } : {}),
        ...(args.encryptionKey === undefined ? {} : { byokKey: { id: args.encryptionKey } }),
        deletionProtection: protect,
      },
      { protect, customTimeouts: TIMEOUTS, dependsOn: link?.after ?? [] },
      transform?.cluster,
    );
    const addresses = link?.endpointsOf(cluster) ?? {
      bootstrap: cluster.bootstrapEndpoint,
      rest: cluster.restEndpoint,
    };
    this.#bootstrap = addresses.bootstrap.apply((address) => [withoutProtocol(address)]);

    const accounts = mapValues({ [ADMINISTRATOR]: undefined, ...access }, (_, key) =>
      this.child(ServiceAccount, `account-${key}`, { displayName: accountName(prefix, key), description }),
    );
    const rotations = {
      [ADMINISTRATOR]: args.administrator.rotation,
      ...mapValues(access, ({ rotation = 1 }) => rotation),
    };
    const keysFor = (key: string, after: pulumi.Resource[]): Keys =>
      keysOf(rotations[key]!, (generation) =>
        this.child(
          ApiKey,
          `key-${key}-${generation}`,
          {
            displayName: `${accountName(prefix, key)}-${generation}`,
            description,
            owner: ownerOf(accounts[key]!),
            managedResource: {
              id: cluster.id,
              apiVersion: cluster.apiVersion,
              kind: cluster.kind,
              environment: inside,
            },
            // Whether a key is known already is asked at the cluster, which a private one answers to nobody outside.
            ...(args.private ? { disableWaitForReady: true } : {}),
          },
          { dependsOn: after },
          transform?.key,
        ),
      );

    const administers = roleOf(
      child,
      `role-${ADMINISTRATOR}`,
      accounts[ADMINISTRATOR]!,
      "CloudClusterAdmin",
      cluster.rbacCrn,
      transform?.role,
    );
    const adminKeys = keysFor(ADMINISTRATOR, [administers, ...(link?.after ?? [])]);
    const tablesKey = tableflowKey(child, args, accounts[ADMINISTRATOR]!, administers, description);
    const provider = new Provider(
      this.childName("provider"),
      {
        cloudApiKey: credentials?.key,
        cloudApiSecret: credentials?.secret,
        kafkaId: cluster.id,
        kafkaRestEndpoint: addresses.rest,
        kafkaApiKey: adminKeys.active.id,
        kafkaApiSecret: adminKeys.active.secret,
        ...(tablesKey ? { tableflowApiKey: tablesKey.id, tableflowApiSecret: tablesKey.secret } : {}),
      },
      { parent: this },
    );
    // Never credentials of a resource's own: they would stay in state, and a refresh would go on using a key that is gone.
    const withKeys = { provider, deletedWith: cluster };

    const granted = mapValues(access, (spec, key) =>
      grant(child, { key, spec, account: accounts[key]!, cluster }, args, withKeys),
    );
    this.#keys = {
      [ADMINISTRATOR]: adminKeys,
      ...mapValues(granted, (rights, key) =>
        keysFor(key, [...Object.values(rights.roles), ...Object.values(rights.acls), ...(link?.after ?? [])]),
      ),
    };
    const topics = args.private
      ? {}
      : mapValues(args.topics, (spec, key) => {
          const { topic, partitions, config } = confluentTopic(key, spec);
          return this.child(
            KafkaTopic,
            `topic-${key}`,
            { topicName: topic, partitionsCount: partitions, config },
            { ...withKeys, ...heldTopic(spec, protect) },
            transform?.topic,
          );
        });
    const quotas = mapValues(limits, (throughput, key) =>
      this.child(KafkaClientQuota, `quota-${key}`, {
        displayName: accountName(prefix, key),
        description,
        throughput,
        principals: [accounts[key]!.id],
        kafkaCluster: { id: cluster.id },
        environment: inside,
      }),
    );
    const secrets = mapValues(this.#told(), (keys, key) =>
      secretOf(child, `secret-${key}`, this.#secret(key), keys, {
        dependsOn: args.after ?? [],
      }),
    );
    const tableflow = mapValues(args.tableflow, (tables, key) =>
      this.child(
        TableflowTopic,
        `tableflow-${key}`,
        {
          displayName: topics[key]!.topicName,
          environment: inside,
          kafkaCluster: { id: cluster.id },
          ...tablesOf(tables),
        },
        { provider, protect, dependsOn: [topics[key]!] },
        transform?.tableflow,
      ),
    );

    const roles = Object.assign(
      { [ADMINISTRATOR]: administers },
      ...Object.values(granted).map((rights) => rights.roles),
    );
    const acls = Object.assign({}, ...Object.values(granted).map((rights) => rights.acls));
    const keys = Object.fromEntries(
      Object.entries({ ...this.#keys }).flatMap(([key, { byGeneration }]) =>
        Object.entries(byGeneration).map(([generation, one]) => [`${key}-${generation}`, one]),
      ),
    );
    this.nodes = {
      environment,
      link: link?.nodes ?? {},
      cluster,
      provider,
      accounts,
      roles,
      acls,
      keys,
      secrets,
      topics,
      quotas,
      tableflow,
    };
    this.way = args.private && { cidrs: args.private.cidrs, region: args.region };
    this.clusterId = cluster.id;
    this.placement = { cloud: args.cloud, region: args.region, zones: args.private?.zones ?? [] };
    this.endpoints = {
      internal: { bootstrapServers: this.#bootstrap, protocol: "SASL_SSL", auth: ["scram"] },
      external: undefined,
      replication: undefined,
    };
    this.topics = mapValues(args.topics, (spec, key) => ({
      name: topics[key]?.topicName ?? pulumi.output(spec.name ?? key),
      partitions:
        topics[key]?.partitionsCount.apply((count) => count ?? spec.partitions) ?? pulumi.output(spec.partitions),
    }));
    this.ready = [
      cluster,
      ...(link?.after ?? []),
      ...Object.values<pulumi.Resource>(keys),
      ...Object.values(secrets),
      ...Object.values(quotas),
      ...Object.values(topics),
      ...Object.values(tableflow),
    ];
    this.metrics = [{ kind: "confluent-api", clusterId: this.clusterId, crn: cluster.rbacCrn }];
    this.capabilities = confluentCapabilities(args.size.kind);
    this.needsAdministration = args.private ? this.#administration(accounts) : undefined;
    this.finish({ clusterId: this.clusterId, kafkaVersion: this.kafkaVersion });
  }

  connectionFor(principal: string, via: Listener = "internal"): pulumi.Output<KafkaConnection> {
    const spec = requirePrincipal(this.#args.access, principal);
    requireListener(via, ["internal"]);
    return this.#connection(principal, spec);
  }

  reachedBy(principal: string): Reached {
    requirePrincipal(this.#args.access, principal);
    return reachedAt(PORTS.kafka, this.#args.private?.cidrs);
  }

  #connection(principal: string, spec: AccessSpec): pulumi.Output<KafkaConnection> {
    const keys = this.#keys[principal]!;
    const login = loginOf(keySecretName(this.#name, principal), spec.rotation ?? 1, keys);
    const { topics, private: way } = this.#args;
    return pulumi.all([this.#bootstrap, login]).apply(
      ([bootstrapServers, auth]): KafkaConnection => ({
        ...connectionBase(principal, spec),
        bootstrapServers,
        // Its certificates are of authorities that every system trusts.
        protocol: "SASL_SSL",
        auth: { mechanism: "plain", ...auth },
        limits: {
          maxMessageBytes: maxMessageBytes(spec, topics),
          compression,
          ...(way?.idleMs === undefined ? {} : { idleMs: way.idleMs }),
        },
      }),
    );
  }

  /** Keys that pods are told: the administrator's only where somebody inside the network takes its place. */
  #told(): Record<string, Keys> {
    const { [ADMINISTRATOR]: administrator, ...others } = this.#keys;
    return this.#args.private ? { [ADMINISTRATOR]: administrator!, ...others } : others;
  }

  #secret(principal: string) {
    const { namespace, tags } = this.#args;
    return { name: keySecretName(this.#name, principal), namespace, labels: labelsOf(tags) };
  }

  #administration(accounts: Record<string, ServiceAccount>): NeededAdministration {
    const { access, topics, authorization, administrator } = this.#args;
    return {
      connection: this.#connection(ADMINISTRATOR, { auth: "scram", rotation: administrator.rotation }),
      reached: reachedAt(PORTS.kafka, this.#args.private?.cidrs),
      principal: ADMINISTRATOR,
      document: pulumi.output({
        topics: Object.entries(topics).map(([key, spec]) => confluentTopic(key, spec)),
        // Where roles say who may do what there are no rights to set.
        access:
          authorization === "roles"
            ? []
            : Object.entries(access).map(([key, spec]) => ({
                principal: pulumi.interpolate`User:${accounts[key]!.id}`,
                rules: compileAccess(spec),
              })),
      }),
      after: [...this.ready],
    };
  }
}

function only<V>(record: Record<string, V>, wanted: (value: V) => boolean): Record<string, V> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => wanted(value)));
}
