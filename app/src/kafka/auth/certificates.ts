/** What certificates are wrong with, in sentences: OpenSSL's own words do not say whose certificate, or what to do. */
import { X509Certificate } from "node:crypto";

/** Of a socket's error: what to do about it, when it is about certificates. */
export function explainTlsError(error: NodeJS.ErrnoException, broker: string): string | undefined {
  const code = error.code ?? "";
  const sentence = byCode[code] ?? byAlert.find(([alert]) => alert.test(`${code} ${error.message}`))?.[1];
  return sentence && `${sentence.replace("%s", `Kafka at ${broker}`)} (${code || error.message}).`;
}

const unknownAuthority =
  "The certificate of %s is not from an authority that connection.tls.ca trusts; add the authority that issued it";
const byCode: Record<string, string> = {
  CERT_HAS_EXPIRED: "The certificate of %s has expired; the brokers need a new one",
  CERT_NOT_YET_VALID: "The certificate of %s is not valid yet; compare the clocks of this machine and the brokers",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The certificate of %s does not name that host; use a name in bootstrapServers and advertised.listeners that it names",
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
};

/** Alerts of the other side, about our certificate. */
const byAlert: [RegExp, string][] = [
  [/certificate[_ ]expired/i, "%s says that our certificate has expired; put a new one in its place"],
  [/certificate[_ ]revoked/i, "%s says that our certificate was revoked; put a new one in its place"],
  [/unknown[_ ]ca/i, "%s does not trust the authority of our certificate; use one that the brokers trust"],
  [/certificate[_ ]required/i, "%s wants a certificate of us; set connection.auth.mechanism to mtls"],
  [/(bad|unsupported)[_ ]certificate|certificate[_ ]unknown/i, "%s does not take our certificate"],
  [/wrong[_ ]version[_ ]number|packet[_ ]length/i, "%s does not speak TLS on this port; use another port or protocol"],
  [/unsupported[_ ]protocol|protocol[_ ]version/i, "%s speaks no TLS version that is safe; it must offer 1.2 or 1.3"],
];

/** Why a PEM certificate cannot be used now; undefined when it can. */
export function certificateProblem(pem: string, where: string, now = Date.now()): string | undefined {
  const certificate = new X509Certificate(pem);
  if (certificate.validToDate.getTime() <= now)
    return `Our certificate ${where} has expired on ${certificate.validToDate.toISOString()}; put a new one in its place.`;
  if (certificate.validFromDate.getTime() > now)
    return `Our certificate ${where} is valid only from ${certificate.validFromDate.toISOString()}; compare the clocks.`;
  return undefined;
}
