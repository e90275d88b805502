/**
 * The way of lines to where they are kept: Filebeat on each node reads what pods write, one more reads what a cloud has kept of its own
 * brokers, and Logstash keeps what it has been given on its disk until Elasticsearch has it.
 */
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { checksum } from "../../kubernetes/checksum.ts";
import { CustomObject, type CustomObjectArgs } from "../../kubernetes/custom-resource.ts";
import { MutualTls } from "../../kubernetes/mutual-tls.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import { namespacePeer, type Peer, type Reached } from "../../kubernetes/policy-rules.ts";
import type { KnownSource } from "../collect/filebeat.ts";
import type { StackArgs } from "./elasticsearch.ts";
import { agentSpec, COLLECTOR_VOLUME, collectorSpec, type FilebeatArgs } from "./filebeat.ts";
import { type LogstashArgs, logstashSpec, type Target } from "./logstash.ts";
import { made, NAME, PORTS, podsOf } from "./pods.ts";
import { agentPolicy, collectorPolicy, logstashPolicy } from "./policies.ts";

export interface LogCollectionArgs {
  /** Name of the platform's stack: part of the names of data streams. */
  stack: string;
  /** The platform's. */
  namespace: pulumi.Input<string>;
  /** Of Filebeat on each node, where pods may read files of their node. */
  agentsNamespace: pulumi.Input<string>;
  logstash: LogstashArgs;
  /** GiB on each node's own disk for lines that Logstash does not take. */
  queueGi: number;
  target: pulumi.Input<Target>;
  sources: pulumi.Input<KnownSource[]>;
  /** Namespaces of pods among the sources, by part of logical names. */
  read: Record<string, pulumi.Input<string>>;
  /** What a cloud keeps of its own brokers is among the sources. */
  collects: boolean;
  /** How the collector is known to the cloud. Default: it is not. */
  identity?: { grant(serviceAccount: pulumi.Output<string>): pulumi.Resource[]; reached: Reached } | undefined;
  shared: StackArgs;
  /** Elastic's operator, as a peer of a NetworkPolicy. */
  operator: Peer;
  apiPorts: readonly number[];
  /** Days that certificates between Filebeat and Logstash are valid. */
  validDays: number;
  /** Of the password that Logstash logs in with: its pods are made anew for another. */
  rotation: number;
  tags: Record<string, string>;
  /** What must be there before: who keeps lines, and the namespaces that are read. */
  after: pulumi.Resource[];
  transform?: {
    logstash?: Transform<CustomObjectArgs>;
    filebeat?: Transform<CustomObjectArgs>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
  };
}

const COLLECTOR = `${NAME}-collector`;
const beat = { apiVersion: "beat.k8s.elastic.co/v1beta1", kind: "Beat" };

export class LogCollection extends TributaryComponent {
  static readonly token = "tributary:logging:LogCollection";
  readonly nodes: {
    objects: Record<string, CustomObject>;
    policies: Record<string, NetworkPolicy>;
  };
  readonly #args: LogCollectionArgs;
  readonly #revision: string;

  constructor(name: string, args: LogCollectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LogCollection.token, name, args, opts);
    this.#args = args;
    this.#revision = checksum(JSON.stringify([args.rotation, args.validDays]));
    const tls = this.#certificates();
    const policies: Record<string, NetworkPolicy> = { logstash: this.#logstashPolicy() };
    const logstash = this.#logstash(tls, policies["logstash"]!);
    policies["agents"] = this.#policy("agents", agentPolicy(this.#logstashPeer(), args.apiPorts), args.agentsNamespace);
    const objects: Record<string, CustomObject> = { logstash };
    objects["agents"] = this.#agents(pulumi.output(args.agentsNamespace), tls, [logstash, policies["agents"]]);
    if (args.collects) {
      policies["collector"] = this.#policy("collector", collectorPolicy(args.identity?.reached));
      objects["collector"] = this.#collector(tls, [logstash, policies["collector"]]);
    }
    this.nodes = { objects, policies };
    this.finish();
  }

  #metadata(name: string, namespace: pulumi.Input<string> = this.#args.namespace) {
    return { name, namespace, labels: labelsOf(this.#args.tags) };
  }

  #policy(part: string, spec: ArgsOf<typeof NetworkPolicy>["spec"], namespace?: pulumi.Input<string>): NetworkPolicy {
    const metadata = this.#metadata(`${NAME}-${part}`, namespace);
    return this.child(NetworkPolicy, `policy-${part}`, { metadata, spec: spec! }, {}, this.#args.transform?.policy);
  }

  #logstashPeer(): Peer {
    return { ...namespacePeer(this.#args.namespace), ...podsOf("logstash") };
  }

  #logstashPolicy(): NetworkPolicy {
    const { operator, agentsNamespace, target } = this.#args;
    const agents = { ...namespacePeer(agentsNamespace), ...podsOf("agents") };
    const spec = pulumi.output(target).apply(({ outside }) => logstashPolicy(operator, agents, outside));
    return this.#policy("logstash", spec);
  }

  #logstash(tls: MutualTls, policy: NetworkPolicy): CustomObject {
    const { logstash, shared, target, after, transform } = this.#args;
    const secret = this.#secret("server", `${NAME}-server`, tls, "server");
    const spec = pulumi
      .output(target)
      .apply((to) => logstashSpec(logstash, shared, to, `${NAME}-server`, this.#revision));
    return this.child(
      CustomObject,
      "logstash",
      { apiVersion: "logstash.k8s.elastic.co/v1alpha1", kind: "Logstash", metadata: this.#metadata(NAME), spec },
      { dependsOn: [secret, policy, ...after] },
      transform?.logstash,
    );
  }

  #agents(namespace: pulumi.Output<string>, tls: MutualTls, after: pulumi.Resource[]): CustomObject {
    const account = this.child(ServiceAccount, "agents-account", { metadata: this.#metadata(NAME, namespace) });
    const secret = this.#secret("agents", `${NAME}-client`, tls, "client", namespace);
    const rights = this.#rights(account, namespace);
    const spec = this.#filebeat(NAME).apply((args) => agentSpec(args, this.#args.shared));
    return this.child(
      CustomObject,
      "agents",
      { ...beat, metadata: this.#metadata(NAME, namespace), spec },
      { dependsOn: [secret, ...rights, ...after] },
      this.#args.transform?.filebeat,
    );
  }

  /** It sees which pods there are, in these namespaces and no others. */
  #rights(account: ServiceAccount, agents: pulumi.Output<string>): pulumi.Resource[] {
    const { read, after } = this.#args;
    const name = `${NAME}-agents`;
    return Object.entries(read).flatMap(([key, namespace]) => {
      const metadata = this.#metadata(name, namespace);
      const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }];
      const role = this.child(Role, `agents-role-${key}`, { metadata, rules }, { dependsOn: after });
      const binding = this.child(
        RoleBinding,
        `agents-binding-${key}`,
        {
          metadata,
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
          subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: agents }],
        },
        { dependsOn: [role] },
      );
      return [role, binding];
    });
  }

  #collector(tls: MutualTls, after: pulumi.Resource[]): CustomObject {
    const { identity, shared, transform } = this.#args;
    const secret = this.#secret("collector", `${NAME}-client`, tls, "client");
    const account = this.child(ServiceAccount, "collector-account", {
      metadata: this.#metadata(COLLECTOR),
      automountServiceAccountToken: false,
    });
    const rights = identity?.grant(account.metadata.name) ?? [];
    const claim = this.child(PersistentVolumeClaim, "collector-positions", {
      // It is bound when its pod is there, which is made after it.
      metadata: { ...this.#metadata(COLLECTOR), annotations: { "pulumi.com/skipAwait": "true" } },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: COLLECTOR_VOLUME.size } } },
    });
    const spec = this.#filebeat(COLLECTOR).apply((args) => collectorSpec(args, shared, COLLECTOR));
    return this.child(
      CustomObject,
      "collector",
      { ...beat, metadata: this.#metadata(COLLECTOR), spec },
      { dependsOn: [secret, claim, ...rights, ...after] },
      transform?.filebeat,
    );
  }

  #filebeat(serviceAccount: string): pulumi.Output<FilebeatArgs> {
    const { sources, namespace, stack, queueGi } = this.#args;
    return pulumi.all([sources, namespace]).apply(([known, where]) => ({
      stack,
      sources: known,
      logstash: `${made.beatsService}.${where}.svc:${PORTS.beats}`,
      queueGi,
      tls: `${NAME}-client`,
      serviceAccount,
      checksum: this.#revision,
    }));
  }

  /** Filebeat and Logstash know one another by certificates of an authority of their own. */
  #certificates(): MutualTls {
    const { validDays, namespace } = this.#args;
    const names = [pulumi.interpolate`${made.beatsService}.${namespace}.svc`];
    return new MutualTls(this.childName("tls"), { names, validDays, rotation: 1 }, this.childOpts());
  }

  #secret(
    role: string,
    name: string,
    tls: MutualTls,
    of: "server" | "client",
    namespace: pulumi.Input<string> = this.#args.namespace,
  ): Secret {
    const authorities = pulumi.all(Object.values(tls.authorities)).apply((all) => all.join(""));
    const stringData = pulumi.secret({
      "ca.crt": authorities,
      "tls.crt": tls[of].certificate,
      "tls.key": tls[of].key,
    });
    return this.child(Secret, `tls-${role}`, { metadata: this.#metadata(name, namespace), stringData });
  }
}
