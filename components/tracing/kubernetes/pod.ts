/** The pod of a collector: the plain image, which has no shell, writes nothing and asks for no rights. */
import { basename, dirname } from "node:path/posix";
import type { input } from "@pulumi/kubernetes/types/index.js";
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { apartInTurn, containerSecurity, podSecurity, room, type Spread, unlisted } from "../../kubernetes/pods.ts";
import { AUTHORIZATION, FILES, PORTS, softLimit } from "../collector-config.ts";
import type { TargetSecrets } from "../target.ts";

export interface CollectorPodArgs {
  image: string;
  imagePullSecrets: string[];
  /** Name of the service account, and of the ConfigMap that holds collector.yaml. */
  object: string;
  secrets: TargetSecrets;
  /** As Kubernetes writes it. */
  cpu: string;
  memoryMi: number;
  spread: Spread;
  labels: Record<string, string>;
  /** Of its configuration: with another one pods are made anew. */
  checksum: string;
}

/** The image's own user (open-telemetry/opentelemetry-collector-releases, distributions/otelcol/Dockerfile of v0.159.0). */
const RUN_AS = 10_001;
/** Seconds in which it sends what waits. */
const GRACE_SECONDS = 30;

/** A pod's template. */
export function collectorPod(args: CollectorPodArgs): input.core.v1.PodTemplateSpec {
  const { image, imagePullSecrets, object, secrets, cpu, memoryMi, spread, labels, checksum } = args;
  const mounts = secretMounts(secrets);
  return {
    metadata: { labels, annotations: { "tributary.dev/config": checksum } },
    spec: {
      serviceAccountName: object,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...pullSecrets(imagePullSecrets),
      securityContext: { ...podSecurity, runAsUser: RUN_AS, runAsGroup: RUN_AS, fsGroup: RUN_AS },
      terminationGracePeriodSeconds: GRACE_SECONDS,
      ...apartInTurn(labels, spread, "preferred"),
      containers: [
        {
          name: "collector",
          image,
          args: [`--config=${FILES.config}`],
          env: [{ name: "GOMEMLIMIT", value: softLimit(memoryMi) }, ...authorizationEnv(secrets)],
          ports: [
            { name: "otlp", containerPort: PORTS.otlp },
            { name: "metrics", containerPort: PORTS.metrics },
            { name: "health", containerPort: PORTS.health },
          ],
          resources: room(cpu, memoryMi),
          securityContext: { ...containerSecurity, readOnlyRootFilesystem: true },
          volumeMounts: [
            { name: "config", mountPath: dirname(FILES.config), readOnly: true },
            ...mounts.map(({ name, mountPath }) => ({ name, mountPath, readOnly: true })),
          ],
          ...probes,
          ...unlisted,
        },
      ],
      volumes: [
        { name: "config", configMap: { name: object } },
        ...mounts.map(({ name, secret }) => ({ name, secret })),
      ],
    },
  };
}

function authorizationEnv({ authorization }: TargetSecrets): input.core.v1.EnvVar[] {
  if (authorization === undefined) return [];
  const { secretName: name, key } = authorization;
  return [{ name: AUTHORIZATION, valueFrom: { secretKeyRef: { name, key } } }];
}

function secretMounts({ authority, certificate }: TargetSecrets) {
  const mount = (name: string, file: string, secret: input.core.v1.SecretVolumeSource) => ({
    name,
    mountPath: dirname(file),
    secret: { defaultMode: 0o440, ...secret },
  });
  return [
    ...(authority === undefined
      ? []
      : [
          mount("authority", FILES.authority, {
            secretName: authority.secretName,
            items: [{ key: authority.key, path: basename(FILES.authority) }],
          }),
        ]),
    ...(certificate === undefined ? [] : [mount("certificate", FILES.certificate, { secretName: certificate })]),
  ];
}

const ask = (every: number, failures: number) => ({
  httpGet: { path: "/", port: "health" },
  periodSeconds: every,
  timeoutSeconds: 3,
  failureThreshold: failures,
});
const probes = { startupProbe: ask(2, 30), livenessProbe: ask(10, 3), readinessProbe: ask(5, 2) };
