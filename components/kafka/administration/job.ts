/**
 * Topics, rights, quotas and users of brokers that only pods reach, made by a Job of the application's image inside the network. Who depends
 * on `ready` is not deployed when Kafka refuses something. It deletes nothing: what it made outlives the stack.
 */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection, SecretRef } from "../../../app/src/connection.ts";
import { EXIT } from "../../../app/src/exit.ts";
import type { AdministerConfigInput } from "../../../app/src/roles/administer/config.ts";
import { TributaryComponent } from "../../component.ts";
import {
  type ApplicationJob,
  type ApplicationJobTransforms,
  applicationJob,
  jobLabels,
} from "../../kubernetes/application-job.ts";
import { portOf, type Reached, reach, tcp } from "../../kubernetes/policy-rules.ts";
import { compileAccess } from "../access-rules.ts";
import type { AccessSpec, CloudIdentity, LogSource, TopicSpec } from "../cluster.ts";
import { compileTopic } from "../topic-config.ts";

export interface ScramUser {
  mechanism: "scram-sha-512" | "scram-sha-256";
  /** A Secret of the namespace, which is mounted. */
  password: SecretRef;
  /** Another number is another password. */
  rotation: number;
}

export interface ClusterAdministrationArgs {
  /** Of an administrator. */
  connection: pulumi.Input<KafkaConnection>;
  /** The brokers. */
  reached: Reached;
  /** The cluster's, when the administrator is an identity of a cloud: its `admin` is granted to the Job's service account. Default: it is none. */
  identity?: CloudIdentity | undefined;
  /** Principal of `identity` that the Job is. Default: admin. */
  principal?: string;
  /** What Kafka calls the administrator, such as User:admin; its rights then come first. Default: none are given to it, as to a super user. */
  self?: string | undefined;
  /** Brokers; the default replication of topics comes from it. */
  nodes: number;
  topics: Record<string, TopicSpec>;
  /** All that each principal may do. One that goes is given nothing first: who is not named is left as it is. */
  access: Record<string, AccessSpec>;
  /** What Kafka calls a principal of `access`, without "User:". Default: its key. */
  userOf?: (principal: string) => string;
  /** By name. Default: none are made. */
  users?: Record<string, ScramUser>;
  /** Of the application, by digest. */
  image: string;
  imagePullSecrets: string[];
  namespace: pulumi.Input<string>;
  tags: Record<string, string>;
  /** What must be there before. Default: nothing. */
  after?: pulumi.Resource[];
  transform?: ApplicationJobTransforms;
}

const CONTAINER = "administration";
/** Three tries of five minutes, and an image that takes long to come. */
const DEADLINE_SECONDS = 1_200;
/** Trying again does not help. A login that was refused is no such thing: rights of a cloud take their time to be known. */
const FINAL = [EXIT.configuration, EXIT.incompatible, EXIT.protectedData];

export class ClusterAdministration extends TributaryComponent {
  static readonly token = "tributary:kafka:ClusterAdministration";
  /** There when everything is made. */
  readonly ready: pulumi.Resource[];
  readonly logs: LogSource[];
  readonly nodes: ApplicationJob;

  /** @param name first part of the names of all objects */
  constructor(name: string, args: ClusterAdministrationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { connection: _, ...kept } = args;
    super(ClusterAdministration.token, name, kept, opts);
    const { image, imagePullSecrets, namespace, tags, identity, principal = "admin", after = [], transform } = args;
    const connection = pulumi.output(args.connection);
    const document = documentOf(args);
    this.nodes = applicationJob(this.child.bind(this) as typeof this.child, {
      name,
      container: CONTAINER,
      command: "administer",
      image,
      imagePullSecrets,
      namespace,
      tags,
      config: connection.apply((of): AdministerConfigInput => ({ version: 1, connection: of, ...document })),
      policy: (labels) => connection.apply((of) => policySpec(labels, of, args)),
      final: FINAL,
      deadlineSeconds: DEADLINE_SECONDS,
      grant: identity && ((serviceAccount) => identity.grant(principal, { name, namespace, serviceAccount })),
      after,
      transform,
    });
    this.ready = [this.nodes.job];
    const selector = jobLabels({ name, container: CONTAINER });
    this.logs = [{ kind: "k8s", component: CONTAINER, namespace: pulumi.output(namespace), selector }];
    this.finish();
  }
}

/** What the Job is told, without how it logs in: plain data, so that its name is known before anything is made. */
function documentOf(args: ClusterAdministrationArgs): Omit<AdministerConfigInput, "version" | "connection"> {
  const { self, topics, access, nodes, users = {}, userOf = (principal) => principal } = args;
  const entries = Object.entries(access);
  const rules = ([key, spec]: [string, AccessSpec]) => ({
    principal: `User:${userOf(key)}`,
    rules: compileAccess(spec),
  });
  return {
    ...(self === undefined ? {} : { self }),
    topics: Object.entries(topics).map(([key, spec]) => compileTopic(key, spec, nodes)),
    users: Object.entries(users).map(([user, of]) => ({ user, ...of })),
    access: entries.map(rules) as NonNullable<AdministerConfigInput["access"]>,
    quotas: entries.flatMap(([key, { quota }]) => (quota ? [{ user: userOf(key), ...quota }] : [])),
  };
}

/** It asks the brokers, and whoever proves who it is; nobody asks it. */
function policySpec(
  labels: Record<string, string>,
  { auth }: KafkaConnection,
  { reached, identity }: ClusterAdministrationArgs,
) {
  return {
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    egress: [
      reach(reached),
      ...(identity === undefined ? [] : [reach(identity.reached)]),
      // A name may stand for any address, so that only its port can be said.
      ...(auth.mechanism === "oauthbearer" ? [{ ports: [tcp(portOf(auth.tokenUrl))] }] : []),
    ],
  };
}
