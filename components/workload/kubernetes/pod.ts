/** The pod of a role: one container of the application, which may write to nothing but memory and asks for no rights. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { applicationPod, FOLDERS } from "../../kubernetes/application-pod.ts";
import { apart, apartInTurn, room, type Spread, unlisted } from "../../kubernetes/pods.ts";
import type { Role } from "../layout.ts";

export const PORTS = { http: 8080, ops: 9400 } as const;

export interface PodArgs {
  role: Role;
  /** By digest, so that every node runs the same. */
  image: string;
  imagePullSecrets: string[];
  /** MiB of V8's heap. */
  heapMb: number;
  /** Threads that hold buffers of their own. */
  threads: number;
  /** As Kubernetes writes it. */
  cpu: string;
  /** Which parts of the application's fast path are used. */
  fastpath: string;
  /** Of the ConfigMap that holds app.json, and of the service account. */
  object: string;
  /** Of the Secrets that the configuration names; each is a folder. */
  secrets: string[];
  spread: Spread;
  /** Somebody else decides how many there are. Default: nobody does. */
  scaled?: boolean;
  labels: Record<string, string>;
  /** Changes when the configuration does: pods are made anew. */
  checksum: string;
}

/** Drained within ten seconds; the rest is for a broker that answers late. */
const GRACE_SECONDS = 30;
/** MiB that a process and each of its threads hold besides V8's heap: measured at full rate (BENCHMARKS.md). */
const BESIDES_MB = 96;
const BUFFERS_MB = 96;

/** MiB: the heap and what stands beside it. */
export function memoryMi({ heapMb, threads }: Pick<PodArgs, "heapMb" | "threads">): number {
  return BESIDES_MB + threads * (heapMb + BUFFERS_MB);
}

/**
 * Requests go on while ingest is replaced. A processor that is replaced leaves before the next one joins, so that the group is joined
 * anew twice for each and never by more members than there were.
 */
export const rolling = {
  ingest: { maxSurge: 1, maxUnavailable: 0 },
  processor: { maxSurge: 0, maxUnavailable: 1 },
  generator: { maxSurge: 0, maxUnavailable: 1 },
} as const satisfies Record<Role, object>;

/** Whether there is one pod more while they are replaced. */
export const surges = (role: Role): boolean => rolling[role].maxSurge > 0;

/** A pod's template. */
export function podTemplate(args: PodArgs): input.core.v1.PodTemplateSpec {
  const { role, image, imagePullSecrets, object, secrets, labels, checksum } = args;
  const pod = applicationPod(
    { image, imagePullSecrets, account: object, config: object, secrets },
    {
      name: role,
      env: environment(args),
      ports: ports(role),
      resources: room(args.cpu, memoryMi(args)),
      ...probes,
      ...(role === "ingest" ? unlisted : {}),
    },
  );
  return {
    metadata: { labels, annotations: { "tributary.dev/config": checksum } },
    spec: {
      ...pod,
      terminationGracePeriodSeconds: GRACE_SECONDS,
      ...places(args),
    },
  };
}

function places({ role, spread, scaled, labels }: PodArgs): Partial<input.core.v1.PodSpec> {
  // There may be more of them than nodes: those beyond would wait, and zones are what must not fail together.
  const nodes = scaled ? "preferred" : spread;
  return surges(role) ? apartInTurn(labels, spread, nodes) : apart(labels, spread, nodes);
}

/** By which the pods of a role are found. @param name of the workload's component */
export function podLabels(name: string, role: Role): Record<string, string> {
  return { "app.kubernetes.io/name": `${name}-${role}`, "app.kubernetes.io/component": role };
}

function environment({ heapMb, fastpath }: PodArgs): input.core.v1.EnvVar[] {
  const values: Record<string, string> = {
    TRIBUTARY_SCHEMA_CACHE: FOLDERS.cache,
    NODE_OPTIONS: `--max-old-space-size=${heapMb}`,
    ...(fastpath === "on" ? {} : { KAFKA_FASTPATH: fastpath }),
  };
  const pod = { name: "TRIBUTARY_INSTANCE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };
  return [...Object.entries(values).map(([name, value]) => ({ name, value })), pod];
}

function ports(role: Role): input.core.v1.ContainerPort[] {
  const ops = { name: "ops", containerPort: PORTS.ops };
  return role === "ingest" ? [{ name: "http", containerPort: PORTS.http }, ops] : [ops];
}

const ask = (path: string, every: number, failures: number) => ({
  httpGet: { path, port: "ops" },
  periodSeconds: every,
  timeoutSeconds: 3,
  failureThreshold: failures,
});
/** Alive is asked for only once it has started, which takes as long as the brokers take to answer. */
const probes = {
  startupProbe: ask("/live", 2, 60),
  livenessProbe: ask("/live", 10, 3),
  readinessProbe: ask("/ready", 5, 2),
};
