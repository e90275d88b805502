/** Secrets as a pod's files: a folder each. */
import type { input } from "@pulumi/kubernetes/types/index.js";

export interface Mounted {
  volumes: input.core.v1.Volume[];
  volumeMounts: input.core.v1.VolumeMount[];
}

/**
 * @param names of the Secrets
 * @param below folder that theirs are in
 */
export function secretFolders(names: string[], below: string): Mounted {
  // Each Secret is a volume of its own: a projected one would miss all of them as long as one is missing.
  return {
    volumes: names.map((name, index) => ({
      name: `secret-${index}`,
      secret: { secretName: name, defaultMode: 0o440 },
    })),
    volumeMounts: names.map((name, index) => ({
      name: `secret-${index}`,
      mountPath: `${below}/${name}`,
      readOnly: true,
    })),
  };
}
