/** Elasticsearch and Kibana as Elastic's operator makes them. */
import { apart, containerSecurity, podSecurity, room, type Spread } from "../../kubernetes/pods.ts";
import { labelsOfPart, NAME } from "./pods.ts";

export interface Volume {
  /** GiB (binary). */
  sizeGi: number;
  /** Default: the cluster's own. */
  storageClass?: string | undefined;
}

export interface ElasticsearchArgs {
  /** Each holds data and may lead. */
  nodes: number;
  /** CPU of each, as Kubernetes writes it. */
  cpu: string;
  /** MiB of each; half of it is heap, which Elasticsearch sees to. */
  memoryMi: number;
  volume: Volume;
}

/** What Elasticsearch, Kibana, Logstash and Filebeat are given alike. */
export interface StackArgs {
  /** Of the Elastic Stack. */
  version: string;
  spread: Spread;
  imagePullSecrets: string[];
}

/** The user of Elastic's images. */
const USER = 1_000;

export const unprivileged = { ...podSecurity, runAsUser: USER, runAsGroup: USER, fsGroup: USER };

export const claim = (name: string, { sizeGi, storageClass }: Volume) => ({
  metadata: { name },
  spec: {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: `${sizeGi}Gi` } },
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
  },
});

export const pulled = (names: string[]) =>
  names.length === 0 ? {} : { imagePullSecrets: names.map((name) => ({ name })) };

export function elasticsearchSpec(
  { nodes, cpu, memoryMi, volume }: ElasticsearchArgs,
  { version, spread, imagePullSecrets }: StackArgs,
): object {
  return {
    version,
    // Data stays when the object goes; nodes that are taken out have given theirs to others.
    volumeClaimDeletePolicy: "DeleteOnScaledownOnly",
    nodeSets: [
      {
        name: "nodes",
        count: nodes,
        config: {
          // Mapped files take a setting of the node that only its administrator may change.
          "node.store.allow_mmap": false,
          // Only data streams make indices by themselves: a misspelt name is refused.
          "action.auto_create_index": "+logs-tributary.*,-*",
        },
        podTemplate: {
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            ...pulled(imagePullSecrets),
            securityContext: unprivileged,
            ...apart(labelsOfPart("elasticsearch"), spread),
            containers: [{ name: "elasticsearch", resources: room(cpu, memoryMi), securityContext: containerSecurity }],
          },
        },
        volumeClaimTemplates: [claim("elasticsearch-data", volume)],
      },
    ],
  };
}

export interface KibanaArgs {
  replicas: number;
  /** MiB of each. */
  memoryMi: number;
}

export function kibanaSpec(
  { replicas, memoryMi }: KibanaArgs,
  { version, spread, imagePullSecrets }: StackArgs,
): object {
  return {
    version,
    count: replicas,
    elasticsearchRef: { name: NAME },
    config: { "telemetry.optIn": false, "telemetry.allowChangingOptInStatus": false },
    podTemplate: {
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        ...pulled(imagePullSecrets),
        securityContext: unprivileged,
        ...apart(labelsOfPart("kibana"), spread),
        containers: [{ name: "kibana", resources: room("200m", memoryMi), securityContext: containerSecurity }],
      },
    },
  };
}
