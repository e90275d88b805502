/** A pod of the application: one container of its image, which may write to nothing but memory and asks for no rights. */
import type { input } from "@pulumi/kubernetes/types/index.js";
import { containerSecurity, podSecurity } from "./pods.ts";
import { secretFolders } from "./secret-folders.ts";

export interface ApplicationPodArgs {
  /** Of the application, by digest, so that every node runs the same. */
  image: string;
  imagePullSecrets: string[];
  /** Name of the service account. */
  account: string;
  /** Name of the ConfigMap that holds app.json. */
  config: string;
  /** Names of the Secrets that the configuration refers to; each is a folder. */
  secrets: string[];
}

/** What the caller says of the container; where the application finds its files is added. */
export type ApplicationContainer = Partial<Omit<input.core.v1.Container, "env" | "volumeMounts">> & {
  name: string;
  env: input.core.v1.EnvVar[];
};

export const FOLDERS = {
  config: "/etc/tributary",
  secrets: "/var/run/secrets/tributary",
  cache: "/var/cache/tributary",
} as const;
const RUN_AS = 10_001;

/** A pod's spec, without where it runs and when it ends. */
export function applicationPod(args: ApplicationPodArgs, container: ApplicationContainer): input.core.v1.PodSpec {
  const { image, imagePullSecrets, account, config, secrets } = args;
  const folders = secretFolders(secrets, FOLDERS.secrets);
  return {
    serviceAccountName: account,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...pullSecrets(imagePullSecrets),
    securityContext: { ...podSecurity, runAsUser: RUN_AS, runAsGroup: RUN_AS, fsGroup: RUN_AS },
    containers: [
      {
        image,
        ...container,
        env: [...environment, ...container.env],
        securityContext: { ...containerSecurity, readOnlyRootFilesystem: true },
        volumeMounts: [
          { name: "config", mountPath: FOLDERS.config, readOnly: true },
          ...folders.volumeMounts,
          { name: "cache", mountPath: FOLDERS.cache },
        ],
      },
    ],
    volumes: [
      { name: "config", configMap: { name: config } },
      ...folders.volumes,
      { name: "cache", emptyDir: { sizeLimit: "64Mi" } },
    ],
  };
}

/** Part of a pod's spec; none when no image needs one. */
export function pullSecrets(names: string[] = []): Pick<input.core.v1.PodSpec, "imagePullSecrets"> {
  return names.length === 0 ? {} : { imagePullSecrets: names.map((name) => ({ name })) };
}

const environment = [
  { name: "TRIBUTARY_CONFIG", value: `${FOLDERS.config}/app.json` },
  { name: "TRIBUTARY_SECRETS_DIR", value: FOLDERS.secrets },
  { name: "NODE_ENV", value: "production" },
];
