/** A Secret of Kubernetes with credentials that AWS has, too: written by Pulumi, or read from Secrets Manager by External Secrets Operator. */
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import { CustomObject, waitForReady } from "../../kubernetes/custom-resource.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import type { MskExternalSecrets } from "./args.ts";

export interface PodSecretArgs {
  /** Part of the logical name. */
  role: string;
  /** Of the Secret. */
  name: string;
  namespace: pulumi.Input<string>;
  /** By key. */
  values: Record<string, pulumi.Input<string>>;
  tags: Record<string, string>;
}

export function podSecret(child: MakeChild, { role, name, namespace, values, tags }: PodSecretArgs): Secret {
  const metadata = { name, namespace, labels: labelsOf(tags) };
  return child(Secret, role, { metadata, stringData: pulumi.secret(values) });
}

/** Where a value is kept: a field of a secret of Secrets Manager. */
export interface Remote {
  key: string;
  property: string;
}

export function externalSecret(
  child: MakeChild,
  { role, name, namespace, tags }: Omit<PodSecretArgs, "values">,
  remotes: Record<string, Remote>,
  { store, refreshInterval, after }: MskExternalSecrets,
  written: pulumi.Resource[],
): CustomObject {
  const labels = labelsOf(tags);
  return child(
    CustomObject,
    role,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name, namespace, labels, annotations: waitForReady },
      spec: {
        refreshInterval,
        secretStoreRef: store,
        // A value that is gone from the store is no reason to take away the one that works.
        target: { name, creationPolicy: "Owner", deletionPolicy: "Retain", template: { metadata: { labels } } },
        data: Object.entries(remotes).map(([secretKey, remoteRef]) => ({ secretKey, remoteRef })),
      },
    },
    { dependsOn: [...after, ...written], customTimeouts: { create: "5m", update: "5m" } },
  );
}
