/** Signature Version 4 of a token for MSK, computed a second time by hand. */
import { createHash, createHmac } from "node:crypto";

/** What stands in a token's URL, with `signed` as far as its signature covers it: the user agent is added after signing. */
export function openToken(value: string) {
  const url = new URL(Buffer.from(value, "base64url").toString());
  const { "X-Amz-Signature": signature, "User-Agent": agent, ...signed } = Object.fromEntries(url.searchParams);
  return { url, signature, agent, signed };
}

/** The signature that a token's URL must have when it was signed with that secret key. */
export function signatureOf(url: URL, signed: Record<string, string>, secretAccessKey: string): string {
  const [, ...scope] = signed["X-Amz-Credential"]!.split("/");
  const canonicalQuery = Object.entries(signed)
    .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
    .sort()
    .join("&");
  const canonical = ["GET", "/", canonicalQuery, `host:${url.host}\n`, "host", sha256("")].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", signed["X-Amz-Date"], scope.join("/"), sha256(canonical)].join("\n");
  const signingKey = scope.reduce<Buffer | string>(
    (last, part) => createHmac("sha256", last).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  return createHmac("sha256", signingKey).update(toSign).digest("hex");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
