/** One real broker with a listener for each way to log in: TLS, mutual TLS, SCRAM, PLAIN and OAUTHBEARER; and one whose certificate has expired. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArtifactSet } from "../../../../components/local/java/index.ts";
import { issue, makeAuthority } from "../../../../components/local/kafka/certificates.ts";
import type { KeyPair } from "../../../../components/local/kafka/pem.ts";
import type { ConnectionAuth, KafkaConnection, SecretRef } from "../../../src/connection.ts";
import { type Broker, startBroker } from "../broker.ts";
import { audience, type Oidc } from "./oidc.ts";

const offsets = { TLS: 2, MTLS: 3, SCRAM: 4, PLAIN: 5, OAUTH: 6, EXPIRED: 7 } as const;
export type ListenerName = keyof typeof offsets;

export interface SecureBroker extends Broker {
  /** Where the test's secrets are. */
  secrets: string;
  authority: KeyPair;
  /** Writes a secret and gives its reference. */
  secret(name: string, value: string): SecretRef;
  connectionTo(listener: ListenerName, auth: ConnectionAuth): KafkaConnection;
}

export interface SecureBrokerOptions {
  /** Release of Kafka. Default: that of startBroker. */
  set?: ArtifactSet;
  /** plaintext listener; the controller takes the next, the others follow */
  port: number;
  /** SCRAM users and their passwords, and PLAIN's */
  users?: Record<string, string>;
  oidc?: Pick<Oidc, "issuer" | "jwksUrl">;
  /** milliseconds after which brokers want every session renewed; default: never */
  reauthenticateMs?: number;
  /** More of the broker's configuration. */
  properties?: Record<string, string>;
}

const server = { commonName: "broker", hosts: { names: ["localhost"], addresses: ["127.0.0.1"] }, days: 30 };

export async function startSecureBroker(options: SecureBrokerOptions): Promise<SecureBroker> {
  const { set, port, users = {}, oidc, reauthenticateMs, properties = {} } = options;
  const secrets = mkdtempSync(join(tmpdir(), "app-secrets-"));
  const secret = (name: string, value: string): SecretRef => {
    writeFileSync(join(secrets, name), value);
    return { store: "file", name: join(secrets, name) };
  };
  const authority = await makeAuthority("test authority", 60);
  const ca = secret("ca.crt", authority.certificate);
  const own = await issue(authority, server);
  const expired = await issue(authority, { ...server, days: 1 }, new Date(Date.now() - 3 * 86_400_000));
  const passwords = Object.entries(users);
  const names = Object.keys(offsets) as ListenerName[];
  const broker = await startBroker(port, {
    ...(set === undefined ? {} : { set }),
    users: passwords.flatMap(([name, password]) =>
      ["SCRAM-SHA-256", "SCRAM-SHA-512"].map((one) => `${one}=[name=${name},password=${password}]`),
    ),
    ...(oidc ? { jvm: [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${oidc.jwksUrl}`] } : {}),
    properties: (folder) => {
      writeFileSync(join(folder, "keystore.pem"), own.key + own.certificate);
      writeFileSync(join(folder, "expired.pem"), expired.key + expired.certificate);
      const plain = passwords.map(([name, password]) => `user_${name}="${password}"`).join(" ");
      return {
        listeners: [
          `PLAINTEXT://127.0.0.1:${port}`,
          `CONTROLLER://127.0.0.1:${port + 1}`,
          ...names.map((name) => `${name}://127.0.0.1:${port + offsets[name]}`),
        ].join(","),
        "advertised.listeners": [
          `PLAINTEXT://127.0.0.1:${port}`,
          ...names.map((name) => `${name}://127.0.0.1:${port + offsets[name]}`),
        ].join(","),
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map":
          "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,MTLS:SSL,SCRAM:SASL_SSL,PLAIN:SASL_SSL,OAUTH:SASL_SSL,EXPIRED:SSL",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": join(folder, "keystore.pem"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": join(secrets, "ca.crt"),
        "listener.name.expired.ssl.keystore.location": join(folder, "expired.pem"),
        "listener.name.mtls.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN,OAUTHBEARER",
        "listener.name.scram.sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256",
        "listener.name.plain.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.oauth.sasl.enabled.mechanisms": "OAUTHBEARER",
        "listener.name.scram.scram-sha-512.sasl.jaas.config": `${security}.scram.ScramLoginModule required;`,
        "listener.name.scram.scram-sha-256.sasl.jaas.config": `${security}.scram.ScramLoginModule required;`,
        "listener.name.plain.plain.sasl.jaas.config": `${security}.plain.PlainLoginModule required ${plain};`,
        ...(oidc ? oauth(oidc) : { "listener.name.oauth.sasl.enabled.mechanisms": "PLAIN" }),
        ...(oidc
          ? {}
          : { "listener.name.oauth.plain.sasl.jaas.config": `${security}.plain.PlainLoginModule required;` }),
        ...(reauthenticateMs === undefined ? {} : { "connections.max.reauth.ms": reauthenticateMs }),
        ...properties,
      };
    },
  });
  return {
    ...broker,
    secrets,
    authority,
    secret,
    connectionTo: (listener, auth) => ({
      ...broker.connection,
      bootstrapServers: [`127.0.0.1:${port + offsets[listener]}`],
      protocol: ["TLS", "MTLS", "EXPIRED"].includes(listener) ? "SSL" : "SASL_SSL",
      tls: { ca: [ca] },
      auth,
    }),
    async stop() {
      await broker.stop();
      rmSync(secrets, { recursive: true, force: true });
    },
  };
}

const security = "org.apache.kafka.common.security";

/** Kafka's own validation: signature by the issuer's keys, issuer, audience and time. */
function oauth({ issuer, jwksUrl }: Pick<Oidc, "issuer" | "jwksUrl">): Record<string, string> {
  const handler = `${security}.oauthbearer.OAuthBearerValidatorCallbackHandler`;
  return {
    "listener.name.oauth.oauthbearer.sasl.jaas.config": `${security}.oauthbearer.OAuthBearerLoginModule required;`,
    "listener.name.oauth.oauthbearer.sasl.server.callback.handler.class": handler,
    "listener.name.oauth.oauthbearer.sasl.oauthbearer.jwks.endpoint.url": jwksUrl,
    "listener.name.oauth.oauthbearer.sasl.oauthbearer.expected.issuer": issuer,
    "listener.name.oauth.oauthbearer.sasl.oauthbearer.expected.audience": audience,
  };
}
