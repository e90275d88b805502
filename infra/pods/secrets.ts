/** Where the passwords and tokens of a stack on Kubernetes come from: Pulumi, or a store that External Secrets Operator reads. */
import type * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../components/errors.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import type { ExternalSecretsArgs } from "../../components/secrets/kubernetes/external.ts";
import type { ExternalSecretsOperatorArgs } from "../../components/secrets/kubernetes/operator.ts";
import { plainSecrets } from "../../components/secrets/kubernetes/plain.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { portsOf, propertyOf, type StoreSpec } from "../../components/secrets/kubernetes/stores.ts";
import { names, project } from "../naming.ts";
import type { ExternalSecretsKeys } from "../settings/keys/secrets.ts";
import { tagsOf } from "../tags.ts";
import { externalSecrets } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";

/** What a cloud's program has made for its own store. */
export interface OwnStore {
  store: StoreSpec;
  /** Of the operator, where the store knows it by its own service account. */
  identity?: ExternalSecretsOperatorArgs["identity"];
  keeping?: ExternalSecretsArgs["keeping"];
}

/** Before the names of a stack's values in a store. */
export const secretPrefix = ({ prefix }: Pick<ExternalSecretsKeys, "prefix">, stack: string): string =>
  prefix ?? `${project}-${stack}-`;

/** Where a stack's values come from. */
export interface Secrets {
  source: SecretSource;
  /** Where others read what is in the store besides; undefined: there is none. */
  external?: { store: ExternalSecretsArgs["store"]; refreshInterval: string; after: pulumi.Resource[] };
}

export async function secretSource(settings: PodSettings, stack: string, place: Place): Promise<SecretSource> {
  return (await secretsOf(settings, stack, place)).source;
}

/** @param own instead of the settings' store, which it completes. Default: the settings say all */
export async function secretsOf(settings: PodSettings, stack: string, place: Place, own?: OwnStore): Promise<Secrets> {
  const { external } = settings.secrets;
  if (external === undefined) return { source: plainSecrets };
  const { externalSecrets: fromStore } = await import("../../components/secrets/kubernetes/external.ts");
  const spec = completed(external.store, own);
  const operator = await operatorOf(settings, external, spec, stack, place, own);
  const { values, refreshInterval } = external;
  const { ref: store, property, after } = await storeOf(settings, external, spec, stack, place, operator);
  const prefix = secretPrefix(external, stack);
  const keeping = own?.keeping;
  return {
    source: fromStore({ store, values, prefix, property, ...(keeping && { keeping }), refreshInterval, after }),
    external: { store, refreshInterval, after },
  };
}

type StoreKeys = ExternalSecretsKeys["store"];
type Store = StoreSpec | Extract<StoreKeys, { type: "existing" }>;

function completed(store: StoreKeys, own: OwnStore | undefined): Store {
  if (own) return own.store;
  if (store.type !== "aws" || "region" in store) return store;
  throw new TributaryError("TRB_INTERNAL", "The cloud's program has not completed secrets.external.store.");
}

/** @returns what a store depends on */
async function operatorOf(
  settings: PodSettings,
  { operator }: ExternalSecretsKeys,
  store: Store,
  stack: string,
  { opts, namespace }: Place,
  own: OwnStore | undefined,
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
      ...(own?.identity && { identity: own.identity }),
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
  { values }: ExternalSecretsKeys,
  store: Store,
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
