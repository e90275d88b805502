/** Brokers that know their clients by certificates, and show one themselves; all of them can be replaced while everything runs. */
import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { until } from "../../../app/test/integration/processes.ts";
import { issue, makeAuthority } from "../../../components/local/kafka/certificates.ts";
import type { KeyPair } from "../../../components/local/kafka/pem.ts";
import { type Cluster, NODES } from "./cluster.ts";
import {
  BROKER,
  brokerFile,
  keystoreOf,
  LISTENER,
  type Login,
  ROLES,
  type Role,
  type Security,
  secret,
} from "./security.ts";

export const KEYSTORE = `${LISTENER}ssl.keystore.location`;
const TRUSTSTORE = `${LISTENER}ssl.truststore.location`;
/** ApiVersions 0 without a client id: what any broker answers whom it has let in. */
const HELLO = Buffer.from("0000000a0012000000000001ffff", "hex");
const DAY_MS = 86_400_000;

export class Certificates implements Security {
  readonly name = "certificates";
  readonly protocol = "SSL" as const;
  readonly users = [];
  readonly jvm = [];
  /** Has issued all that is shown. */
  authority!: KeyPair;
  #folder = "";
  #authorities = 0;
  #files = 0;
  /** What brokers start with. */
  #first = { keystore: "", truststore: "" };

  async start(folder: string): Promise<void> {
    this.#folder = folder;
    this.authority = await this.newAuthority();
    this.clientsTrust(this.authority);
    for (const role of ROLES) this.show(role, await this.issue(role));
    this.#first = { keystore: this.#file(keystoreOf(await issue(this.authority, BROKER))), truststore: this.#trust() };
  }

  properties(): Record<string, string> {
    return {
      [`${LISTENER}ssl.client.auth`]: "required",
      [`${LISTENER}ssl.keystore.type`]: "PEM",
      [KEYSTORE]: this.#first.keystore,
      [`${LISTENER}ssl.truststore.type`]: "PEM",
      [TRUSTSTORE]: this.#first.truststore,
    };
  }
  async stop(): Promise<void> {}

  /** Always from the same files, whatever they hold. */
  readonly login = (role: Role): Login => {
    const file = (name: string) => ({ store: "file" as const, name: `${this.#folder}/${name}` });
    return {
      protocol: this.protocol,
      tls: { ca: [file("authorities.pem")] },
      auth: {
        mechanism: "mtls",
        certificate: { active: file(`${role}.crt`) },
        key: { active: file(`${role}.key`) },
      },
    };
  };

  newAuthority(): Promise<KeyPair> {
    this.#authorities += 1;
    return makeAuthority(`authority ${this.#authorities}`, 60);
  }
  /** One for a role. @param expired two days ago */
  issue(role: Role, authority = this.authority, expired = false): Promise<KeyPair> {
    return issue(authority, { commonName: role, days: 1 }, new Date(Date.now() - (expired ? 3 * DAY_MS : 0)));
  }

  /** The applications of a role show it from their next connection on. */
  show(role: Role, { certificate, key }: KeyPair): void {
    secret(this.#folder, `${role}.crt`, certificate);
    secret(this.#folder, `${role}.key`, key);
  }
  clientsTrust(...authorities: KeyPair[]): void {
    secret(this.#folder, "authorities.pem", authorities.map(({ certificate }) => certificate).join(""));
  }

  /** Another certificate of every broker, of this authority; resolves when it is shown. */
  async brokersShow(cluster: Cluster, authority: KeyPair): Promise<void> {
    const pair = await issue(authority, BROKER);
    await showOnBrokers(cluster, pair, this.#file(keystoreOf(pair)));
  }
  /** Brokers take certificates of these only; resolves when one is answered, or is not, as it should be. */
  async brokersTrust(
    cluster: Cluster,
    authorities: KeyPair[],
    judged: { pair: KeyPair; answered: boolean },
  ): Promise<void> {
    await cluster.operations.configureBrokers([...NODES], TRUSTSTORE, this.#trust(...authorities));
    const what = `${judged.answered ? "takes" : "refuses"} the certificate`;
    await untilAll(cluster, what, async (port) => (await knock(port, judged.pair)).answered === judged.answered);
  }

  #trust(...authorities: KeyPair[]): string {
    const all = authorities.length === 0 ? [this.authority] : authorities;
    return this.#file(all.map(({ certificate }) => certificate));
  }
  /** Under a name of its own, as brokers look at a file again when its name is another one. */
  #file(pem: string[]): string {
    this.#files += 1;
    return brokerFile(this.#folder, `broker-${this.#files}.pem`, pem);
  }
}

/** Every broker has another certificate; resolves when it is shown. @param file with it and its key, under a name of its own */
export async function showOnBrokers(cluster: Cluster, pair: KeyPair, file: string): Promise<void> {
  const { fingerprint256: wanted } = new X509Certificate(pair.certificate);
  await cluster.operations.configureBrokers([...NODES], KEYSTORE, file);
  await untilAll(cluster, "shows its new certificate", async (port) => (await knock(port)).shown === wanted);
}

async function untilAll({ bootstrap }: Cluster, what: string, ask: (port: number) => Promise<boolean>): Promise<void> {
  for (const address of bootstrap)
    await until(`${address} ${what}`, 20, () => ask(Number(address.slice(address.lastIndexOf(":") + 1))));
}

/** Says hello as who has this certificate: which one the broker shows, and whether it answers. */
function knock(port: number, own?: KeyPair): Promise<{ shown: string | undefined; answered: boolean }> {
  return new Promise((resolve) => {
    let shown: string | undefined;
    const certificate = own === undefined ? {} : { cert: own.certificate, key: own.key };
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...certificate }, () => {
      shown = socket.getPeerCertificate().fingerprint256;
      socket.write(HELLO);
    });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve({ shown, answered });
    };
    socket.setTimeout(2_000, () => end(false));
    socket.on("data", () => end(true));
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
  });
}
