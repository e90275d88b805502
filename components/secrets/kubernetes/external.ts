/**
 * With a store: External Secrets Operator keeps a Secret of Kubernetes equal to values of the store. No value passes Pulumi, so that none
 * is in its state. Each generation is a value of its own in the store, which is written once and never changed.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { MakeChild } from "../../component.ts";
import { CustomObject, waitForReady } from "../../kubernetes/custom-resource.ts";
import {
  type Credential,
  generationKey,
  generationNumbers,
  generationRole,
  type SecretSource,
  secretRole,
} from "./source.ts";

export interface ExternalSecretsArgs {
  /** The store in the namespace of the Secrets, or of the cluster. */
  store: { kind: "SecretStore" | "ClusterSecretStore"; name: pulumi.Input<string> };
  /**
   * - `generated`: the operator makes a value for a generation that the store does not have, and writes it there.
   * - `given`: somebody puts them there, and the operator only reads.
   */
  values: "generated" | "given";
  /** Before the names of all values in the store. */
  prefix: string;
  /** Name of the field that holds a value, where the store keeps maps. Default: it keeps plain values. */
  property?: string;
  /**
   * How the store keeps a value that is made: `spec` of the operator's PushSecretMetadata, whose fields depend on the store. Default: as the
   * store does by itself.
   */
  keeping?: pulumi.Input<Record<string, unknown>>;
  /** How often the operator looks for a changed value, e.g. 1h. */
  refreshInterval: string;
  /** The store, and the operator. */
  after: pulumi.Resource[];
}

/** What ExternalSecrets wait for: a value that is missing is told after these minutes, and not for ever. */
const TIMEOUTS = { create: "5m", update: "5m" };

export function externalSecrets(args: ExternalSecretsArgs): SecretSource {
  return {
    make(child, credential) {
      const made = args.values === "generated" ? generated(child, args, credential) : [];
      return object(child, secretRole(credential), "external-secrets.io/v1", "ExternalSecret", credential, {
        name: credential.metadata.name,
        spec: externalSecretSpec(args, credential),
        after: [...args.after, ...made],
        wait: true,
      });
    },
  };
}

/** Name of a generation in the store: <prefix><name of the Secret>-<generation>. */
export function remoteName(prefix: string, { metadata }: Pick<Credential, "metadata">, generation: number): string {
  return `${prefix}${metadata.name}-${generation}`;
}

/** The `spec` of an ExternalSecret: the same name, labels and keys that the Secret has without a store. */
function externalSecretSpec({ store, prefix, property, refreshInterval }: ExternalSecretsArgs, credential: Credential) {
  const { name, labels } = credential.metadata;
  return {
    refreshInterval,
    secretStoreRef: store,
    target: {
      name,
      creationPolicy: "Owner",
      // A value that is gone from the store is no reason to take away the one that works.
      deletionPolicy: "Retain",
      template: { metadata: { labels } },
    },
    data: generationNumbers(credential).map((generation) => ({
      secretKey: generationKey(credential, generation),
      remoteRef: { key: remoteName(prefix, credential, generation), ...(property === undefined ? {} : { property }) },
    })),
  };
}

/** A generator, and for each generation what writes one value of it into the store unless there is one. */
function generated(child: MakeChild, args: ExternalSecretsArgs, credential: Credential): pulumi.Resource[] {
  const { store, prefix, property, keeping, after } = args;
  const { metadata, length } = credential;
  const generators = "generators.external-secrets.io/v1alpha1";
  const generator = object(child, `${secretRole(credential)}-generator`, generators, "Password", credential, {
    name: metadata.name,
    spec: { length, digits: Math.floor(length / 4), symbols: 0, noUpper: false, allowRepeat: true },
    after,
  });
  return generationNumbers(credential).map((generation) => {
    const remoteKey = remoteName(prefix, credential, generation);
    const remoteRef = { remoteKey, ...(property === undefined ? {} : { property }) };
    return object(
      child,
      generationRole(credential, generation),
      "external-secrets.io/v1alpha1",
      "PushSecret",
      credential,
      {
        name: `${metadata.name}-${generation}`,
        spec: {
          // Once: a generation never changes, so that both sides of a login can rely on it.
          refreshInterval: "0s",
          updatePolicy: "IfNotExists",
          // A retired value stays in the store until somebody deletes it there.
          deletionPolicy: "None",
          secretStoreRefs: [store],
          selector: { generatorRef: { apiVersion: generators, kind: "Password", name: metadata.name } },
          data: [{ match: { secretKey: "password", remoteRef }, ...(keeping && { metadata: kept(keeping) }) }],
        },
        after: [generator],
        wait: true,
      },
    );
  });
}

const kept = (spec: pulumi.Input<Record<string, unknown>>) => ({
  apiVersion: "kubernetes.external-secrets.io/v1alpha1",
  kind: "PushSecretMetadata",
  spec,
});

function object(
  child: MakeChild,
  role: string,
  apiVersion: string,
  kind: string,
  { metadata: { namespace, labels } }: Credential,
  { name, spec, after, wait = false }: { name: string; spec: object; after: pulumi.Resource[]; wait?: boolean },
): CustomObject {
  const metadata = { name, namespace, labels, ...(wait ? { annotations: waitForReady } : {}) };
  return child(
    CustomObject,
    role,
    { apiVersion, kind, metadata, spec },
    { dependsOn: after, ...(wait ? { customTimeouts: TIMEOUTS } : {}) },
  );
}
