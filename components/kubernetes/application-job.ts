/**
 * Work that the application does once, inside the cluster: a Job of its image with a configuration of its own. The Job is named after what
 * it is told, and stays when it is done: the same is the same Job, and something else is another one.
 */
import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type { input } from "@pulumi/kubernetes/types/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../component.ts";
import { jsonText } from "../json-text.ts";
import { applicationPod } from "./application-pod.ts";
import { checksum } from "./checksum.ts";
import { labelsOf } from "./names.ts";
import { room } from "./pods.ts";
import { secretsOf } from "./secrets-of.ts";

export interface ApplicationJobTransforms {
  job?: Transform<ArgsOf<typeof Job>>;
  policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
}

export interface ApplicationJobArgs {
  /** First part of the names of all objects. */
  name: string;
  /** Of its container, and its label. */
  container: string;
  /** What the application is called with. */
  command: string;
  /** Of the application, by digest. */
  image: string;
  imagePullSecrets: string[];
  namespace: pulumi.Input<string>;
  tags: Record<string, string>;
  /** What the application reads; Secrets that it refers to are mounted. */
  config: pulumi.Output<object>;
  /** Whom its pods may reach, by their labels. */
  policy: (labels: Record<string, string>) => pulumi.Input<input.networking.v1.NetworkPolicySpec>;
  /** Exit statuses after which trying again does not help. */
  final: number[];
  /** Seconds for all tries, with the time that an image takes to come. */
  deadlineSeconds: number;
  /** Gives its service account what it needs. @returns what its pods depend on. Default: nothing */
  grant?: ((serviceAccount: pulumi.Output<string>) => pulumi.Resource[]) | undefined;
  after: pulumi.Resource[];
  transform?: ApplicationJobTransforms | undefined;
}

export type ApplicationJob = {
  account: ServiceAccount;
  policy: NetworkPolicy;
  config: ConfigMap;
  job: Job;
};

/** Pods that may fail, each after trying for as long as the application does by default. */
const RETRIES = 3;

/** @param child makes account, policy, config and job */
export function applicationJob(child: MakeChild, args: ApplicationJobArgs): ApplicationJob {
  const { name, namespace, tags, after, transform } = args;
  const labels = jobLabels(args);
  const metadata = (of: pulumi.Input<string>) => ({ name: of, namespace, labels: { ...labelsOf(tags), ...labels } });
  const text = args.config.apply(jsonText);
  const named = text.apply((config) => `${name}-${checksum(JSON.stringify([config, args.image]), 12)}`);

  const account = child(ServiceAccount, "account", {
    metadata: metadata(name),
    automountServiceAccountToken: false,
  });
  const policy = child(
    NetworkPolicy,
    "policy",
    { metadata: metadata(name), spec: args.policy(labels) },
    {},
    transform?.policy,
  );
  const config = child(ConfigMap, "config", { metadata: metadata(named), immutable: true, data: { "app.json": text } });
  const rights = args.grant?.(account.metadata.name) ?? [];
  const template = pulumi
    .all([named, args.config])
    .apply(([object, of]) => ({ metadata: { labels }, spec: jobPod(args, object, secretsOf(of)) }));
  const timeout = `${Math.ceil(args.deadlineSeconds / 60) + 5}m`;
  const job = child(
    Job,
    "job",
    {
      // A Job that failed is made anew by the next `up`, although nothing else has changed.
      metadata: { ...metadata(named), annotations: { "pulumi.com/replaceUnready": "true" } },
      spec: { ...limits(args), template },
    },
    {
      dependsOn: [account, policy, config, ...rights, ...after],
      customTimeouts: { create: timeout, update: timeout },
    },
    transform?.job,
  );
  return { account, policy, config, job };
}

/** Of its pods. */
export function jobLabels({ name, container }: Pick<ApplicationJobArgs, "name" | "container">): Record<string, string> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/component": container };
}

function limits({ container, final, deadlineSeconds }: ApplicationJobArgs): Omit<input.batch.v1.JobSpec, "template"> {
  return {
    backoffLimit: RETRIES,
    activeDeadlineSeconds: deadlineSeconds,
    podFailurePolicy: {
      rules: [
        { action: "FailJob", onExitCodes: { containerName: container, operator: "In", values: final } },
        // A node that goes is not its fault.
        { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
      ],
    },
  };
}

/**
 * Of a pod that works once and ends.
 * @param config name of its ConfigMap
 */
export function jobPod(
  {
    name,
    container,
    command,
    image,
    imagePullSecrets,
  }: Pick<ApplicationJobArgs, "name" | "container" | "command" | "image" | "imagePullSecrets">,
  config: string,
  secrets: string[],
): input.core.v1.PodSpec {
  const pod = applicationPod(
    { image, imagePullSecrets, account: name, config, secrets },
    {
      name: container,
      args: [command],
      env: [],
      resources: room("50m", 192),
      // The reason of a refusal becomes part of the pod's state, and so of what `up` says.
      terminationMessagePolicy: "FallbackToLogsOnError",
    },
  );
  return { ...pod, restartPolicy: "Never" };
}
