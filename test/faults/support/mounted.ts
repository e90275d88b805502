/** Brokers with TLS and SCRAM, and applications that have their secrets as Strimzi's operators make them and the kubelet mounts them. */
import { join } from "node:path";
import { scramCredential } from "../../../app/src/kafka/admin/scram.ts";
import { issue, makeAuthority } from "../../../components/local/kafka/certificates.ts";
import type { KeyPair } from "../../../components/local/kafka/pem.ts";
import { type Credential, generationKey, generationsOf } from "../../../components/secrets/kubernetes/source.ts";
import { KEYSTORE, showOnBrokers } from "./certificates.ts";
import type { Cluster } from "./cluster.ts";
import { asking } from "./logins.ts";
import { MountedSecret } from "./mounted-secret.ts";
import { BROKER, brokerFile, keystoreOf, LISTENER, type Login, ROLES, type Role, type Security } from "./security.ts";

const AUTHORITY = "kafka-cluster-ca-cert";
const LOGIN_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required;";

export class Mounted implements Security {
  readonly name = "secrets that Kubernetes mounts";
  readonly protocol = "SASL_SSL" as const;
  readonly users = ROLES.map((role) => `SCRAM-SHA-512=[name=${role},password=${passwordOf(role, 1)}]`);
  readonly jvm = [];
  /** Of passwords, as whoever starts from now on is told. */
  generation = 1;
  /** Has issued what brokers show. */
  authority!: KeyPair;
  #folder = "";
  #keystore = "";
  #files = 0;
  readonly #secrets = new Map<string, MountedSecret>();

  async start(folder: string): Promise<void> {
    this.#folder = folder;
    this.authority = await makeAuthority("authority 1", 60);
    this.#keystore = this.#file(await issue(this.authority, BROKER));
    this.trust({ "ca.crt": this.authority });
    for (const role of ROLES) this.showPasswords(role, this.generation);
  }
  properties(): Record<string, string> {
    return {
      [`${LISTENER}ssl.keystore.type`]: "PEM",
      [KEYSTORE]: this.#keystore,
      [`${LISTENER}sasl.enabled.mechanisms`]: "SCRAM-SHA-512",
      [`${LISTENER}scram-sha-512.sasl.jaas.config`]: LOGIN_MODULE,
    };
  }
  async stop(): Promise<void> {}

  readonly login = (role: Role): Login => ({
    protocol: this.protocol,
    tls: { ca: [{ store: "kubernetes", name: AUTHORITY, key: "*.crt" }] },
    auth: {
      mechanism: "scram-sha-512",
      username: role,
      password: generationsOf(credentialOf(role, this.generation)),
    },
  });

  /** The role's Secret has this generation and the next, and its processes see it so. */
  showPasswords(role: Role, generation: number): void {
    const credential = credentialOf(role, generation);
    const numbers = [generation, generation + 1];
    this.#secret(credential.metadata.name).show(
      Object.fromEntries(numbers.map((of) => [generationKey(credential, of), passwordOf(role, of)])),
    );
  }
  /** Brokers take this generation of each role's password, and no other one, as the operator of users tells them. */
  async useOnBrokers(cluster: Cluster, generation: number): Promise<void> {
    for (const role of ROLES) {
      const credential = await scramCredential("scram-sha-512", passwordOf(role, generation), 4_096);
      await asking(cluster, (admin) => admin.upsertScram(role, credential));
    }
  }
  /** Certificates of authorities, by their keys in the Secret, beside what Strimzi puts there, too. */
  trust(authorities: Record<string, KeyPair>): void {
    const certificates = Object.entries(authorities).map(([key, { certificate }]) => [key, certificate] as const);
    this.#secret(AUTHORITY).show({
      ...Object.fromEntries(certificates),
      "ca.p12": "not for us",
      "ca.password": "not for us",
    });
  }
  /** Brokers show a certificate of this authority. */
  async show(cluster: Cluster, authority: KeyPair): Promise<void> {
    const pair = await issue(authority, BROKER);
    await showOnBrokers(cluster, pair, this.#file(pair));
    this.authority = authority;
  }

  #secret(name: string): MountedSecret {
    const known = this.#secrets.get(name) ?? new MountedSecret(join(this.#folder, name));
    this.#secrets.set(name, known);
    return known;
  }
  /** Under a name of its own, as brokers look at a file again when its name is another one. */
  #file(pair: KeyPair): string {
    this.#files += 1;
    return brokerFile(this.#folder, `broker-${this.#files}.pem`, keystoreOf(pair));
  }
}

/** As StrimziCluster asks for it. */
function credentialOf(role: Role, generation: number): Credential {
  const metadata = { name: `kafka-password-${role}`, namespace: "platform", labels: {} };
  return { kind: "password", of: role, metadata, generation, length: 32 };
}

export function passwordOf(role: Role, generation: number): string {
  return `generation-${generation}-of-${role}`;
}
