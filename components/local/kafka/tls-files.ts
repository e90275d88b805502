/** The stack's certificates on disk: made when missing, made anew when they end soon or their authority changed. */
import { chmodSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SecretRef } from "../../../app/src/connection.ts";
import type { StackFolder } from "../folder.ts";
import { privateFolder, writeWhole } from "../supervisor/files.ts";
import type { LeafRequest } from "./certificates.ts";
import { belongs, endsWithin, fingerprint, type KeyPair, splitPem } from "./pem.ts";
import { adminName, nodeName } from "./principals.ts";

/** Below the stack's folder. ca.crt holds the active authority and, after a rotation, the former one. */
export const tlsFile = {
  authority: "secrets/ca/ca.crt",
  authorityKey: "secrets/ca/ca.key",
  authorityMark: "secrets/ca/authority.json",
  admin: "secrets/admin/tls.crt",
  adminKey: "secrets/admin/tls.key",
  keystore: (node: number) => `kafka/node-${node}/tls/keystore.pem`,
  truststore: (node: number) => `kafka/node-${node}/tls/truststore.pem`,
};

/** Days. Certificates of nodes and the provider; their authority's are in its settings. */
const leafDays = 397;
/** Days before its end from which on a certificate is made anew by the next `up`. */
const renewDays = 30;

export const fileRef = (name: string): SecretRef => ({ store: "file", name });

export interface AuthorityRequest {
  commonName: string;
  validDays: number;
  rotation: number;
}

/** @returns fingerprint of the active authority */
export async function ensureAuthority(folder: StackFolder, request: AuthorityRequest): Promise<string> {
  const former = readAuthority(folder);
  if (former && !authorityEnds(folder, request) && read(folder, tlsFile.authorityMark) === markOf(request)) {
    return fingerprint(former.certificate);
  }
  const { makeAuthority } = await import("./certificates.ts");
  const made = await makeAuthority(request.commonName, request.validDays);
  // Who still has a certificate of the former authority is trusted until the next rotation; nothing more is signed by it.
  write(folder, tlsFile.authorityKey, made.key);
  write(folder, tlsFile.authority, made.certificate + (former ? former.certificate : ""));
  write(folder, tlsFile.authorityMark, markOf(request));
  return fingerprint(made.certificate);
}

/** Fingerprint of the active authority; undefined when there is none, or its key is lost. */
export function authorityFingerprint(folder: StackFolder): string | undefined {
  const authority = readAuthority(folder);
  return authority && fingerprint(authority.certificate);
}

/** Whether the authority must be made anew: it ends within a month, or within a third of its time when that is shorter. */
export function authorityEnds(folder: StackFolder, { validDays }: { validDays: number }): boolean {
  return endsWithin(readAuthority(folder)?.certificate ?? "", Math.min(renewDays, validDays / 3));
}

type Hosts = NonNullable<LeafRequest["hosts"]>;

const loopback: Hosts = { names: ["localhost"], addresses: ["127.0.0.1", "::1"] };

/**
 * Fingerprints of what the node presents and of whom it trusts: other ones mean that it must be started again.
 * @param hosts where it is reached. Default: this machine
 */
export async function ensureNodeCertificate(folder: StackFolder, node: number, hosts = loopback): Promise<string> {
  const pair = await ensureServerCertificate(folder, tlsFile.keystore(node), nodeName(node), hosts);
  const trusted = read(folder, tlsFile.authority) ?? "";
  if (read(folder, tlsFile.truststore(node)) !== trusted) write(folder, tlsFile.truststore(node), trusted);
  return [pair.certificate, ...splitPem(trusted)].map(fingerprint).join(" ");
}

/** A server's key and certificate. @param file below the stack's folder, where both stand */
export async function ensureServerCertificate(
  folder: StackFolder,
  file: string,
  commonName: string,
  hosts: Hosts,
): Promise<KeyPair> {
  const authority = requireAuthority(folder);
  const there = readKeystore(folder, file);
  if (there && fits(there, authority)) return there;
  const { issue } = await import("./certificates.ts");
  const made = await issue(authority, { commonName, hosts, days: leafDays });
  write(folder, file, made.key + made.certificate);
  return made;
}

/** Whether the next ensureNodeCertificate would make a new one. */
export function nodeCertificateEnds(folder: StackFolder, node: number): boolean {
  const [pair, authority] = [readKeystore(folder, tlsFile.keystore(node)), readAuthority(folder)];
  return !pair || !authority || !fits(pair, authority);
}

/** The provider's own certificate. @returns references to it and its key */
export async function ensureAdminCertificate(folder: StackFolder): Promise<{ certificate: SecretRef; key: SecretRef }> {
  const authority = requireAuthority(folder);
  const pair = readPair(folder, tlsFile.admin, tlsFile.adminKey);
  if (!pair || !fits(pair, authority)) {
    const { issue } = await import("./certificates.ts");
    const made = await issue(authority, { commonName: adminName, days: leafDays });
    write(folder, tlsFile.adminKey, made.key);
    write(folder, tlsFile.admin, made.certificate);
  }
  return { certificate: fileRef(tlsFile.admin), key: fileRef(tlsFile.adminKey) };
}

export function adminCertificateEnds(folder: StackFolder): boolean {
  const [pair, authority] = [readPair(folder, tlsFile.admin, tlsFile.adminKey), readAuthority(folder)];
  return !pair || !authority || !fits(pair, authority);
}

function fits(pair: KeyPair, authority: KeyPair): boolean {
  return belongs(pair, authority.certificate) && !endsWithin(pair.certificate, renewDays);
}

function requireAuthority(folder: StackFolder): KeyPair {
  const authority = readAuthority(folder);
  if (!authority) throw new Error(`there is no certificate authority in ${folder.path("secrets/ca")}`);
  return authority;
}

function readAuthority(folder: StackFolder): KeyPair | undefined {
  return readPair(folder, tlsFile.authority, tlsFile.authorityKey);
}

function readPair(folder: StackFolder, certificateFile: string, keyFile: string): KeyPair | undefined {
  const [certificate] = splitPem(read(folder, certificateFile) ?? "");
  const key = read(folder, keyFile);
  return certificate && key ? { certificate, key } : undefined;
}

function readKeystore(folder: StackFolder, file: string): KeyPair | undefined {
  const text = read(folder, file) ?? "";
  const [certificate] = splitPem(text);
  const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/.exec(text)?.[0];
  return certificate && key ? { certificate, key: `${key}\n` } : undefined;
}

function markOf({ commonName, rotation }: AuthorityRequest): string {
  return `${JSON.stringify({ commonName, rotation })}\n`;
}

function read(folder: StackFolder, name: string): string | undefined {
  try {
    return readFileSync(folder.path(name), "utf8");
  } catch {
    return undefined;
  }
}

function write(folder: StackFolder, name: string, text: string): void {
  const path = folder.path(name);
  privateFolder(dirname(path));
  writeWhole(path, text);
  chmodSync(path, 0o600);
}
