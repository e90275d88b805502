/** What kafkajs is given to log in with. */
import type { Mechanism } from "kafkajs";
import type { KafkaConnection } from "../../connection.ts";
import { LoginRefusedError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { Access } from "./access.ts";
import { checkConnectionString, connectionStringUser } from "./event-hubs.ts";
import { Generations } from "./generations.ts";
import { oauthBearerMechanism } from "./oauthbearer.ts";
import { passwordMechanism } from "./password.ts";
import { failureText, TokenCache } from "./token/cache.ts";
import { tokenFetch } from "./token/sources.ts";

/**
 * milliseconds before the end of a session when kafkajs logs in again. Its own 10 s are a sixth of a 60-second token; while no
 * new token can be had, the rest of the old one is used up to here.
 */
export const REAUTHENTICATE_MS = 3_000;

/** undefined: nothing to log in with */
export function saslOptions(connection: KafkaConnection, access: Access, log: Log): Mechanism | undefined {
  const { auth, bootstrapServers } = connection;
  switch (auth.mechanism) {
    case "mtls":
    case "none":
      return undefined;
    case "scram-sha-512":
    case "scram-sha-256":
    case "plain":
      return passwordMechanism({
        mechanism: auth.mechanism.toUpperCase() as "SCRAM-SHA-512" | "SCRAM-SHA-256" | "PLAIN",
        username: auth.username,
        retiringUsername: auth.retiringUsername,
        generations: new Generations(auth.password),
        access,
      });
    case "event-hubs":
      return passwordMechanism({
        mechanism: "PLAIN",
        username: connectionStringUser,
        generations: new Generations(auth.connectionString),
        check: (secret) => checkConnectionString(secret, bootstrapServers),
        access,
      });
    default: {
      const where = `tokens of ${auth.mechanism}`;
      const tokens = new TokenCache({
        fetch: tokenFetch(auth, bootstrapServers),
        onSuccess: () => access.granted(where),
        onFailure: (error, leftMs) => {
          const text = failureText(error, leftMs);
          // While a token is good, work goes on, and that nobody issues a new one is no reason to be unready.
          if (leftMs > 0) log.warn({ final: error instanceof LoginRefusedError }, text);
          else access.problem(where, text);
        },
      });
      return oauthBearerMechanism({
        tokens,
        ...(auth.mechanism === "oauthbearer" && auth.extensions ? { extensions: auth.extensions } : {}),
        minLeftMs: REAUTHENTICATE_MS + 1_000,
        access,
      });
    }
  }
}
