/**
 * Where lines are kept: an Elasticsearch of the stack's own with Kibana, by Elastic's operator, or one that is there. A Job of the
 * application tells it templates, life cycle, ingest pipeline, roles and users, before anybody sends a line.
 */
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { NetworkPolicy as Policy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { SecretGenerations, SecretRef } from "../../../app/src/connection.ts";
import { EXIT } from "../../../app/src/exit.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import type { LogSource } from "../../kafka/cluster.ts";
import { type ApplicationJob, applicationJob, jobLabels } from "../../kubernetes/application-job.ts";
import { CustomObject, type CustomObjectArgs } from "../../kubernetes/custom-resource.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import { type Peer, portsOf } from "../../kubernetes/policy-rules.ts";
import { plainSecrets } from "../../secrets/kubernetes/plain.ts";
import { type Credential, generationsOf, type SecretSource } from "../../secrets/kubernetes/source.ts";
import type { RequestsArgs } from "../templates/requests.ts";
import { roleNames } from "../templates/roles.ts";
import {
  type ElasticsearchArgs,
  elasticsearchSpec,
  type KibanaArgs,
  kibanaSpec,
  type StackArgs,
} from "./elasticsearch.ts";
import type { Target } from "./logstash.ts";
import { made, NAME, PORTS } from "./pods.ts";
import { preparePolicy, storePolicies } from "./policies.ts";
import { prepareConfig } from "./prepare.ts";

/** An Elasticsearch of the stack's own, or one that is there. */
export type StorePlace =
  | { mode: "operator"; elasticsearch: ElasticsearchArgs; kibana: KibanaArgs }
  | {
      mode: "existing";
      /** Address. */
      elasticsearch: string;
      /** Address. Default: none is told anything. */
      kibana?: string | undefined;
      /** Of its authority, in the platform's namespace. Default: authorities that everybody trusts. */
      ca?: SecretRef | undefined;
      /** Who may put templates, pipelines, roles and users. */
      username: string;
      password: SecretRef;
    };

export interface LogStoreArgs {
  /** The platform's. */
  namespace: pulumi.Input<string>;
  place: StorePlace;
  keep: RequestsArgs;
  shared: StackArgs;
  /** Of the application, by digest. */
  image: string;
  /** Elastic's operator, as a peer of a NetworkPolicy. */
  operator: Peer;
  /** Who opens Kibana. */
  people: Peer[];
  secrets?: SecretSource;
  /** Raised for new passwords of the users that write and read lines. */
  rotation: number;
  tags: Record<string, string>;
  /** What must be there before: the operator. */
  after: pulumi.Resource[];
  transform?: {
    elasticsearch?: Transform<CustomObjectArgs>;
    kibana?: Transform<CustomObjectArgs>;
    policy?: Transform<ArgsOf<typeof Policy>>;
  };
}

const PASSWORD_LENGTH = 32;
const CONTAINER = "prepare";
/** Elasticsearch has to be there first, with its images and its volumes. */
const DEADLINE_SECONDS = 2_400;

export class LogStore extends TributaryComponent {
  static readonly token = "tributary:logging:LogStore";
  /** Where lines are sent, and as whom. */
  readonly target: pulumi.Output<Target>;
  /** The user that reads lines. */
  readonly reader: { username: string; password: SecretGenerations };
  readonly elasticsearchUrl: pulumi.Output<string>;
  readonly kibanaUrl: pulumi.Output<string> | undefined;
  /** What whoever sends lines depends on: it is stored without a mask otherwise. */
  readonly ready: pulumi.Resource[];
  readonly logs: LogSource[];
  readonly nodes: {
    objects: Record<string, CustomObject>;
    policies: Record<string, NetworkPolicy>;
    passwords: Record<string, pulumi.CustomResource>;
    job: ApplicationJob;
  };
  readonly #args: LogStoreArgs;

  constructor(name: string, args: LogStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LogStore.token, name, args, opts);
    this.#args = args;
    const { place, secrets = plainSecrets, after, namespace } = args;
    const own = place.mode === "operator";
    const at = (service: string, port: number) =>
      pulumi.output(namespace).apply((where) => `https://${service}.${where}.svc:${port}`);
    this.elasticsearchUrl = own
      ? at(made.elasticsearchService, PORTS.elasticsearch)
      : pulumi.output(place.elasticsearch);
    const kibana = own ? at(made.kibanaService, PORTS.kibana) : place.kibana;
    this.kibanaUrl = kibana === undefined ? undefined : pulumi.output(kibana);
    const child = this.child.bind(this) as typeof this.child;
    const passwords = {
      writer: secrets.make(child, this.#credential("writer")),
      reader: secrets.make(child, this.#credential("reader")),
    };
    this.reader = { username: roleNames.reader, password: generationsOf(this.#credential("reader")) };
    const guards = this.#policies();
    const objects = own ? this.#objects(place, [...Object.values(guards), ...after]) : {};
    const job = this.#prepare([...Object.values(objects), ...Object.values(passwords), ...after]);
    this.target = this.elasticsearchUrl.apply((url) => this.#target(url));
    this.ready = [job.job, passwords.writer];
    this.logs = this.#sources(own);
    this.nodes = { objects, policies: guards, passwords, job };
    this.finish({ elasticsearchUrl: this.elasticsearchUrl, kibanaUrl: this.kibanaUrl });
  }

  #metadata(name: string) {
    return { name, namespace: this.#args.namespace, labels: labelsOf(this.#args.tags) };
  }

  #credential(of: keyof typeof roleNames): Credential {
    const metadata = this.#metadata(`${NAME}-${of}`);
    return { kind: "password", of, metadata, generation: this.#args.rotation, length: PASSWORD_LENGTH };
  }

  #policies(): Record<string, NetworkPolicy> {
    const { operator, people, place, transform } = this.#args;
    if (place.mode === "existing") return {};
    const setup = { podSelector: { matchLabels: jobLabels({ name: `${NAME}-prepare`, container: CONTAINER }) } };
    const specs = Object.entries(storePolicies({ operator, people, setup }));
    const made = specs.map(([part, spec]) => {
      const metadata = this.#metadata(`${NAME}-${part}`);
      return [part, this.child(Policy, `policy-${part}`, { metadata, spec }, {}, transform?.policy)];
    });
    return Object.fromEntries(made);
  }

  #objects(
    { elasticsearch, kibana }: Extract<StorePlace, { mode: "operator" }>,
    dependsOn: pulumi.Resource[],
  ): Record<string, CustomObject> {
    const { shared, transform } = this.#args;
    const metadata = this.#metadata(NAME);
    const store = this.child(
      CustomObject,
      "elasticsearch",
      {
        apiVersion: "elasticsearch.k8s.elastic.co/v1",
        kind: "Elasticsearch",
        metadata,
        spec: elasticsearchSpec(elasticsearch, shared),
      },
      { dependsOn },
      transform?.elasticsearch,
    );
    const shown = this.child(
      CustomObject,
      "kibana",
      { apiVersion: "kibana.k8s.elastic.co/v1", kind: "Kibana", metadata, spec: kibanaSpec(kibana, shared) },
      { dependsOn: [store] },
      transform?.kibana,
    );
    return { elasticsearch: store, kibana: shown };
  }

  /** Its pods may be there before Elasticsearch is: they wait for its Secrets, and then for its answer. */
  #prepare(after: pulumi.Resource[]): ApplicationJob {
    const { image, namespace, tags, shared, place, keep } = this.#args;
    const passwords = {
      [roleNames.writer]: generationsOf(this.#credential("writer")).active,
      [roleNames.reader]: generationsOf(this.#credential("reader")).active,
    };
    const config = pulumi
      .all([this.elasticsearchUrl, this.kibanaUrl])
      .apply(([elasticsearch, kibana]) => prepareConfig(place, { elasticsearch, kibana }, keep, passwords));
    const child = ((Class, role, ...rest) => this.child(Class, `prepare-${role}`, ...rest)) as typeof this.child;
    return applicationJob(child, {
      name: `${NAME}-prepare`,
      container: CONTAINER,
      command: "prepare-logging",
      image,
      imagePullSecrets: shared.imagePullSecrets,
      namespace,
      tags,
      config,
      policy: (labels) => preparePolicy(labels, outsideOf(place)),
      final: [EXIT.configuration],
      deadlineSeconds: DEADLINE_SECONDS,
      after,
    });
  }

  #target(url: string): Target {
    const { place } = this.#args;
    const { name, key = "" } = generationsOf(this.#credential("writer")).active;
    const authority =
      place.mode === "operator"
        ? { name: made.elasticsearchAuthority, key: "ca.crt" }
        : place.ca && { name: place.ca.name, key: place.ca.key ?? "ca.crt" };
    return { hosts: [url], authority, user: roleNames.writer, password: { name, key }, outside: outsideOf(place) };
  }

  #sources(own: boolean): LogSource[] {
    const namespace = pulumi.output(this.#args.namespace);
    const of = (component: string, selector: Record<string, string>): LogSource => ({
      kind: "k8s",
      component,
      namespace,
      selector,
    });
    const prepare = of("logging", jobLabels({ name: `${NAME}-prepare`, container: CONTAINER }));
    return own ? [of("kibana", { "kibana.k8s.elastic.co/name": NAME }), prepare] : [prepare];
  }
}

function outsideOf(place: StorePlace): Target["outside"] {
  if (place.mode === "operator") return undefined;
  const { elasticsearch, kibana } = place;
  return { elasticsearch: portsOf(elasticsearch), kibana: kibana === undefined ? [] : portsOf(kibana) };
}
