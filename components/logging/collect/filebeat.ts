/** Filebeat's configuration of each source of the contract: where lines are, and which data stream is theirs. */
import { partitionOf } from "../../aws/regions.ts";
import { datasetOf, streamPart } from "../names.ts";

/** A source of the contract, its outputs known. */
export type KnownSource =
  | { kind: "k8s"; component: string; namespace: string; selector: Record<string, string> }
  | { kind: "cloudwatch"; component: string; logGroup: string; region: string }
  | { kind: "s3"; component: string; bucket: string; prefix: string; region: string }
  | {
      kind: "azure-event-hub";
      component: string;
      namespace: string;
      hub: string;
      storageAccount: string;
      container: string;
    }
  | { kind: "google-pubsub"; component: string; project: string; topic: string; subscription: string };

/** Fields by which a line is told whose it is; the ingest pipeline leaves them as they are. */
export function origin(component: string, stack: string): object[] {
  const fields = {
    data_stream: { type: "logs", dataset: datasetOf(component), namespace: streamPart(stack) },
    service: { name: component },
    tributary: { stack },
  };
  return [
    { add_fields: { target: "", fields } },
    { drop_fields: { fields: ["agent", "input", "ecs"], ignore_missing: true } },
  ];
}

/** A line that begins neither with a time nor with { belongs to the one before, as those of Java's stack traces do. */
export const lines = {
  multiline: {
    type: "pattern",
    pattern: "^(\\[?\\d{4}-\\d{2}-\\d{2}|\\{|ts=|time=)",
    negate: true,
    match: "after",
    max_lines: 500,
    timeout: "2s",
  },
};

/** Positions are kept by what a file begins with, so that one that was renamed, as when it is rotated, is still the same. */
const identity = {
  "file_identity.fingerprint": {},
  "prospector.scanner.fingerprint": { enabled: true, length: 64 },
  "prospector.scanner.exclude_files": ["\\.gz$"],
};

/** @param paths of files, with patterns */
export function fileInput(id: string, paths: string[], processors: object[], container = false): object {
  const parsers = [...(container ? [{ container: { stream: "all", format: "auto" } }] : []), lines];
  return { type: "filestream", id, paths, parsers, processors, ...identity };
}

/**
 * Pods by their labels, on the node that Filebeat runs on. Files of a container are read below /var/log/pods, those that the kubelet has
 * rotated too, as it may have done so while Filebeat was away.
 * @returns a provider for each namespace
 */
export function podProviders(sources: readonly KnownSource[], stack: string): object[] {
  const pods = sources.filter((source) => source.kind === "k8s");
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))].sort();
  return namespaces.map((namespace) => ({
    type: "kubernetes",
    scope: "node",
    node: variable("NODE_NAME"),
    namespace,
    // Others than pods may not be read, and say nothing that is needed.
    add_resource_metadata: {
      node: { enabled: false },
      namespace: { enabled: false },
      deployment: false,
      cronjob: false,
    },
    "hints.enabled": false,
    templates: pods
      .filter((source) => source.namespace === namespace)
      .map(({ component, selector }) => ({
        condition: all(selector),
        config: [
          fileInput(
            `${component}-${ofPod("container.id")}`,
            [
              `/var/log/pods/${["namespace", "pod.name", "pod.uid"].map(ofPod).join("_")}/${ofPod("container.name")}/*.log*`,
            ],
            origin(component, stack),
            true,
          ),
        ],
      })),
  }));
}

/** As Filebeat puts something in: of the environment, or of what it has found. */
const variable = (name: string): string => `\${${name}}`;
const ofPod = (name: string): string => variable(`data.kubernetes.${name}`);

/** Filebeat writes labels with _ for dots, so that no label is another's parent. */
function all(selector: Record<string, string>): object {
  const each = Object.entries(selector).map(([label, value]) => ({
    equals: { [`kubernetes.labels.${label.replaceAll(".", "_")}`]: value },
  }));
  // A selector without labels is every pod of its namespace.
  return each.length === 0 ? { has_fields: ["kubernetes.pod.name"] } : each.length === 1 ? each[0]! : { and: each };
}

/** Inputs of what a cloud has kept of its own brokers. One collector runs: two would tell each line twice. */
export function cloudInputs(sources: readonly KnownSource[], stack: string): object[] {
  return sources.flatMap((source, index): object[] => {
    const id = `${source.component}-${source.kind}-${index}`;
    const processors = origin(source.component, stack);
    switch (source.kind) {
      case "cloudwatch":
        return [
          {
            type: "aws-cloudwatch",
            id,
            log_group_name: source.logGroup,
            region_name: source.region,
            // From where it was when it ended; everything the first time.
            start_position: "lastSync",
            scan_frequency: "30s",
            processors,
          },
        ];
      case "s3":
        return [
          {
            type: "aws-s3",
            id,
            bucket_arn: `arn:${partitionOf(source.region)}:s3:::${source.bucket}`,
            bucket_list_prefix: source.prefix,
            bucket_list_interval: "60s",
            region: source.region,
            number_of_workers: 2,
            processors,
          },
        ];
      case "azure-event-hub":
        return [
          {
            type: "azure-eventhub",
            id,
            eventhub_namespace: source.namespace,
            eventhub: source.hub,
            auth_type: "managed_identity",
            storage_account: source.storageAccount,
            storage_account_container: source.container,
            processor_version: "v2",
            processors,
          },
        ];
      case "google-pubsub":
        return [
          {
            type: "gcp-pubsub",
            id,
            project_id: source.project,
            topic: source.topic,
            subscription: { name: source.subscription, create: false },
            processors,
          },
        ];
      // Read on each node, as above.
      case "k8s":
        return [];
      default:
        return source satisfies never;
    }
  });
}

export interface LogstashOutput {
  hosts: string[];
  /** Folder of ca.crt, tls.crt and tls.key. */
  tls: string;
}

/** Sends again until Logstash has it on its disk. */
export const logstashOutput = ({ hosts, tls }: LogstashOutput): object => ({
  hosts,
  loadbalance: true,
  // A Service stands for all of Logstash: connections are made anew, so that one that came later gets its share.
  ttl: "60s",
  pipelining: 0,
  ssl: {
    enabled: true,
    certificate_authorities: [`${tls}/ca.crt`],
    certificate: `${tls}/tls.crt`,
    key: `${tls}/tls.key`,
    verification_mode: "full",
  },
});
