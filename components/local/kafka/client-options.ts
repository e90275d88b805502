/** A KafkaConnection as options of @platformatic/kafka: references to secrets become their values, read anew each time. */
import { readFileSync } from "node:fs";
import type { KafkaConnection, SecretRef } from "../../../app/src/connection.ts";
import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";

/** What both Admin and other clients of the library take. */
export interface ClientOptions {
  clientId: string;
  bootstrapBrokers: string[];
  tls?: { ca?: string; cert?: string; key?: string };
  sasl?: { mechanism: "SCRAM-SHA-512" | "SCRAM-SHA-256" | "PLAIN"; username: string; password: string };
  connectTimeout: number;
  timeout: number;
  retries: number;
  retryDelay: number;
}

/** @throws TRB_KAFKA when a secret cannot be read, TRB_CAPABILITY_MISSING for a way of logging in that the provider lacks */
export function clientOptions(connection: KafkaConnection, folder: StackFolder): ClientOptions {
  const { auth } = connection;
  const encrypted = connection.protocol === "SASL_SSL" || connection.protocol === "SSL";
  const ca = connection.tls?.ca.map((ref) => secretText(ref, folder)).join("\n");
  const options: ClientOptions = {
    clientId: "tributary-provider",
    bootstrapBrokers: connection.bootstrapServers,
    ...(encrypted ? { tls: ca === undefined ? {} : { ca } } : {}),
    connectTimeout: 3_000,
    timeout: 15_000,
    retries: 8,
    retryDelay: 250,
  };
  switch (auth.mechanism) {
    case "none":
      return options;
    case "mtls":
      return {
        ...options,
        tls: {
          ...options.tls,
          cert: secretText(auth.certificate.active, folder),
          key: secretText(auth.key.active, folder),
        },
      };
    case "scram-sha-512":
    case "scram-sha-256":
    case "plain": {
      const mechanism = auth.mechanism.toUpperCase() as "SCRAM-SHA-512" | "SCRAM-SHA-256" | "PLAIN";
      return {
        ...options,
        sasl: { mechanism, username: auth.username, password: secretText(auth.password.active, folder) },
      };
    }
    default:
      throw new TributaryError(
        "TRB_CAPABILITY_MISSING",
        `The provider cannot log in to ${connection.bootstrapServers[0]} by ${auth.mechanism}: it knows scram-sha-512, scram-sha-256, plain, mtls and none.`,
        { hint: "Give kafka.admin a principal that logs in by one of these." },
      );
  }
}

/** One newline at the end is dropped, as editors add it. */
function secretText(ref: SecretRef, folder: StackFolder): string {
  if (ref.store === "env") {
    const value = process.env[ref.name];
    if (value) return value;
    throw new TributaryError("TRB_KAFKA", `The environment variable ${ref.name} must hold a secret, and is not set.`);
  }
  const file = folder.path(...(ref.key === undefined ? [ref.name] : [ref.name, ref.key]));
  try {
    const value = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    if (value !== "") return value;
  } catch (error) {
    throw new TributaryError(
      "TRB_KAFKA",
      `The secret ${ref.name} cannot be read from ${file} (${(error as NodeJS.ErrnoException).code}).`,
      { cause: error },
    );
  }
  throw new TributaryError("TRB_KAFKA", `The secret ${ref.name} in ${file} is empty.`);
}
