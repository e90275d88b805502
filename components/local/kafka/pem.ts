/** Looking at certificates, without the library that makes them (it takes 100 ms to load). */
import { createPrivateKey, X509Certificate } from "node:crypto";

const dayMs = 86_400_000;

/** A certificate with its key, both PEM; the key is unencrypted PKCS#8, which is what Kafka and Node read. */
export interface KeyPair {
  certificate: string;
  key: string;
}

/** Hexadecimal SHA-256 of the first certificate of a PEM text: what tells one authority from the next. */
export function fingerprint(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase();
}

/** Whether it ends within `days`, or is none. */
export function endsWithin(certificate: string, days: number, now = new Date()): boolean {
  try {
    return Date.parse(new X509Certificate(certificate).validTo) - now.getTime() < days * dayMs;
  } catch {
    return true;
  }
}

/** Whether a certificate was signed by an authority and its key is this one. */
export function belongs(pair: KeyPair, authorityCertificate: string): boolean {
  try {
    const certificate = new X509Certificate(pair.certificate);
    const key = createPrivateKey(pair.key);
    return certificate.verify(new X509Certificate(authorityCertificate).publicKey) && certificate.checkPrivateKey(key);
  } catch {
    return false;
  }
}

/** The certificates of a PEM text, in order. */
export function splitPem(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)?.map((one) => `${one}\n`) ?? [];
}
