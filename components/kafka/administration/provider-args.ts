/** A login as arguments of @pulumi/kafka's provider, which has names of its own for all of it. */
import type { ProviderArgs } from "@pulumi/kafka/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionAuth, KafkaConnection } from "../../../app/src/connection.ts";
import { TributaryError } from "../../errors.ts";

/** Values, which the provider needs where a connection has references. */
export interface AdminSecrets {
  /** Password, or a client's secret. */
  password?: pulumi.Input<string> | undefined;
  /** PEM of a client's certificate, and its key. */
  clientCert?: pulumi.Input<string> | undefined;
  clientKey?: pulumi.Input<string> | undefined;
  /** PEM of the authorities to trust. Default: those that the system trusts. */
  caCert?: pulumi.Input<string> | undefined;
}

export interface LoginArgs {
  bootstrapServers: string[];
  protocol: KafkaConnection["protocol"];
  auth: ConnectionAuth;
  secrets: AdminSecrets;
  /** Version of the protocol, such as 3.9.0. Default: the provider's, 2.7.0, whose requests newer brokers take. */
  kafkaVersion?: string | undefined;
}

/** Mechanisms as the provider calls them (kafka/config.go of terraform-provider-kafka); what is missing it does not have. */
const mechanisms: Partial<Record<ConnectionAuth["mechanism"], string>> = {
  "scram-sha-512": "scram-sha512",
  "scram-sha-256": "scram-sha256",
  plain: "plain",
  oauthbearer: "oauthbearer",
  "aws-iam": "aws-iam",
};
/** Those that it can log in by, with and without SASL. */
export const providerMechanisms = [...Object.keys(mechanisms), "mtls", "none"];

/**
 * @throws TributaryError TRB_SETTINGS_INVALID for a login that the provider does not have, or without its secret: it would log in as nobody
 */
export function providerArgs({ bootstrapServers, protocol, auth, secrets, kafkaVersion }: LoginArgs): ProviderArgs {
  return {
    bootstrapServers,
    // It is on by default, whatever the provider's documentation says.
    tlsEnabled: protocol.endsWith("SSL"),
    skipTlsVerify: false,
    ...(secrets.caCert === undefined ? {} : { caCert: secrets.caCert }),
    ...(kafkaVersion === undefined ? {} : { kafkaVersion }),
    ...loginOf(auth, secrets),
  };
}

function loginOf(auth: ConnectionAuth, { password, clientCert, clientKey }: AdminSecrets): Partial<ProviderArgs> {
  const saslMechanism = mechanisms[auth.mechanism];
  switch (auth.mechanism) {
    case "none":
      return {};
    case "mtls":
      return { clientCert: needed(clientCert, "clientCert"), clientKey: needed(clientKey, "clientKey") };
    case "scram-sha-512":
    case "scram-sha-256":
    case "plain":
      return {
        saslMechanism: saslMechanism!,
        saslUsername: auth.username,
        saslPassword: needed(password, "saslPassword"),
      };
    case "oauthbearer":
      return {
        saslMechanism: saslMechanism!,
        saslTokenUrl: auth.tokenUrl,
        saslOauthScopes: auth.scopes,
        saslUsername: auth.clientId,
        saslPassword: needed(password, "saslPassword"),
      };
    case "aws-iam":
      return { saslMechanism: saslMechanism!, saslAwsRegion: auth.region };
    default:
      throw new TributaryError(
        "TRB_SETTINGS_INVALID",
        `The provider kafka cannot log in by ${auth.mechanism}; it can by ${providerMechanisms.join(", ")}.`,
      );
  }
}

function needed(value: pulumi.Input<string> | undefined, key: string): pulumi.Output<string> {
  if (value !== undefined) return pulumi.secret(value);
  throw new TributaryError(
    "TRB_SETTINGS_INVALID",
    `kafka.administration.mode is provider, and its login has no secret: run \`pulumi config set --secret kafka:${key}\`, or name an environment variable at kafka.admin (store: env).`,
  );
}
