/** Passwords and tokens from a store, as the program of a Kubernetes stack puts them together. */
import { StrimziCluster } from "../../../components/kafka/strimzi/cluster.ts";
import { GuardedNamespace } from "../../../components/kubernetes/namespace.ts";
import { externalSecrets } from "../../../components/secrets/kubernetes/external.ts";
import { SecretStore, type SecretStoreArgs } from "../../../components/secrets/kubernetes/store.ts";
import { propertyOf, type StoreSpec } from "../../../components/secrets/kubernetes/stores.ts";
import { KubernetesWorkload } from "../../../components/workload/kubernetes/workload.ts";
import { kafkaArgs, NAMESPACE, workloadArgs } from "./stack.ts";

export const PREFIX = "team-";

/** One of each kind. */
export const stores: Record<StoreSpec["type"], StoreSpec> = {
  aws: { type: "aws", region: "eu-central-1", role: "arn:aws:iam::123456789012:role/logins" },
  gcp: {
    type: "gcp",
    project: "team",
    serviceAccount: "logins@team.iam.gserviceaccount.com",
    cluster: { name: "main", location: "europe-west3" },
  },
  azure: {
    type: "azure",
    vaultUrl: "https://team.vault.azure.net",
    tenantId: "11111111-2222-4333-8444-555555555555",
    clientId: "11111111-2222-4333-8444-666666666666",
  },
  vault: {
    type: "vault",
    server: "https://vault.example.com:8200",
    path: "secret",
    mountPath: "kubernetes",
    role: "logins",
    namespace: "team",
    authority: { configMap: "authorities", key: "ca.crt" },
  },
  kubernetes: { type: "kubernetes", namespace: "team-secrets" },
};

export interface SecretStackArgs {
  store: StoreSpec;
  values: "generated" | "given";
  /** Of ingest's password and tokens. */
  rotation?: number;
  transform?: SecretStoreArgs["transform"];
}

/** Declares namespace, store, cluster and application; to be recorded. */
export function secretStack({ store, values, rotation = 1, transform }: SecretStackArgs): void {
  const { tags } = kafkaArgs;
  const { namespace } = new GuardedNamespace("platform", { namespace: NAMESPACE, tags, protection: true });
  const made = new SecretStore("secret-store", {
    namespace,
    store,
    writes: values === "generated",
    tags,
    transform,
  });
  const secrets = externalSecrets({
    store: made.ref,
    values,
    prefix: PREFIX,
    property: propertyOf(store),
    refreshInterval: "1h",
    after: [made.nodes.store],
  });
  const access = { ...kafkaArgs.access, ingest: { ...kafkaArgs.access["ingest"]!, rotation } };
  const kafka = new StrimziCluster("kafka", { ...kafkaArgs, access, namespace, secrets });
  new KubernetesWorkload("app", {
    ...workloadArgs,
    ingest: { ...workloadArgs.ingest, tokenRotation: rotation },
    connectionFor: (principal) => kafka.connectionFor(principal),
    namespace,
    secrets,
    after: kafka.ready,
  });
}
