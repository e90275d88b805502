/** Combinations of a connection's settings that cannot work or are not safe. Pure, so that the platform asks too, before it deploys. */
import type { ConnectionAuth, KafkaConnection, RegistryConnection } from "../../connection.ts";

type Mechanism = ConnectionAuth["mechanism"];

/** What may be sent: only these travel without SASL. */
const withoutSasl: ReadonlySet<Mechanism> = new Set(["mtls", "none"]);
/** These log in to services on other machines only, which have no plaintext listener. */
const cloudOnly: ReadonlySet<Mechanism> = new Set(["aws-iam", "gcp-iam", "event-hubs", "event-hubs-entra"]);

/** @returns one sentence a problem; empty when the connection may be used */
export function connectionProblems(
  connection: Pick<KafkaConnection, "protocol" | "auth" | "bootstrapServers" | "tls" | "registry">,
): string[] {
  const { auth, protocol } = connection;
  const sasl = protocol.startsWith("SASL_");
  const problems: string[] = [];
  if (sasl && auth.mechanism === "none")
    problems.push(
      `connection.protocol ${protocol} needs an auth.mechanism other than none; use PLAINTEXT or SSL to log in as nobody.`,
    );
  if (auth.mechanism === "mtls" && protocol !== "SSL")
    problems.push(`connection.auth.mechanism mtls needs protocol SSL, and protocol is ${protocol}.`);
  if (!sasl && !withoutSasl.has(auth.mechanism))
    problems.push(`connection.auth.mechanism ${auth.mechanism} needs protocol SASL_SSL, and protocol is ${protocol}.`);
  if (protocol === "SASL_PLAINTEXT") problems.push(...readable(connection));
  if (connection.tls && (protocol === "PLAINTEXT" || protocol === "SASL_PLAINTEXT"))
    problems.push(
      `connection.tls is set, but protocol ${protocol} does not encrypt; use SSL or SASL_SSL, or leave it out.`,
    );
  if (auth.mechanism === "oauthbearer") problems.push(...tokenEndpoint(auth));
  problems.push(...registryProblems(connection.registry).map((problem) => `connection.${problem}`));
  return problems;
}

/** Of the way to a schema registry. @returns one sentence a problem */
export function registryProblems(registry: RegistryConnection | undefined): string[] {
  if (registry === undefined) return [];
  const problems: string[] = [];
  if (registry.auth && sendsReadably(registry.url))
    problems.push(
      "registry.url is http, which would send the registry's password readably; use https, or an address of this machine.",
    );
  for (const key of ["ca", "client"] as const)
    if (registry[key] && !registry.url.startsWith("https:"))
      problems.push(`registry.${key} is set, but registry.url does not encrypt; use https, or leave it out.`);
  return problems;
}

function readable({ auth, bootstrapServers }: Pick<KafkaConnection, "auth" | "bootstrapServers">): string[] {
  if (withoutSasl.has(auth.mechanism)) return [];
  if (cloudOnly.has(auth.mechanism))
    return [`connection.auth.mechanism ${auth.mechanism} needs protocol SASL_SSL, and protocol is SASL_PLAINTEXT.`];
  const remote = bootstrapServers.find((server) => !isLoopback(hostOf(server)));
  if (remote === undefined) return [];
  return [
    `connection.protocol SASL_PLAINTEXT would send the credentials of ${auth.mechanism} to ${remote} without encryption; use SASL_SSL.`,
  ];
}

function tokenEndpoint({ tokenUrl }: { tokenUrl: string }): string[] {
  const { protocol, username, password } = new URL(tokenUrl);
  const problems: string[] = [];
  if (protocol !== "https:" && protocol !== "http:")
    problems.push(`connection.auth.tokenUrl must be https, and is ${protocol}//.`);
  else if (sendsReadably(tokenUrl))
    problems.push(
      "connection.auth.tokenUrl is http, which would send the client's secret readably; use https, or an address of this machine.",
    );
  if (username !== "" || password !== "")
    problems.push("connection.auth.tokenUrl holds a user or password; give them as clientId and clientSecret.");
  return problems;
}

function sendsReadably(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isLoopback(hostname);
}

function hostOf(server: string): string {
  return server.slice(0, server.lastIndexOf(":"));
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127\.\d+\.\d+\.\d+$/.test(bare);
}
