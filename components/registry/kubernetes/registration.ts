/**
 * Schemas in a registry, registered by a Job of the application's image. Who depends on `ready` is not deployed when one is refused.
 * The Job is named after what it registers, and stays when it is done: the same schemas are the same Job, and others are another one.
 */
import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { RegistryConnection } from "../../../app/src/connection.ts";
import { EXIT } from "../../../app/src/exit.ts";
import type { SchemasConfigInput } from "../../../app/src/roles/register-schemas/config.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { mapValues } from "../../kafka/administered.ts";
import type { LogSource } from "../../kafka/cluster.ts";
import { applicationPod } from "../../kubernetes/application-pod.ts";
import { checksum } from "../../kubernetes/checksum.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import { room } from "../../kubernetes/pods.ts";
import { portsOf, type Reached } from "../../kubernetes/policy-rules.ts";
import { secretsOf } from "../../kubernetes/secrets-of.ts";
import type { Registry, SchemaSpec } from "../contract.ts";
import { registrationPolicy } from "./policies.ts";

export interface SchemaRegistrationArgs {
  connection: pulumi.Input<RegistryConnection>;
  /** By a key of the caller's, at least one. */
  schemas: Record<string, SchemaSpec>;
  /** Of the application, by digest. */
  image: string;
  imagePullSecrets: string[];
  namespace: pulumi.Input<string>;
  /** Pods of the registry, and its port. Default: whoever answers at the port of the connection's address. */
  registry?: Reached;
  /** Port of the pods behind the connection's address, when their Service translates that. Default: it does not. */
  port?: number;
  tags: Record<string, string>;
  /** What must be there before schemas are registered. Default: nothing. */
  after?: pulumi.Resource[];
  transform?: { job?: Transform<ArgsOf<typeof Job>>; policy?: Transform<ArgsOf<typeof NetworkPolicy>> };
}

const CONTAINER = "schemas";
/** Pods that may fail, each after asking for as long as the application does by default. */
const RETRIES = 3;
/** Seconds for all of them, with the time that an image takes to come. */
const DEADLINE_SECONDS = 900;
const TIMEOUT = "20m";
/** Trying again does not help. */
const FINAL = [EXIT.configuration, EXIT.incompatibleSchema];

export class SchemaRegistration extends TributaryComponent implements Registry {
  static readonly token = "tributary:registry:SchemaRegistration";
  readonly connection: pulumi.Output<RegistryConnection>;
  readonly subjects: Registry["subjects"];
  readonly ready: pulumi.Resource[];
  readonly metrics: Registry["metrics"] = [];
  readonly logs: LogSource[];
  readonly nodes: { account: ServiceAccount; policy: NetworkPolicy; config: ConfigMap; job: Job };

  /** @param name first part of the names of all objects */
  constructor(name: string, args: SchemaRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { connection: _, ...kept } = args;
    super(SchemaRegistration.token, name, kept, opts);
    const { schemas, namespace, tags, after = [], transform } = args;
    const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/component": CONTAINER };
    const metadata = (of: pulumi.Input<string>) => ({
      name: of,
      namespace,
      labels: { ...labelsOf(tags), ...labels },
    });
    this.connection = pulumi.output(args.connection);
    const text = this.connection.apply((connection) => configText(connection, Object.values(schemas)));
    const named = text.apply((config) => `${name}-${checksum(JSON.stringify([config, args.image]), 12)}`);

    const account = this.child(ServiceAccount, "account", {
      metadata: metadata(name),
      automountServiceAccountToken: false,
    });
    const policy = this.child(
      NetworkPolicy,
      "policy",
      {
        metadata: metadata(name),
        spec: this.connection.apply(({ url }) => registrationPolicy(labels, args.registry ?? portsOf(url, args.port))),
      },
      {},
      transform?.policy,
    );
    const config = this.child(ConfigMap, "config", {
      metadata: metadata(named),
      immutable: true,
      data: { "app.json": text },
    });
    const template = pulumi.all([named, this.connection]).apply(([object, connection]) => ({
      metadata: { labels },
      spec: podSpec(args, name, object, secretsOf(connection)),
    }));
    const job = this.child(
      Job,
      "job",
      {
        // A Job that failed is made anew by the next `up`, although nothing else has changed.
        metadata: { ...metadata(named), annotations: { "pulumi.com/replaceUnready": "true" } },
        spec: { ...limits, template },
      },
      { dependsOn: [account, policy, config, ...after], customTimeouts: { create: TIMEOUT, update: TIMEOUT } },
      transform?.job,
    );
    this.nodes = { account, policy, config, job };
    this.subjects = mapValues(schemas, ({ subject }) => ({ subject, version: null }));
    this.ready = [job];
    this.logs = [{ kind: "k8s", component: "schemas", namespace: pulumi.output(namespace), selector: labels }];
    this.finish({ subjects: Object.values(schemas).map(({ subject }) => subject) });
  }
}

const limits: Omit<input.batch.v1.JobSpec, "template"> = {
  backoffLimit: RETRIES,
  activeDeadlineSeconds: DEADLINE_SECONDS,
  podFailurePolicy: {
    rules: [
      { action: "FailJob", onExitCodes: { containerName: CONTAINER, operator: "In", values: FINAL } },
      // A node that goes is not the schemas' fault.
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ],
  },
};

function podSpec(
  { image, imagePullSecrets }: SchemaRegistrationArgs,
  account: string,
  config: string,
  secrets: string[],
): input.core.v1.PodSpec {
  const pod = applicationPod(
    { image, imagePullSecrets, account, config, secrets },
    {
      name: CONTAINER,
      args: ["register-schemas"],
      env: [],
      resources: room("50m", 192),
      // The reason of a refusal becomes part of the pod's state, and so of what `up` says.
      terminationMessagePolicy: "FallbackToLogsOnError",
    },
  );
  return { ...pod, restartPolicy: "Never" };
}

function configText(registry: RegistryConnection, schemas: SchemaSpec[]): string {
  const config = { version: 1, registry, schemas } as SchemasConfigInput;
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
