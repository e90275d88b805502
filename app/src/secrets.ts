/** Turns references to secrets into their values. Values are never logged and never part of an error's text. */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type {
  ConnectionAuth,
  KafkaConnection,
  RegistryConnection,
  SecretGenerations,
  SecretRef,
} from "./connection.ts";
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
  const now = snapshot(folder);
  const names = readdirSync(now).filter((name) => name.endsWith(end));
  return names
    .sort()
    .map((name) => readFileSync(join(now, name), "utf8").trimEnd())
    .join("\n");
}

/** Kubernetes swaps all files of a Secret at once, by a link: what it points to now is never half of one and half of another. */
function snapshot(folder: string): string {
  try {
    return realpathSync(join(folder, "..data"));
  } catch {
    return folder;
  }
}

/**
 * Of a secret with generations, and which it is: `active`, or `retiring` where there is no `active`. A process that was started before a rotation finds
 * only the latter, as its `active` is no more.
 * @throws ConfigError of `active`, when there is neither
 */
export function readGeneration({ active, retiring }: SecretGenerations): Generation {
  try {
    return { name: "active", value: readSecret(active) };
  } catch (error) {
    if (retiring === undefined) throw error;
    try {
      return { name: "retiring", value: readSecret(retiring) };
    } catch {
      throw error;
    }
  }
}

interface Generation {
  name: keyof SecretGenerations;
  value: string;
}

/**
 * Reads every secret of a connection, so that a missing one is told before anything runs.
 * @throws ConfigError as readSecret does
 */
export function checkSecrets({ auth, tls, registry }: KafkaConnection): void {
  const certificates = registry === undefined ? [] : registryCertificates(registry);
  for (const ref of [...(tls?.ca ?? []), ...authSecrets(auth), ...certificates]) readSecret(ref);
  for (const secret of [authGenerations(auth), registry?.auth?.password]) if (secret) readGeneration(secret);
}

function registryCertificates({ ca = [], client }: RegistryConnection): SecretRef[] {
  return client === undefined ? ca : [...ca, client.certificate, client.key];
}

/** What a login is made with, of the mechanisms that have such a thing. */
function authGenerations(auth: ConnectionAuth): SecretGenerations | undefined {
  switch (auth.mechanism) {
    case "scram-sha-512":
    case "scram-sha-256":
    case "plain":
      return auth.password;
    case "oauthbearer":
      return auth.clientSecret;
    case "event-hubs":
      return auth.connectionString;
    case "event-hubs-entra":
      return auth.credential.kind === "secret" ? auth.credential.clientSecret : undefined;
    default:
      return undefined;
  }
}

/** What must be there besides. */
function authSecrets(auth: ConnectionAuth): SecretRef[] {
  switch (auth.mechanism) {
    case "mtls":
      return [auth.certificate.active, auth.key.active];
    case "oauthbearer":
      return auth.tokenCa ?? [];
    case "event-hubs-entra":
      return auth.credential.kind === "federated" ? [auth.credential.token] : [];
    default:
      return [];
  }
}
