/** What brokers ask of their clients, when it is more than nothing. Another listener stays without it, for the brokers and the tests. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KafkaConnection, SecretRef } from "../../../app/src/connection.ts";
import type { KeyPair } from "../../../components/local/kafka/pem.ts";

/** What an application connects as. */
export const ROLES = ["ingest", "generator", "processor"] as const;
export type Role = (typeof ROLES)[number];
/** How it does. */
export type Login = Pick<KafkaConnection, "protocol" | "auth" | "tls">;

export interface Security {
  /** Of brokers that ask for it. */
  readonly name: string;
  readonly protocol: "SSL" | "SASL_SSL";
  /** Users that exist from the start, as the storage tool takes them. */
  readonly users: readonly string[];
  readonly jvm: readonly string[];
  /** Before the brokers start. @param folder of all files; it is removed with the brokers */
  start(folder: string): Promise<void>;
  /** Of each broker, on top of its own. */
  properties(): Record<string, string | number>;
  stop(): Promise<void>;
}

/** Before the name of a property of the listener that clients come by. */
export const LISTENER = "listener.name.client.";
/** Who a broker is, for its certificate. */
export const BROKER = { commonName: "broker", hosts: { names: ["localhost"], addresses: ["127.0.0.1"] }, days: 30 };

/** Writes a secret of an application, in place, as who replaces it does. */
export function secret(folder: string, name: string, value: string): SecretRef {
  const path = join(folder, name);
  writeFileSync(path, value);
  return { store: "file", name: path };
}

/** Certificates and key as brokers read them. @returns the file */
export function brokerFile(folder: string, name: string, pem: readonly string[]): string {
  return secret(folder, name, pem.join("")).name;
}

export const keystoreOf = ({ certificate, key }: KeyPair): string[] => [key, certificate];
