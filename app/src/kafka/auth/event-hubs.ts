/**
 * Azure Event Hubs: PLAIN with the user $ConnectionString and the connection string as password, or OAUTHBEARER with a token of
 * Microsoft Entra for the namespace (learn.microsoft.com, "Use Azure Event Hubs from Apache Kafka applications").
 */
import type { ConnectionAuth } from "../../connection.ts";
import { ConfigError } from "../../errors.ts";
import type { TokenRequest } from "./token/client-credentials.ts";

export const connectionStringUser = "$ConnectionString";

/**
 * Refuses what is no connection string of a shared access key, or of another namespace: the service would only say that
 * the login failed.
 * @throws ConfigError without the secret's value
 */
export function checkConnectionString(text: string, bootstrapServers: readonly string[]): void {
  const parts = new Map(
    text
      .split(";")
      .filter((part) => part !== "")
      .map((part) => [part.slice(0, part.indexOf("=")).toLowerCase(), part.slice(part.indexOf("=") + 1)] as const),
  );
  for (const name of ["Endpoint", "SharedAccessKeyName", "SharedAccessKey"]) {
    if (!parts.get(name.toLowerCase()))
      throw new ConfigError(
        `connection.auth.connectionString has no ${name}; it must read Endpoint=sb://<namespace>/;SharedAccessKeyName=<name>;SharedAccessKey=<key>.`,
      );
  }
  const host = /^sb:\/\/([^/:]+)/i.exec(parts.get("endpoint")!)?.[1]?.toLowerCase();
  const namespace = namespaceOf(bootstrapServers);
  if (host !== namespace)
    throw new ConfigError(
      `connection.auth.connectionString is for ${host ?? "no namespace"}, and bootstrapServers for ${namespace}; use the one of this namespace.`,
    );
}

/** The request to Entra for a token that the namespace of `bootstrapServers` takes. */
export function entraRequest(
  auth: Pick<Extract<ConnectionAuth, { mechanism: "event-hubs-entra" }>, "tenantId" | "clientId">,
  bootstrapServers: readonly string[],
  proof: TokenRequest["proof"],
): TokenRequest {
  return {
    url: `https://login.microsoftonline.com/${auth.tenantId}/oauth2/v2.0/token`,
    clientId: auth.clientId,
    proof,
    scopes: [`https://${namespaceOf(bootstrapServers)}/.default`],
  };
}

function namespaceOf(bootstrapServers: readonly string[]): string {
  const first = bootstrapServers[0]!;
  return first.slice(0, first.lastIndexOf(":")).toLowerCase();
}
