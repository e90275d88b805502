/**
 * The smoke test as a CronJob, which is suspended unless it has a schedule: whoever tests the stack makes a Job of it. Beside it stand what
 * its pods may reach, and Services by which they find every process' page of metrics.
 */
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection, SecretGenerations } from "../../../app/src/connection.ts";
import type { SmokeConfigInput } from "../../../app/src/roles/smoke/config.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { jsonText } from "../../json-text.ts";
import type { CloudIdentity, LogSource } from "../../kafka/cluster.ts";
import { jobLabels, jobPod } from "../../kubernetes/application-job.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import { type Reached, reach, tcp } from "../../kubernetes/policy-rules.ts";
import { secretsOf } from "../../kubernetes/secrets-of.ts";
import { PORTS } from "./pod.ts";

/** Whose pages are read. */
type Tested = "ingest" | "processor";

export interface SmokeTestArgs {
  /** Key of kafka.access. */
  principal: string;
  /** Of the principal. */
  connection: pulumi.Input<KafkaConnection>;
  /** The cluster's: for a principal that is an identity of a cloud. Default: it is none. */
  identity?: CloudIdentity | undefined;
  /** The brokers, for the principal. */
  brokers: Reached;
  topics: { input: string; output: string; deadLetter: string };
  /** Address within the cluster, and the token by reference. */
  ingest: { url: pulumi.Input<string>; token: SecretGenerations };
  /** Labels of the pods of each role. */
  pods: Record<Tested, Record<string, string>>;
  /** Seconds until what was sent must have been found. */
  deadlineSeconds: number;
  /** As cron writes it. Default: never by itself. A change is made in place. */
  schedule?: string | undefined;
  /** Of the application, by digest. */
  image: string;
  imagePullSecrets: string[];
  logLevel: "trace" | "debug" | "info" | "warn" | "error";
  namespace: pulumi.Input<string>;
  tags: Record<string, string>;
  /** What must be there before: the application's pods, and its Service. */
  after?: pulumi.Resource[];
  transform?: {
    cronJob?: Transform<ArgsOf<typeof CronJob>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
    service?: Transform<ArgsOf<typeof Service>>;
  };
}

const CONTAINER = "smoke";
/** Where the kubelet reads what becomes part of the pod's state (kubernetes.io: Determine the Reason for Pod Failure). */
const TERMINATION_LOG = "/dev/termination-log";
/** Suspended, so that it never comes; a CronJob has to have one. */
const NEVER = "@yearly";
/** Seconds that an image may take to come, beside the test's own. */
const START_SECONDS = 120;
/** Seconds that a Job stays when it is done. */
const KEPT_SECONDS = 86_400;
/** Seconds after which a run that could not begin is left out: a later one tells the same. */
const LATE_SECONDS = 300;

export class SmokeTest extends TributaryComponent {
  static readonly token = "tributary:workload:SmokeTest";
  readonly logs: LogSource[];
  readonly nodes: {
    account: ServiceAccount;
    config: ConfigMap;
    cronJob: CronJob;
    services: Record<Tested, Service>;
    policies: Record<"own" | Tested, NetworkPolicy>;
  };
  readonly #name: string;
  readonly #args: SmokeTestArgs;
  /** By which its pods are found. */
  readonly #labels: Record<string, string>;

  /** @param name of the CronJob, and first part of the names of all objects */
  constructor(name: string, args: SmokeTestArgs, opts?: pulumi.ComponentResourceOptions) {
    const { connection: _, ...kept } = args;
    super(SmokeTest.token, name, kept, opts);
    this.#name = name;
    this.#args = args;
    this.#labels = jobLabels({ name, container: CONTAINER });
    const { identity, principal, namespace } = args;
    const account = this.child(ServiceAccount, "account", {
      metadata: this.#metadata(),
      automountServiceAccountToken: false,
    });
    const serviceAccount = account.metadata.name;
    const rights = identity?.grant(principal, { name, namespace, serviceAccount }) ?? [];
    const config = this.child(ConfigMap, "config", {
      metadata: this.#metadata(),
      data: { "app.json": this.#config() },
    });
    const policies = this.#policies(rights.length > 0);
    const services = { ingest: this.#service("ingest"), processor: this.#service("processor") };
    const cronJob = this.child(
      CronJob,
      "cron-job",
      { metadata: this.#metadata(), spec: this.#spec() },
      { dependsOn: [account, config, ...Object.values(policies), ...rights, ...(args.after ?? [])] },
      args.transform?.cronJob,
    );
    this.nodes = { account, config, cronJob, services, policies };
    this.logs = [{ kind: "k8s", component: CONTAINER, namespace: pulumi.output(namespace), selector: this.#labels }];
    this.finish({ cronJob: cronJob.metadata.name });
  }

  #spec(): pulumi.Output<input.batch.v1.CronJobSpec> {
    const { schedule, deadlineSeconds, connection, ingest, image, imagePullSecrets } = this.#args;
    const labels = this.#labels;
    const pod = { name: this.#name, container: CONTAINER, command: "smoke", image, imagePullSecrets };
    return pulumi.output(connection).apply((kafka) => ({
      schedule: schedule ?? NEVER,
      suspend: schedule === undefined,
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: LATE_SECONDS,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 10,
      jobTemplate: {
        metadata: { labels },
        spec: {
          // What failed once is what is to be known.
          backoffLimit: 0,
          activeDeadlineSeconds: deadlineSeconds + START_SECONDS,
          ttlSecondsAfterFinished: KEPT_SECONDS,
          template: { metadata: { labels }, spec: jobPod(pod, this.#name, secretsOf([kafka, ingest.token])) },
        },
      },
    }));
  }

  #config(): pulumi.Output<string> {
    const { connection, ingest, topics, deadlineSeconds, logLevel, namespace } = this.#args;
    return pulumi.all([connection, ingest.url, namespace]).apply(([kafka, url, where]) => {
      const page = (role: Tested) => [`http://${this.#object(role)}.${where}.svc:${PORTS.ops}/metrics`];
      const config: SmokeConfigInput = {
        version: 1,
        connection: kafka,
        ingest: { url, token: ingest.token },
        topics,
        metrics: { ingest: page("ingest"), processor: page("processor") },
        deadlineSeconds,
        resultFile: TERMINATION_LOG,
        logLevel,
      };
      return jsonText(config);
    });
  }

  /** Headless: its name has the address of each pod that is ready. */
  #service(role: Tested): Service {
    const { pods, after = [], transform } = this.#args;
    const spec = {
      clusterIP: "None",
      selector: pods[role],
      ports: [{ name: "ops", port: PORTS.ops, targetPort: "ops", appProtocol: "http" }],
    };
    const metadata = this.#metadata(role);
    return this.child(Service, role, { metadata, spec }, { dependsOn: after }, transform?.service);
  }

  /** Beside the policies of the application's own pods, which let in whom they know. */
  #policies(identified: boolean): Record<"own" | Tested, NetworkPolicy> {
    const { brokers, identity, pods, transform } = this.#args;
    const ports: Record<Tested, number[]> = { ingest: [PORTS.http, PORTS.ops], processor: [PORTS.ops] };
    const roles = ["ingest", "processor"] as const;
    const peer = (matchLabels: Record<string, string>) => ({ podSelector: { matchLabels } });
    const policy = (role: string, metadata: object, spec: input.networking.v1.NetworkPolicySpec) =>
      this.child(NetworkPolicy, `${role}-policy`, { metadata, spec }, {}, transform?.policy);
    const from = (role: Tested) =>
      policy(role, this.#metadata(role), {
        ...peer(pods[role]),
        policyTypes: ["Ingress"],
        ingress: [{ from: [peer(this.#labels)], ports: ports[role].map(tcp) }],
      });
    const own = policy("own", this.#metadata(), {
      ...peer(this.#labels),
      policyTypes: ["Ingress", "Egress"],
      egress: [
        reach(brokers),
        ...(identified && identity ? [reach(identity.reached)] : []),
        ...roles.map((role) => reach({ to: [peer(pods[role])], ports: ports[role] })),
      ],
    });
    return { own, ingest: from("ingest"), processor: from("processor") };
  }

  #object(part?: string): string {
    return part === undefined ? this.#name : `${this.#name}-${part}`;
  }

  #metadata(part?: string) {
    const { namespace, tags } = this.#args;
    return { name: this.#object(part), namespace, labels: { ...labelsOf(tags), ...this.#labels } };
  }
}
