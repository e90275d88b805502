/** The stores that there are: what each is told, how the operator proves to it who it is, and how it keeps values. */
import { portsOf as portsOfUrl } from "../../kubernetes/policy-rules.ts";

export type StoreSpec =
  /** AWS Secrets Manager. Without a role the operator asks as itself, by the identity that its own pods have. */
  | { type: "aws"; region: string; role?: string }
  /** Google Secret Manager. */
  | {
      type: "gcp";
      project: string;
      serviceAccount: string;
      cluster: { name: string; location: string; project?: string };
    }
  /** Azure Key Vault. */
  | { type: "azure"; vaultUrl: string; tenantId: string; clientId: string }
  /** Vault's key-value engine, version 2. */
  | {
      type: "vault";
      server: string;
      /** Of its pods, when their Service translates that of the address. */
      port?: number;
      path: string;
      mountPath: string;
      role: string;
      namespace?: string;
      authority?: { configMap: string; key: string };
    }
  /** Secrets of another namespace. */
  | { type: "kubernetes"; namespace: string };

/** The field that holds a value, of those that keep maps; undefined: they keep plain values. */
export function propertyOf({ type }: Pick<StoreSpec, "type">): string | undefined {
  return type === "vault" || type === "kubernetes" ? "value" : undefined;
}

/** Ports that the operator reaches it by, besides those of Kubernetes' API server. */
export function portsOf(store: StoreSpec): number[] {
  return store.type === "vault" ? portsOfUrl(store.server, store.port) : [443];
}

/** Whether the stack has a service account of its own for it, or the operator's has the rights. */
export function hasAccount(store: StoreSpec): boolean {
  return store.type !== "aws" || store.role !== undefined;
}

/** What links the service account that stands for the stack with an identity of the cloud. */
export function accountAnnotations(store: StoreSpec): Record<string, string> {
  switch (store.type) {
    case "aws":
      return store.role === undefined ? {} : { "eks.amazonaws.com/role-arn": store.role };
    case "gcp":
      return { "iam.gke.io/gcp-service-account": store.serviceAccount };
    case "azure":
      return {
        "azure.workload.identity/client-id": store.clientId,
        "azure.workload.identity/tenant-id": store.tenantId,
      };
    default:
      return {};
  }
}

/**
 * `spec.provider` of a SecretStore (external-secrets.io/v1).
 * @param account name of the service account in the store's namespace
 */
export function providerOf(store: StoreSpec, account: string): Record<string, object> {
  const serviceAccountRef = { name: account };
  switch (store.type) {
    case "aws":
      return {
        aws: {
          service: "SecretsManager",
          region: store.region,
          ...(store.role === undefined ? {} : { auth: { jwt: { serviceAccountRef } } }),
        },
      };
    case "gcp": {
      const { name, location, project = store.project } = store.cluster;
      // Named here, so that nothing asks the metadata of nodes.
      const cluster = { clusterName: name, clusterLocation: location, clusterProjectID: project };
      return {
        gcpsm: { projectID: store.project, auth: { workloadIdentity: { serviceAccountRef, ...cluster } } },
      };
    }
    case "azure": {
      const { vaultUrl, tenantId } = store;
      return { azurekv: { authType: "WorkloadIdentity", vaultUrl, tenantId, serviceAccountRef } };
    }
    case "vault": {
      const { server, path, mountPath, role, namespace, authority } = store;
      return {
        vault: {
          server,
          path,
          version: "v2",
          ...(namespace === undefined ? {} : { namespace }),
          ...(authority === undefined
            ? {}
            : { caProvider: { type: "ConfigMap", name: authority.configMap, key: authority.key } }),
          auth: { kubernetes: { mountPath, role, serviceAccountRef } },
        },
      };
    }
    case "kubernetes":
      return {
        kubernetes: {
          remoteNamespace: store.namespace,
          // Kubernetes puts this ConfigMap into every namespace.
          server: { caProvider: { type: "ConfigMap", name: "kube-root-ca.crt", key: "ca.crt" } },
          auth: { serviceAccount: serviceAccountRef },
        },
      };
  }
}
