/**
 * Schemas in a registry, registered by a Job of the application's image. Who depends on `ready` is not deployed when one is refused.
 */
import * as pulumi from "@pulumi/pulumi";
import type { RegistryConnection } from "../../../app/src/connection.ts";
import { EXIT } from "../../../app/src/exit.ts";
import type { SchemasConfigInput } from "../../../app/src/roles/register-schemas/config.ts";
import { TributaryComponent } from "../../component.ts";
import { mapValues } from "../../kafka/administered.ts";
import type { LogSource } from "../../kafka/cluster.ts";
import {
  type ApplicationJob,
  type ApplicationJobTransforms,
  applicationJob,
  jobLabels,
} from "../../kubernetes/application-job.ts";
import { portsOf, type Reached } from "../../kubernetes/policy-rules.ts";
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
  transform?: ApplicationJobTransforms;
}

const CONTAINER = "schemas";
/** Three tries, each as long as the application waits, and an image that takes long to come. */
const DEADLINE_SECONDS = 900;
/** Trying again does not help. */
const FINAL = [EXIT.configuration, EXIT.incompatibleSchema];

export class SchemaRegistration extends TributaryComponent implements Registry {
  static readonly token = "tributary:registry:SchemaRegistration";
  readonly connection: pulumi.Output<RegistryConnection>;
  readonly subjects: Registry["subjects"];
  readonly ready: pulumi.Resource[];
  readonly metrics: Registry["metrics"] = [];
  readonly logs: LogSource[];
  readonly nodes: ApplicationJob;

  /** @param name first part of the names of all objects */
  constructor(name: string, args: SchemaRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { connection: _, ...kept } = args;
    super(SchemaRegistration.token, name, kept, opts);
    const { image, imagePullSecrets, namespace, tags, schemas, registry, port, after = [], transform } = args;
    const connection = pulumi.output(args.connection);
    this.connection = connection;
    const list = Object.values(schemas) as SchemasConfigInput["schemas"];
    this.nodes = applicationJob(this.child.bind(this) as typeof this.child, {
      name,
      container: CONTAINER,
      command: "register-schemas",
      image,
      imagePullSecrets,
      namespace,
      tags,
      config: connection.apply((of): SchemasConfigInput => ({ version: 1, registry: of, schemas: list })),
      policy: (labels) => connection.apply(({ url }) => registrationPolicy(labels, registry ?? portsOf(url, port))),
      final: FINAL,
      deadlineSeconds: DEADLINE_SECONDS,
      after,
      transform,
    });
    this.subjects = mapValues(schemas, ({ subject }) => ({ subject, version: null }));
    this.ready = [this.nodes.job];
    const selector = jobLabels({ name, container: CONTAINER });
    this.logs = [{ kind: "k8s", component: "schemas", namespace: pulumi.output(namespace), selector }];
    this.finish({ subjects: list.map(({ subject }) => subject) });
  }
}
