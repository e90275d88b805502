/** A real OpenID Connect server (oidc-provider) that issues JSON web tokens to clients with credentials of their own. */
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** oidc-provider has no types; this is what is used of it. */
interface Provider {
  callback(): (request: unknown, response: unknown) => void;
  on(event: string, listener: () => void): void;
}
type ProviderClass = new (issuer: string, configuration: object) => Provider;

export const audience = "urn:test:kafka";

export interface Oidc {
  issuer: string;
  tokenUrl: string;
  jwksUrl: string;
  /** tokens issued since the start */
  issued(): number;
  /** Closes the port, as a server that is down; and opens it again with the same keys. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export interface OidcOptions {
  port: number;
  clients: { id: string; secret: string; authentication?: "client_secret_basic" | "client_secret_post" }[];
  /** seconds that a token lives */
  lifeSeconds: number;
  tls?: { cert: string; key: string };
}

export async function startOidc({ port, clients, lifeSeconds, tls }: OidcOptions): Promise<Oidc> {
  // The name is not literal, so that nobody looks for its types.
  const name: string = "oidc-provider";
  const { default: OidcProvider } = (await import(name)) as { default: ProviderClass };
  const issuer = `${tls ? "https" : "http"}://127.0.0.1:${port}`;
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  let issued = 0;
  const provider = new OidcProvider(issuer, {
    clients: clients.map(({ id, secret, authentication }) => ({
      client_id: id,
      client_secret: secret,
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: authentication ?? "client_secret_basic",
    })),
    jwks: { keys: [{ ...key, kid: `key-${port}`, use: "sig", alg: "RS256" }] },
    scopes: ["kafka"],
    ttl: { ClientCredentials: lifeSeconds },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({
          scope: "kafka",
          audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: lifeSeconds,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  });
  provider.on("client_credentials.issued", () => {
    issued += 1;
  });
  let server: Server | undefined;
  const up = async (): Promise<void> => {
    server = tls ? createTlsServer(tls, provider.callback()) : createServer(provider.callback());
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    if ((server.address() as AddressInfo).port !== port) throw new Error("another port");
  };
  const down = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    const closed = once(closing, "close");
    closing.close();
    closing.closeAllConnections();
    await closed;
  };
  await up();
  return { issuer, tokenUrl: `${issuer}/token`, jwksUrl: `${issuer}/jwks`, issued: () => issued, up, down };
}
