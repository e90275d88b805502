/**
 * OAUTHBEARER (RFC 7628). kafkajs' own exchange does not read the brokers' answer, so that a refused token looks like a connection
 * that was closed; and it takes a token that is about to end, so that the session ends with it.
 */
import type { AuthenticationProviderArgs, Mechanism } from "kafkajs";
import { ConfigError, LoginRefusedError, messageOf } from "../../errors.ts";
import type { Access } from "./access.ts";
import { isRefusal, tryAgain } from "./login-errors.ts";
import type { TokenCache } from "./token/cache.ts";

const SEPARATOR = "\u0001";

export interface TokenLogin {
  tokens: TokenCache;
  /** of the SASL message */
  extensions?: Record<string, string>;
  /**
   * milliseconds; a session made with a token that ends sooner would have to be renewed at once, which brokers refuse when it
   * comes within a second
   */
  minLeftMs: number;
  access: Access;
}

export function oauthBearerMechanism(login: TokenLogin): Mechanism {
  const { tokens, extensions, minLeftMs, access } = login;
  return {
    mechanism: "OAUTHBEARER",
    authenticationProvider: ({ host, port, saslAuthenticate }) => ({
      async authenticate() {
        const broker = `${host}:${port}`;
        const token = await tokens.get(minLeftMs).catch((error: unknown) => {
          // Told by the token cache already; these two are final, anything else is tried again.
          if (error instanceof LoginRefusedError || error instanceof ConfigError) throw asRefused(error);
          throw tryAgain(messageOf(error), broker);
        });
        try {
          const failure = await saslAuthenticate(message(firstMessage(token.value, extensions)));
          // The broker's reasons come before its refusal, which has to be asked for (RFC 7628 3.2.3).
          if (failure) await saslAuthenticate(message(SEPARATOR));
        } catch (error) {
          if (!isRefusal(error)) throw tryAgain(`The login was cut off: ${messageOf(error)}`, broker);
          tokens.discard(token.value);
          const text = `Kafka at ${broker} refused the token; check the rights of this identity, audience, issuer and scopes, and the clocks of both sides.`;
          access.problem(broker, text);
          throw new LoginRefusedError(text);
        }
        access.granted(broker);
      },
    }),
  };
}

function asRefused(error: Error): LoginRefusedError {
  return error instanceof LoginRefusedError ? error : new LoginRefusedError(error.message);
}

/** The client's first message: who to log in as is left to the token. */
export function firstMessage(token: string, extensions: Record<string, string> = {}): string {
  const pairs = Object.entries(extensions).map(([name, value]) => `${SEPARATOR}${name}=${value}`);
  return `n,,${SEPARATOR}auth=Bearer ${token}${pairs.join("")}${SEPARATOR}${SEPARATOR}`;
}

/** @returns the answer as text, empty when the token was taken */
function message(
  text: string,
): Parameters<AuthenticationProviderArgs["saslAuthenticate"]>[0] & { response: { parse(data: Buffer): string } } {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return {
    request: { encode: () => Buffer.concat([length, bytes]) },
    response: {
      decode: (data) => data,
      // Its length comes first.
      parse: (data: Buffer) => data.subarray(4).toString(),
    },
  };
}
