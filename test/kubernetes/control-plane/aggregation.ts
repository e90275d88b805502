/** APIs that another server answers, such as those of metrics: the API server asks it as a front proxy, and says on whose behalf. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { issue, makeAuthority } from "../../../components/local/kafka/certificates.ts";
import type { KeyPair } from "../../../components/local/kafka/pem.ts";
import type { KubeObject } from "./api.ts";

const FRONT_PROXY = "front-proxy";
const DAYS = 2;

/** Flags of kube-apiserver. @param folder where its certificate is written */
export async function aggregationFlags(folder: string): Promise<string[]> {
  const authority = await makeAuthority(FRONT_PROXY, DAYS);
  const { certificate, key } = await issue(authority, { commonName: FRONT_PROXY, days: DAYS });
  const file = (name: string, text: string): string => {
    const path = join(folder, `${FRONT_PROXY}${name}`);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return [
    `--requestheader-client-ca-file=${file("-ca.crt", authority.certificate)}`,
    `--requestheader-allowed-names=${FRONT_PROXY}`,
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${file(".crt", certificate)}`,
    `--proxy-client-key-file=${file(".key", key)}`,
  ];
}

export interface Served {
  authority: KeyPair;
  /** Of the server, for every name that it is asked by. */
  pair: KeyPair;
  /** What makes the API server ask it: its namespace must be there. */
  objects: KubeObject[];
}

/**
 * An API that a server on this machine answers.
 * @param group such as external.metrics.k8s.io, version v1beta1
 * @param port of the server, on loopback
 */
export async function servedHere(
  group: string,
  { name, namespace, port }: { name: string; namespace: string; port: number },
): Promise<Served> {
  const authority = await makeAuthority(name, DAYS);
  const hosts = { names: ["localhost", `${name}.${namespace}.svc`], addresses: ["127.0.0.1"] };
  const pair = await issue(authority, { commonName: name, hosts, days: DAYS });
  const objects = [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace },
      // The API server resolves it itself, as there is no network of Services here.
      spec: { type: "ExternalName", externalName: "localhost" },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: `v1beta1.${group}` },
      spec: {
        group,
        version: "v1beta1",
        service: { name, namespace, port },
        caBundle: Buffer.from(authority.certificate).toString("base64"),
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ];
  return { authority, pair, objects };
}
