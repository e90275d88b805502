/** Tokens by the grant client_credentials (RFC 6749 4.4), the client proving itself by a secret or an assertion. */
import { LoginRefusedError, messageOf } from "../../../errors.ts";
import { statedLifeMs, type Token } from "./cache.ts";
import { postForm } from "./form-request.ts";

export interface TokenRequest {
  url: string;
  clientId: string;
  proof:
    | { kind: "basic" | "post"; secret: string }
    /** RFC 7523 */
    | { kind: "assertion"; assertion: string };
  scopes: readonly string[];
  parameters?: Record<string, string>;
  ca?: string[];
}

/** Errors of RFC 6749 5.2: the same request again has the same answer. */
const final = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "invalid_target",
]);

/**
 * @throws LoginRefusedError the client is refused
 * @throws Error the endpoint is not there, or does not answer as it should
 */
export async function requestToken(options: TokenRequest): Promise<Token> {
  const { url, clientId, proof, scopes, parameters, ca } = options;
  const form: Record<string, string> = { ...parameters, grant_type: "client_credentials" };
  if (scopes.length > 0) form["scope"] = scopes.join(" ");
  const headers: Record<string, string> = {};
  if (proof.kind === "basic") {
    // Each part is encoded as in a form before they are joined (RFC 6749 2.3.1).
    const pair = `${encoded(clientId)}:${encoded(proof.secret)}`;
    headers["authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  } else {
    form["client_id"] = clientId;
    if ("secret" in proof) form["client_secret"] = proof.secret;
    else {
      form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
      form["client_assertion"] = proof.assertion;
    }
  }
  const { status, body } = await postForm({ url, form, headers, ...(ca === undefined ? {} : { ca }) }).catch(
    (error: unknown) => {
      throw new Error(`the token endpoint ${url} does not answer: ${messageOf(error)}`);
    },
  );
  if (status === 200) return tokenOf(body, url);
  const code = typeof body["error"] === "string" ? body["error"] : "";
  if ((status === 400 || status === 401 || status === 403) && final.has(code))
    throw new LoginRefusedError(
      `The token endpoint ${url} refused client ${clientId} (${code}); check clientId, its secret and scopes.`,
    );
  throw new Error(`the token endpoint ${url} answered with status ${status}${code === "" ? "" : ` (${code})`}`);
}

function tokenOf(body: Record<string, unknown>, url: string): Token {
  const { access_token: value, expires_in: seconds } = body;
  // What a broker reads must not end the message early, whoever wrote it.
  if (typeof value !== "string" || !/^[A-Za-z0-9\-._~+/]+=*$/.test(value))
    throw new Error(`the token endpoint ${url} answered without a usable access_token`);
  const lifeMs = Number(seconds) > 0 ? Number(seconds) * 1_000 : statedLifeMs(value);
  if (lifeMs === undefined) throw new Error(`the token endpoint ${url} does not say how long its token lives`);
  return { value, lifeMs };
}

function encoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
