/** Where the passwords and tokens of a stack on Kubernetes come from: Pulumi, or a store that External Secrets Operator reads. */
import type * as pulumi from "@pulumi/pulumi";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import { plainSecrets } from "../../components/secrets/kubernetes/plain.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { portsOf, propertyOf } from "../../components/secrets/kubernetes/stores.ts";
import { names, project } from "../naming.ts";
import type { ExternalSecretsKeys } from "../settings/keys/secrets.ts";
import { tagsOf } from "../tags.ts";
import { externalSecrets } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";

export async function secretSource(settings: PodSettings, stack: string, place: Place): Promise<SecretSource> {
  const { external } = settings.secrets;
  if (external === undefined) return plainSecrets;
  const { externalSecrets: fromStore } = await import("../../components/secrets/kubernetes/external.ts");
  const operator = await operatorOf(settings, external, stack, place);
  const { values, prefix = `${project}-${stack}-`, refreshInterval } = external;
  const { ref, property, after } = await storeOf(settings, external, stack, place, operator);
  return fromStore({ store: ref, values, prefix, property, refreshInterval, after });
}

/** @returns what a store depends on */
async function operatorOf(
  settings: PodSettings,
  { operator, store }: ExternalSecretsKeys,
  stack: string,
  { opts, namespace }: Place,
): Promise<pulumi.Resource[]> {
  if (operator.mode === "present") return [];
  const { ExternalSecretsOperator } = await import("../../components/secrets/kubernetes/operator.ts");
  const { replicas, repository, image } = operator;
  const installed = new ExternalSecretsOperator(
    names.externalSecrets,
    {
      version: externalSecrets.version,
      namespace: operator.namespace,
      watched: namespace,
      replicas,
      spread: settings.kubernetes.spread,
      storePorts: store.type === "existing" ? store.ports : portsOf(store),
      apiPorts: settings.kubernetes.apiPorts,
      dns: settings.kubernetes.dns,
      imagePullSecrets: settings.kubernetes.imagePullSecrets,
      monitoring: settings.kubernetes.monitoring.map(namespacePeer),
      tags: tagsOf(settings, stack),
      repository,
      image,
    },
    opts,
  );
  return installed.ready;
}

async function storeOf(
  settings: PodSettings,
  { store, values }: ExternalSecretsKeys,
  stack: string,
  { opts, namespace }: Place,
  after: pulumi.Resource[],
) {
  if (store.type === "existing") {
    const { kind, name, property } = store;
    return { ref: { kind, name }, property, after };
  }
  const { SecretStore } = await import("../../components/secrets/kubernetes/store.ts");
  const made = new SecretStore(
    names.secretStore,
    { namespace, store, writes: values === "generated", tags: tagsOf(settings, stack), after },
    opts,
  );
  return { ref: made.ref, property: propertyOf(store), after: [made.nodes.store] };
}
