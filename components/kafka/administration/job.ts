/**
 * Topics, rights, quotas and users of brokers that only pods reach, made by a Job of the application's image inside the network. Who depends
 * on `ready` is not deployed when Kafka refuses something. It deletes nothing: what it made outlives the stack.
 */
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection } from "../../../app/src/connection.ts";
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
import type { CloudIdentity, LogSource } from "../cluster.ts";
import type { AdministrationDocument } from "./document.ts";

export interface ClusterAdministrationArgs {
  /** Of an administrator. */
  connection: pulumi.Input<KafkaConnection>;
  /** The brokers. */
  reached: Reached;
  /** The cluster's, when the administrator is an identity of a cloud: its `admin` is granted to the Job's service account. Default: it is none. */
  identity?: CloudIdentity | undefined;
  /** Principal of `identity` that the Job is. Default: admin. */
  principal?: string;
  /** What there shall be. */
  document: pulumi.Input<AdministrationDocument>;
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
    const { connection: _, document: __, ...kept } = args;
    super(ClusterAdministration.token, name, kept, opts);
    const { image, imagePullSecrets, namespace, tags, identity, principal = "admin", after = [], transform } = args;
    const connection = pulumi.output(args.connection);
    const told = pulumi.all([connection, pulumi.output(args.document)]);
    this.nodes = applicationJob(this.child.bind(this) as typeof this.child, {
      name,
      container: CONTAINER,
      command: "administer",
      image,
      imagePullSecrets,
      namespace,
      tags,
      config: told.apply(([of, document]) => ({ version: 1, connection: of, ...document }) as AdministerConfigInput),
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
