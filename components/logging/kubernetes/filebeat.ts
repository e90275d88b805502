/** Filebeat as Elastic's operator makes it: on each node for pods, and once for what a cloud has kept of its own brokers. */

import { containerSecurity, podSecurity, room } from "../../kubernetes/pods.ts";
import { cloudInputs, type KnownSource, logstashOutput, podProviders } from "../collect/filebeat.ts";
import { pulled, type StackArgs, unprivileged } from "./elasticsearch.ts";

export interface FilebeatArgs {
  /** Name of the platform's stack. */
  stack: string;
  sources: readonly KnownSource[];
  /** Name and port of Logstash's Service. */
  logstash: string;
  /** GiB on each node's own disk for lines that Logstash does not take. */
  queueGi: number;
  /** Name of the Secret with tls.crt, tls.key and ca.crt. */
  tls: string;
  serviceAccount: string;
  /** Of what the pods must be made anew for. */
  checksum: string;
}

/**
 * The collector's volume: how far it has read, which has to be written whatever waits, and lines that Logstash does not take. They are few,
 * as the cloud keeps what is not read yet.
 */
export const COLLECTOR_VOLUME = { size: "1Gi", queue: "512MB" } as const;

const TLS = "/etc/tributary/tls";
const MEMORY_MI = 256;

/** @param queue size of the lines on disk that wait for Logstash */
function shared({ logstash }: FilebeatArgs, queue: string): object {
  return {
    "output.logstash": logstashOutput({ hosts: [logstash], tls: TLS }),
    // A line counts as read when it is on this disk: what Logstash does not take outlives the file that it was read from.
    "queue.disk": { max_size: queue },
    "logging.level": "info",
    // Its own lines are those of a pod like any other.
    "logging.to_stderr": true,
    "http.enabled": false,
  };
}

function pod(args: FilebeatArgs, { imagePullSecrets }: StackArgs, own: Record<string, any>): object {
  const { container, volumes = [], ...spec } = own;
  return {
    metadata: { annotations: { "tributary.dev/checksum": args.checksum } },
    spec: {
      serviceAccountName: args.serviceAccount,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 30,
      ...pulled(imagePullSecrets),
      ...spec,
      containers: [
        {
          name: "filebeat",
          resources: room("100m", MEMORY_MI),
          ...container,
          volumeMounts: [{ name: "tls", mountPath: TLS, readOnly: true }, ...(container.volumeMounts ?? [])],
        },
      ],
      volumes: [{ name: "tls", secret: { secretName: args.tls } }, ...volumes],
    },
  };
}

/**
 * One on each node. It is root, as files of containers are root's, with no other right of root's than to own its own; where it has been in
 * each file it keeps on the node, so that a new pod goes on there.
 */
export function agentSpec(args: FilebeatArgs, stack: StackArgs): object {
  const { capabilities, allowPrivilegeEscalation } = containerSecurity;
  return {
    type: "filebeat",
    version: stack.version,
    config: {
      "filebeat.autodiscover": { providers: podProviders(args.sources, args.stack) },
      ...shared(args, `${args.queueGi}GB`),
    },
    daemonSet: {
      podTemplate: pod(args, stack, {
        automountServiceAccountToken: true,
        // Also where nothing else may run: lines are written there, too.
        tolerations: [{ operator: "Exists", effect: "NoSchedule" }],
        securityContext: { runAsUser: 0, seccompProfile: podSecurity.seccompProfile },
        container: {
          securityContext: { runAsUser: 0, capabilities, allowPrivilegeEscalation },
          env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
          volumeMounts: [{ name: "pod-logs", mountPath: "/var/log/pods", readOnly: true }],
        },
        volumes: [{ name: "pod-logs", hostPath: { path: "/var/log/pods" } }],
      }),
    },
  };
}

/** @param claim name of the PersistentVolumeClaim that holds how far it has read */
export function collectorSpec(args: FilebeatArgs, stack: StackArgs, claim: string): object {
  return {
    type: "filebeat",
    version: stack.version,
    config: { "filebeat.inputs": cloudInputs(args.sources, args.stack), ...shared(args, COLLECTOR_VOLUME.queue) },
    deployment: {
      replicas: 1,
      // Two at once would tell each line twice.
      strategy: { type: "Recreate" },
      podTemplate: pod(args, stack, {
        // The cloud's own token comes by itself where it is needed.
        automountServiceAccountToken: false,
        securityContext: unprivileged,
        container: { securityContext: containerSecurity },
        volumes: [{ name: "beat-data", persistentVolumeClaim: { claimName: claim } }],
      }),
    },
  };
}
