/** Brokers that want a login by password or token, and let users do what an ACL allows. */
import { join } from "node:path";
import type { ConnectionAuth } from "../../../app/src/connection.ts";
import type { AclBinding } from "../../../app/src/kafka/admin/acls.ts";
import { scramCredential } from "../../../app/src/kafka/admin/scram.ts";
import { audience, type Oidc, startOidc } from "../../../app/test/integration/auth/oidc.ts";
import { KafkaAdmin } from "../../../components/local/kafka/admin.ts";
import { issue, makeAuthority } from "../../../components/local/kafka/certificates.ts";
import type { Cluster } from "./cluster.ts";
import type { Surroundings } from "./fault.ts";
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

const OIDC_PORT = 22_570;
/** Seconds that a token lives. */
export const TOKEN_SECONDS = 12;
/** Sessions of users with a password are renewed so often, so that another password is felt soon. */
const REAUTHENTICATE_MS = 6_000;
const KAFKA = "org.apache.kafka.common.security";
const CLIENT = { id: "application", secret: "secret-of-application" };

export class Logins implements Security {
  readonly name = "logins";
  readonly protocol = "SASL_SSL" as const;
  readonly users: string[];
  readonly jvm: string[];
  oidc!: Oidc;
  readonly #jwks = `http://127.0.0.1:${OIDC_PORT}/jwks`;
  #folder = "";

  constructor() {
    this.users = ROLES.map((role) => `SCRAM-SHA-512=[name=${role},password=${firstPassword(role)}]`);
    this.jvm = [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${this.#jwks}`];
  }

  async start(folder: string): Promise<void> {
    this.#folder = folder;
    const authority = await makeAuthority("authority", 60);
    brokerFile(folder, "broker.pem", keystoreOf(await issue(authority, BROKER)));
    secret(folder, "authorities.pem", authority.certificate);
    secret(folder, "client-secret", CLIENT.secret);
    for (const role of ROLES) this.write(role, firstPassword(role));
    // Brokers fetch the keys of who issues tokens when they start.
    this.oidc = await startOidc({ port: OIDC_PORT, clients: [CLIENT], lifeSeconds: TOKEN_SECONDS });
  }
  properties(): Record<string, string | number> {
    const oauth = `${LISTENER}oauthbearer.`;
    const scram = `${LISTENER}scram-sha-512.`;
    return {
      "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
      // Brokers and tests come without a login, by the other listener.
      "super.users": ["ANONYMOUS", "ingest", "generator", CLIENT.id].map((name) => `User:${name}`).join(";"),
      [`${LISTENER}ssl.keystore.type`]: "PEM",
      [`${LISTENER}ssl.keystore.location`]: join(this.#folder, "broker.pem"),
      [`${LISTENER}sasl.enabled.mechanisms`]: "SCRAM-SHA-512,OAUTHBEARER",
      [`${scram}sasl.jaas.config`]: `${KAFKA}.scram.ScramLoginModule required;`,
      [`${scram}connections.max.reauth.ms`]: REAUTHENTICATE_MS,
      [`${oauth}sasl.jaas.config`]: `${KAFKA}.oauthbearer.OAuthBearerLoginModule required;`,
      // A session ends with its token, which is sooner.
      [`${oauth}connections.max.reauth.ms`]: 60_000,
      [`${oauth}sasl.server.callback.handler.class`]: `${KAFKA}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
      [`${oauth}sasl.oauthbearer.jwks.endpoint.url`]: this.#jwks,
      [`${oauth}sasl.oauthbearer.expected.issuer`]: this.oidc.issuer,
      [`${oauth}sasl.oauthbearer.expected.audience`]: audience,
    };
  }
  async stop(): Promise<void> {
    await this.oidc?.down();
  }

  readonly byPassword = (role: Role): Login => {
    const active = { store: "file" as const, name: join(this.#folder, `password-of-${role}`) };
    return this.#login({ mechanism: "scram-sha-512", username: role, password: { active } });
  };
  readonly byToken = (): Login => {
    const active = { store: "file" as const, name: join(this.#folder, "client-secret") };
    return this.#login({
      mechanism: "oauthbearer",
      tokenUrl: this.oidc.tokenUrl,
      clientId: CLIENT.id,
      clientSecret: { active },
      scopes: ["kafka"],
      parameters: { resource: audience },
    });
  };

  /** Puts a password where the applications of a role read it. */
  write(role: Role, password: string): void {
    secret(this.#folder, `password-of-${role}`, password);
  }
  /** Brokers take no other one from now on. */
  async change(cluster: Cluster, role: Role, password: string): Promise<void> {
    const credential = await scramCredential("scram-sha-512", password, 4_096);
    await asking(cluster, (admin) => admin.upsertScram(role, credential));
  }
  async give(cluster: Cluster, role: Role, rights: AclBinding[]): Promise<void> {
    await asking(cluster, (admin) => admin.addAcls(`User:${role}`, rights));
  }
  /** For a fault's time. */
  async giving(cluster: Cluster, role: Role, rights: AclBinding[]): Promise<Surroundings> {
    await this.give(cluster, role, rights);
    return { options: {}, tearDown: () => this.take(cluster, role, rights) };
  }
  async take(cluster: Cluster, role: Role, rights: AclBinding[]): Promise<void> {
    await asking(cluster, (admin) => admin.removeAcls(`User:${role}`, rights));
  }

  #login(auth: ConnectionAuth): Login {
    const ca = [{ store: "file" as const, name: join(this.#folder, "authorities.pem") }];
    return { protocol: this.protocol, tls: { ca }, auth };
  }
}

/** Faults that name it run on the same brokers. */
export const logins = new Logins();

function firstPassword(role: Role): string {
  return `first-of-${role}`;
}

export async function asking<T>({ direct }: Cluster, use: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  const patience = { connectTimeout: 3_000, timeout: 10_000, retries: 3, retryDelay: 200 };
  const admin = new KafkaAdmin({ clientId: "fault-admin", bootstrapBrokers: direct, ...patience });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}
