/** What the registry is called: by whom it is asked, and where its certificates and those of its clients are. */
import type { RegistryConnection, SecretRef } from "../../../app/src/connection.ts";

export type Addresses = ReturnType<typeof addresses>;

/** Names under which it is asked: by clients in the namespace and elsewhere, and its replicas by one another. */
export function addresses(name: string, namespace: string) {
  const domain = `${name}-peers.${namespace}.svc`;
  return { short: name, service: `${name}.${namespace}.svc`, domain, peers: `*.${domain}` };
}

/** Those of its certificate. */
export const HOSTS = ["short", "service", "peers"] as const;

/** Secrets: its own certificate, what its clients show, and whom both trust. Clients are given the last two. */
export function secretsNamed(name: string) {
  return { certificate: `${name}-certificate`, client: `${name}-client`, authorities: `${name}-authorities` };
}

/** Keys of the Secrets that it reads. */
export const FILES = { keystore: "keystore.pem", truststore: "authorities.pem" } as const;
/** Keys of the Secret that its clients are given. */
export const CLIENT = { certificate: "client.pem", key: "client-key.pem" } as const;

/** Whom its clients trust, the authority in use and the next, and what they show of themselves. */
export function identityOf(name: string): Required<Pick<RegistryConnection, "ca" | "client">> {
  const { client, authorities } = secretsNamed(name);
  const ref = (of: string, key: string): SecretRef => ({ store: "kubernetes", name: of, key });
  return {
    ca: [ref(authorities, "*.crt")],
    client: { certificate: ref(client, CLIENT.certificate), key: ref(client, CLIENT.key) },
  };
}
