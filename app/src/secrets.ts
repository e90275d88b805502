/** Turns references to secrets into their values. Values are never logged and never part of an error's text. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { ConnectionAuth, KafkaConnection, RegistryConnection, SecretRef } from "./connection.ts";
import { ConfigError } from "./errors.ts";

/** The file that holds a reference's value; undefined for `env`. */
export function secretFile(ref: SecretRef, folder = process.env["TRIBUTARY_SECRETS_DIR"] ?? "."): string | undefined {
  if (ref.store === "env") return undefined;
  if (ref.store === "file") return isAbsolute(ref.name) ? ref.name : join(folder, ref.name);
  return ref.key === undefined ? join(folder, ref.name) : join(folder, ref.name, ref.key);
}

/**
 * Reads a secret anew on each call, so that a rotated file is seen by the next connection.
 * One newline at the end is dropped, as editors add it. Of a key such as *.crt all files with that end are read, one after the other:
 * while an authority is replaced its former certificate stands beside the new one, under a name that nobody knows before.
 * @throws ConfigError naming the place (not the value) when nothing can be read there
 */
export function readSecret(ref: SecretRef): string {
  const file = secretFile(ref);
  if (file === undefined) {
    const value = process.env[ref.name];
    if (value === undefined || value === "")
      throw new ConfigError(`The environment variable ${ref.name} must hold a secret, and is not set.`);
    return value;
  }
  let value: string;
  try {
    value = ref.key?.startsWith("*") ? readAll(dirname(file), ref.key.slice(1)) : readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ConfigError(`The secret ${ref.name} cannot be read from ${file} (${code}).`);
  }
  const trimmed = value.endsWith("\n") ? value.slice(0, value.endsWith("\r\n") ? -2 : -1) : value;
  if (trimmed === "") throw new ConfigError(`The secret ${ref.name} in ${file} is empty.`);
  return trimmed;
}

function readAll(folder: string, end: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith(end));
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").trimEnd())
    .join("\n");
}

/** Every reference of a connection: read all of them at the start, so that a missing one is told before anything runs. */
export function connectionSecrets(connection: KafkaConnection): SecretRef[] {
  const { tls, auth, registry } = connection;
  return [...(tls?.ca ?? []), ...authSecrets(auth), ...(registry === undefined ? [] : registrySecrets(registry))];
}

function registrySecrets({ ca = [], client, auth }: RegistryConnection): SecretRef[] {
  return [...ca, ...(client ? [client.certificate, client.key] : []), ...(auth ? [auth.password.active] : [])];
}

/** What is `retiring` may be gone already, so only `active` must be there. */
function authSecrets(auth: ConnectionAuth): SecretRef[] {
  switch (auth.mechanism) {
    case "scram-sha-512":
    case "scram-sha-256":
    case "plain":
      return [auth.password.active];
    case "mtls":
      return [auth.certificate.active, auth.key.active];
    case "oauthbearer":
      return [auth.clientSecret.active, ...(auth.tokenCa ?? [])];
    case "event-hubs":
      return [auth.connectionString.active];
    case "event-hubs-entra":
      return [auth.credential.kind === "secret" ? auth.credential.clientSecret.active : auth.credential.token];
    default:
      return [];
  }
}
