/**
 * Tokens for Google's Managed Service for Apache Kafka, whose brokers take Google's access token in the shape of a JSON web token:
 * header.payload.token, as Google's own login handler makes it (googleapis/managedkafka, GcpLoginCallbackHandler).
 */
import { GoogleAuth } from "google-auth-library";
import { ConfigError } from "../../../errors.ts";
import type { Token } from "./cache.ts";

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
/** milliseconds; Google's tokens live an hour, and its library renews them five minutes before */
const DEFAULT_LIFE_MS = 240_000;

export interface GoogleCredential {
  accessToken: string;
  /** of the service account */
  subject: string;
  /** milliseconds since 1970 */
  expiresAt: number;
}

/** @param now milliseconds since 1970 */
export function managedKafkaToken({ accessToken, subject, expiresAt }: GoogleCredential, now: number): string {
  const header = { typ: "JWT", alg: "GOOG_OAUTH2_TOKEN" };
  const payload = { exp: seconds(expiresAt), iat: seconds(now), scope: "kafka", sub: subject };
  return [JSON.stringify(header), JSON.stringify(payload), accessToken].map(encoded).join(".");
}

/**
 * @param serviceAccount e-mail; default: the one that the credentials name
 * @returns asks for a token; the credentials are found when it is first called
 */
export function googleTokens(
  serviceAccount: string | undefined,
  auth = new GoogleAuth({ scopes: SCOPE }),
): () => Promise<Token> {
  return async () => {
    const client = await auth.getClient();
    const { token: accessToken } = await client.getAccessToken();
    if (!accessToken) throw new Error("Google's credentials gave no access token");
    const subject = serviceAccount ?? (await auth.getCredentials()).client_email;
    if (!subject)
      throw new ConfigError(
        "Google's credentials do not name a service account; set connection.auth.serviceAccount to its e-mail address.",
      );
    const now = Date.now();
    const expiresAt = client.credentials.expiry_date ?? now + DEFAULT_LIFE_MS;
    return { value: managedKafkaToken({ accessToken, subject, expiresAt }, now), lifeMs: expiresAt - now };
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

function encoded(text: string): string {
  return Buffer.from(text).toString("base64url");
}
