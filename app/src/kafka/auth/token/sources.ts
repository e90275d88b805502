/** Where the tokens of each mechanism come from. Secrets are read anew for each token. */
import type { ConnectionAuth, SecretGenerations } from "../../../connection.ts";
import { LoginRefusedError } from "../../../errors.ts";
import { readSecret } from "../../../secrets.ts";
import { entraRequest } from "../event-hubs.ts";
import { Generations } from "../generations.ts";
import type { Token } from "./cache.ts";
import { requestToken, type TokenRequest } from "./client-credentials.ts";

export type TokenFetch = () => Promise<Token>;
type TokenAuth = Extract<ConnectionAuth, { mechanism: "oauthbearer" | "aws-iam" | "gcp-iam" | "event-hubs-entra" }>;

/**
 * @param bootstrapServers Entra's tokens are for the namespace that stands there
 */
export function tokenFetch(auth: TokenAuth, bootstrapServers: readonly string[]): TokenFetch {
  switch (auth.mechanism) {
    case "oauthbearer": {
      const { tokenUrl: url, clientId, scopes, parameters, tokenCa } = auth;
      return bySecret(auth.clientSecret, (secret) => ({
        url,
        clientId,
        proof: { kind: auth.clientAuthentication ?? "basic", secret },
        scopes,
        ...(parameters === undefined ? {} : { parameters }),
        ...(tokenCa === undefined ? {} : { ca: tokenCa.map((ref) => readSecret(ref)) }),
      }));
    }
    case "event-hubs-entra": {
      const { credential } = auth;
      if (credential.kind === "secret")
        return bySecret(credential.clientSecret, (secret) =>
          entraRequest(auth, bootstrapServers, { kind: "post", secret }),
        );
      return () =>
        requestToken(
          entraRequest(auth, bootstrapServers, { kind: "assertion", assertion: readSecret(credential.token) }),
        );
    }
    case "aws-iam":
      return async () => (await import("./aws.ts")).awsToken(auth.region);
    case "gcp-iam": {
      // Made once: Google's client keeps what it learns of the machine.
      let fetch: TokenFetch | undefined;
      return async () => {
        fetch ??= (await import("./google.ts")).googleTokens(auth.serviceAccount);
        return fetch();
      };
    }
  }
}

function bySecret(refs: SecretGenerations, requestOf: (secret: string) => TokenRequest): TokenFetch {
  const generations = new Generations(refs);
  return async () => {
    for (;;) {
      const secret = generations.read();
      try {
        const token = await requestToken(requestOf(secret));
        generations.accepted();
        return token;
      } catch (error) {
        if (!(error instanceof LoginRefusedError) || !generations.refused(secret)) throw error;
      }
    }
  };
}
