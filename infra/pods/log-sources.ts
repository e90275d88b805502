/** Sources of lines as Filebeat is told them: those of the contract, and operators, by the namespaces that they have for themselves. */
import * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../components/errors.ts";
import type { LogSource } from "../../components/kafka/cluster.ts";
import type { KnownSource } from "../../components/logging/collect/filebeat.ts";
import type { PodSettings } from "./place.ts";

/** Namespaces of operators that the stack installs, by who stands in them. */
export function operatorNamespaces({ kubernetes, kafka, scaling, logging }: PodSettings): Record<string, string> {
  const found: [string, { mode: string; namespace?: string | undefined } | undefined][] = [
    ["strimzi", kafka.backend === "strimzi" ? kubernetes.operator : undefined],
    ["keda", scaling.processor === undefined ? undefined : scaling.operator],
    ["elastic", logging.elasticsearch.mode === "off" ? undefined : logging.elasticsearch.operator],
  ];
  return Object.fromEntries(
    found.flatMap(([name, of]) => (of?.mode === "install" && of.namespace !== undefined ? [[name, of.namespace]] : [])),
  );
}

export const operatorSources = (settings: PodSettings): LogSource[] =>
  Object.entries(operatorNamespaces(settings)).map(([name, namespace]) => ({
    kind: "k8s",
    component: `operator_${name}`,
    namespace: pulumi.output(namespace),
    selector: {},
  }));

/** Whether a cloud keeps lines of its own. */
export const keptByCloud = ({ kind }: LogSource): boolean => kind !== "k8s";

/**
 * @param region of what a cloud keeps
 * @throws TributaryError TRB_SETTINGS_INVALID nothing of the stack could read it: lines that nobody collects are told, and not left out
 */
export function knownSource(source: LogSource, region: string): pulumi.Output<KnownSource> {
  const { component } = source;
  const known = <T>(of: pulumi.Input<T>, make: (value: T) => KnownSource): pulumi.Output<KnownSource> =>
    pulumi.output(of).apply((value) => make(value as T)) as pulumi.Output<KnownSource>;
  switch (source.kind) {
    case "k8s":
      return known(source.namespace, (namespace) => ({ kind: "k8s", component, namespace, selector: source.selector }));
    case "cloudwatch":
      return known(source.logGroup, (logGroup) => ({ kind: "cloudwatch", component, logGroup, region }));
    case "s3":
      return known(source.bucket, (bucket) => ({ kind: "s3", component, bucket, prefix: source.prefix, region }));
    case "azure-diagnostics":
      if (source.hub === undefined)
        throw unread(
          component,
          "in Azure's diagnostic settings and are read by an Event Hub, which its backend does not name",
        );
      return known(source.hub, (hub) => ({ kind: "azure-event-hub", component, ...hub }));
    case "google-logging":
      if (source.subscription === undefined)
        throw unread(
          component,
          "in Google's logging and are read by a subscription of Pub/Sub, which its backend does not name",
        );
      return known(source.subscription, (of) => ({ kind: "google-pubsub", component, ...of }));
    case "file":
      throw unread(component, "in a file of the machine that runs it, which no pod reads");
    default:
      return source satisfies never;
  }
}

function unread(component: string, where: string): TributaryError {
  return new TributaryError(
    "TRB_SETTINGS_INVALID",
    `logging.elasticsearch.mode: lines of ${component} are ${where}; allowed: off.`,
  );
}

/** The same lines are not read twice: what is in CloudWatch is not read from S3, too. */
export function readOnce(sources: LogSource[]): LogSource[] {
  const inCloudWatch = new Set(sources.filter(({ kind }) => kind === "cloudwatch").map(({ component }) => component));
  return sources.filter(({ kind, component }) => kind !== "s3" || !inCloudWatch.has(component));
}
