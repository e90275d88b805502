/** Looks at a control plane as an `up` does, and makes there what others would have made: storage classes, operators, their words. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge, lookAtCluster } from "../../../infra/look/index.ts";
import type { Look } from "../../../infra/look/look.ts";
import type { KubernetesSettings } from "../../../infra/look/wanted.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";
import { recordStack } from "../../support/recording.ts";
import type { Api, KubeObject } from "../control-plane/api.ts";
import type { ControlPlane } from "../control-plane/control-plane.ts";
import { manifestsOf } from "./manifests.ts";

export const STACK = "kubernetes-production";
/** Of the stack's settings. */
export const NAMESPACE = "tributary";

export type Change = (raw: any) => void;

/** The stack's settings for the control plane. */
export function settingsOf(change: Change = () => undefined): KubernetesSettings {
  const raw = structuredClone(readStackFile(STACK)) as any;
  // In production the context is named; here it is whichever KUBECONFIG has.
  raw.environment = "development";
  delete raw.kubernetes.context;
  change(raw);
  return parseSettings(raw) as KubernetesSettings;
}

export const looked = (change?: Change): Promise<Look> => lookAtCluster(settingsOf(change), STACK);

/** Path -> what is allowed, of the cluster that KUBECONFIG names. */
export async function problems(change?: Change): Promise<Record<string, string>> {
  const found = judge(await looked(change), settingsOf(change));
  return Object.fromEntries(found.map(({ path, allowed }) => [path, allowed]));
}

/** What the program makes of the settings. */
export const objectsOf = async (change?: Change): Promise<KubeObject[]> =>
  manifestsOf(await recordStack(STACK, { change }));

export async function applyStack({ api }: ControlPlane, change?: Change): Promise<void> {
  for (const object of await objectsOf(change)) await api.apply(object);
}

/** A kubeconfig beside the control plane's own, with another user or server. */
export function otherKubeconfig(
  plane: ControlPlane,
  user: object,
  cluster: object = { server: plane.api.url, "insecure-skip-tls-verify": true },
): string {
  const file = join(plane.folder, `kubeconfig-${Math.random().toString(36).slice(2)}`);
  const content = {
    clusters: [{ name: "other", cluster }],
    users: [{ name: "other", user }],
    contexts: [{ name: "other", context: { cluster: "other", user: "other" } }],
    "current-context": "other",
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}

export const object = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: object = {},
  namespace?: string,
): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  ...rest,
});

/** Some fields of it; null takes one away. */
export async function patch(api: Api, of: KubeObject, change: object, part: "" | "/status" = ""): Promise<void> {
  await api.send("PATCH", `${await api.pathOf(of)}${part}`, change, "application/merge-patch+json");
}

export function storageClass(name: string, { isDefault = false, expands = false }): KubeObject {
  const made = object("storage.k8s.io/v1", "StorageClass", name, {
    provisioner: "example.com/none",
    allowVolumeExpansion: expands,
  });
  made.metadata["annotations"] = { "storageclass.kubernetes.io/is-default-class": String(isDefault) };
  return made;
}

export function ingressClass(name: string, isDefault: boolean): KubeObject {
  const made = object("networking.k8s.io/v1", "IngressClass", name, { spec: { controller: "example.com/none" } });
  made.metadata["annotations"] = { "ingressclass.kubernetes.io/is-default-class": String(isDefault) };
  return made;
}

/** A definition of somebody else's, of which only the name of its group is looked at, or a few fields. */
export const foreignDefinition = (group: string, plural: string, kind: string): KubeObject => ({
  ...object("apiextensions.k8s.io/v1", "CustomResourceDefinition", `${plural}.${group}`, {
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  }),
  // The group k8s.io is guarded; it wants to be told who approved a definition of it.
  metadata: {
    name: `${plural}.${group}`,
    annotations: { "api-approved.kubernetes.io": "unapproved, a stand-in for tests" },
  },
});

/** As Strimzi's chart installs it: the parts by which it is known. */
export function operatorDeployment(namespace: string, watches: string, version: string, kafka: string[]): KubeObject {
  const labels = { name: "strimzi-cluster-operator", "strimzi.io/kind": "cluster-operator" };
  const images = kafka.map((one) => `${one}=example.invalid/strimzi/kafka:${version}-kafka-${one}`).join("\n");
  const container = {
    name: "strimzi-cluster-operator",
    image: `example.invalid/strimzi/operator:${version}`,
    env: [
      { name: "STRIMZI_NAMESPACE", value: watches },
      { name: "STRIMZI_KAFKA_IMAGES", value: images },
    ],
  };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const spec = { replicas: 0, selector: { matchLabels: labels }, template };
  return object("apps/v1", "Deployment", "strimzi-cluster-operator", { spec }, namespace);
}

/** What the operator says of a Kafka that it has made. */
export async function operatorSays(
  api: Api,
  kafkaVersion: string,
  kafkaMetadataVersion: string,
  operator = "1.2.0",
): Promise<void> {
  const status = { kafkaVersion, kafkaMetadataVersion, operatorLastSuccessfulVersion: operator };
  await patch(api, object("kafka.strimzi.io/v1", "Kafka", "kafka", {}, NAMESPACE), { status }, "/status");
}

/** The claim of one node's first volume, as the operator makes it. */
export function claim(pool: string, node: number, gib: number, storageClassName: string): KubeObject {
  const spec = { accessModes: ["ReadWriteOnce"], storageClassName, resources: { requests: { storage: `${gib}Gi` } } };
  const made = object("v1", "PersistentVolumeClaim", `data-0-kafka-${pool}-${node}`, { spec }, NAMESPACE);
  made.metadata["labels"] = { "strimzi.io/cluster": "kafka", "strimzi.io/pool-name": pool };
  return made;
}
