/** The pod of a replica: Confluent's image, which renders its files at the start and otherwise writes to nothing. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { pullSecrets } from "../../kubernetes/application-pod.ts";
import { checksum } from "../../kubernetes/checksum.ts";
import { apart, containerSecurity, podSecurity, room, type Spread, unlisted } from "../../kubernetes/pods.ts";
import { secretFolders } from "../../kubernetes/secret-folders.ts";
import { secretsOf } from "../../kubernetes/secrets-of.ts";
import { FILES } from "./names.ts";
import { PAGE_PORT, startScript } from "./page.ts";
import { environmentName, PORT, registryProperties } from "./properties.ts";

export interface RegistryPodArgs {
  image: string;
  imagePullSecrets: string[];
  /** Name of the service account. */
  account: string;
  /** MiB of Java heap. */
  heapMb: number;
  /** As Kubernetes writes it. */
  cpu: string;
  kafka: KafkaConnection;
  /** What the names of replicas end with. */
  domain: string;
  /** Names of Secrets; FILES of names.ts says what is in them. */
  secrets: { certificate: string; authorities: string };
  spread: Spread;
  labels: Record<string, string>;
  /** PEM of its own and the authorities': with another one pods are made anew. */
  certificates: string[];
}

const SECRETS = "/var/run/secrets/tributary";
/** The image's user `appuser` (github.com/confluentinc/common-docker, base-java-micro of 8.3). */
const RUN_AS = 1_000;
/** MiB of a Java process besides its heap: classes, threads, buffers. An estimate, not measured. */
const BESIDES_MB = 384;

/** MiB that a pod asks for. */
export const registryMemoryMi = (heapMb: number): number => heapMb + BESIDES_MB;
const GRACE_SECONDS = 30;

/** A pod's template. */
export function registryPod(args: RegistryPodArgs): input.core.v1.PodTemplateSpec {
  const { image, imagePullSecrets, account, heapMb, cpu, kafka, domain, secrets, spread, labels } = args;
  const folders = secretFolders([...secretsOf(kafka), secrets.certificate, secrets.authorities], SECRETS);
  const env = environment(
    registryProperties({
      kafka,
      host: `$(POD_NAME).${domain}`,
      secrets: SECRETS,
      keystore: `${SECRETS}/${secrets.certificate}/${FILES.keystore}`,
      truststore: `${SECRETS}/${secrets.authorities}/${FILES.truststore}`,
    }),
    heapMb,
  );
  return {
    metadata: { labels, annotations: { "tributary.dev/config": checksum(JSON.stringify([env, args.certificates])) } },
    spec: {
      serviceAccountName: account,
      automountServiceAccountToken: false,
      // A Service named schema-registry would become SCHEMA_REGISTRY_PORT, at which the image refuses to start.
      enableServiceLinks: false,
      ...pullSecrets(imagePullSecrets),
      securityContext: { ...podSecurity, runAsUser: RUN_AS, runAsGroup: RUN_AS, fsGroup: RUN_AS },
      terminationGracePeriodSeconds: GRACE_SECONDS,
      ...apart(labels, spread),
      containers: [
        {
          name: "registry",
          image,
          command: ["bash", "-c", startScript()],
          env,
          ports: [
            { name: "https", containerPort: PORT },
            { name: "metrics", containerPort: PAGE_PORT },
          ],
          resources: room(cpu, registryMemoryMi(heapMb)),
          securityContext: { ...containerSecurity, readOnlyRootFilesystem: true },
          volumeMounts: [
            ...folders.volumeMounts,
            // Its properties are rendered here from the environment.
            { name: "rendered", mountPath: "/etc/schema-registry" },
            { name: "temporary", mountPath: "/tmp" },
          ],
          ...probes,
          ...unlisted,
        },
      ],
      volumes: [
        ...folders.volumes,
        { name: "rendered", emptyDir: { sizeLimit: "16Mi" } },
        { name: "temporary", emptyDir: { sizeLimit: "64Mi" } },
      ],
    },
  };
}

function environment(properties: Record<string, string>, heapMb: number): input.core.v1.EnvVar[] {
  const own = { SCHEMA_REGISTRY_HEAP_OPTS: `-Xms${heapMb}m -Xmx${heapMb}m` };
  const values = Object.entries(properties).map(([property, value]) => ({ name: environmentName(property), value }));
  return [
    // First, as $(POD_NAME) in what follows stands for it.
    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    ...values,
    ...Object.entries(own).map(([name, value]) => ({ name, value })),
  ];
}

const reach = (every: number, failures: number) => ({
  tcpSocket: { port: "https" },
  periodSeconds: every,
  timeoutSeconds: 3,
  failureThreshold: failures,
});
/** It listens only once it has read its topic to the end and knows who leads; the kubelet has no certificate to ask for more. */
const probes = { startupProbe: reach(5, 36), livenessProbe: reach(10, 3), readinessProbe: reach(5, 2) };
