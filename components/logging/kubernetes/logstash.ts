/** Logstash as Elastic's operator makes it: a queue on disk between Filebeat and Elasticsearch. */

import { apart, containerSecurity, room } from "../../kubernetes/pods.ts";
import { logstashPipeline, variable } from "../collect/logstash-pipeline.ts";
import { claim, pulled, type StackArgs, unprivileged, type Volume } from "./elasticsearch.ts";
import { labelsOfPart, PORTS } from "./pods.ts";
import type { Outside } from "./policies.ts";

export interface LogstashArgs {
  replicas: number;
  cpu: string;
  memoryMi: number;
  /** Of each: lines that wait for Elasticsearch, and those that it refuses. */
  volume: Volume;
}

/** Where the lines go, and as whom. */
export interface Target {
  hosts: string[];
  /** Secret and key of Elasticsearch's authority. Default: those of Java. */
  authority?: { name: string; key: string } | undefined;
  user: string;
  password: { name: string; key: string };
  /** Ports of one that somebody else runs. Default: it runs here. */
  outside?: Outside | undefined;
}

const FOLDERS = { tls: "/etc/tributary/tls", authority: "/etc/tributary/elasticsearch" } as const;
/** Parts of the volume in hundredths: the rest is Logstash's own. */
const QUEUE = 0.8;
const REFUSED = 0.1;
const GI = 1_024;

/** @param tls name of the Secret with tls.crt, tls.key and ca.crt @param checksum of what the pods must be made anew for */
export function logstashSpec(
  { replicas, cpu, memoryMi, volume }: LogstashArgs,
  { version, spread, imagePullSecrets }: StackArgs,
  { hosts, authority, user, password }: Target,
  tls: string,
  checksum: string,
): object {
  const pipeline = logstashPipeline({
    port: PORTS.beats,
    tls: FOLDERS.tls,
    hosts,
    authority: authority && `${FOLDERS.authority}/${authority.key}`,
    user: variable("LOGS_USER"),
    password: variable("LOGS_PASSWORD"),
  });
  const volumes = [
    { name: "tls", secret: { secretName: tls } },
    ...(authority ? [{ name: "authority", secret: { secretName: authority.name } }] : []),
  ];
  return {
    version,
    count: replicas,
    config: {
      "queue.type": "persisted",
      "queue.max_bytes": `${Math.floor(volume.sizeGi * GI * QUEUE)}mb`,
      // Each line is on disk before Filebeat is told that it is taken.
      "queue.checkpoint.writes": 1,
      "dead_letter_queue.enable": true,
      "dead_letter_queue.max_bytes": `${Math.floor(volume.sizeGi * GI * REFUSED)}mb`,
      "dead_letter_queue.storage_policy": "drop_older",
      "dead_letter_queue.retain.age": "7d",
      // What is in the queue when a pod ends is there when it starts again.
      "queue.drain": false,
      "log.level": "info",
    },
    pipelines: [{ "pipeline.id": "lines", "config.string": pipeline }],
    services: [
      {
        name: "beats",
        service: { spec: { ports: [{ name: "beats", port: PORTS.beats, protocol: "TCP", targetPort: PORTS.beats }] } },
      },
    ],
    volumeClaimTemplates: [claim("logstash-data", volume)],
    podTemplate: {
      metadata: { annotations: { "tributary.dev/checksum": checksum } },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        ...pulled(imagePullSecrets),
        securityContext: unprivileged,
        ...apart(labelsOfPart("logstash"), spread),
        containers: [
          {
            name: "logstash",
            resources: room(cpu, memoryMi),
            securityContext: containerSecurity,
            env: [
              { name: "LOGS_USER", value: user },
              {
                name: "LOGS_PASSWORD",
                valueFrom: { secretKeyRef: { name: password.name, key: password.key } },
              },
              { name: "LS_JAVA_OPTS", value: heap(memoryMi) },
            ],
            volumeMounts: [
              { name: "tls", mountPath: FOLDERS.tls, readOnly: true },
              ...(authority ? [{ name: "authority", mountPath: FOLDERS.authority, readOnly: true }] : []),
            ],
          },
        ],
        volumes,
      },
    },
  };
}

/** Half of the memory; the rest is for the queue's mapped pages and for connections. */
const heap = (memoryMi: number): string => `-Xms${Math.floor(memoryMi / 2)}m -Xmx${Math.floor(memoryMi / 2)}m`;
