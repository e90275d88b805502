/** How KEDA logs in to the brokers: a connection's secrets as a TriggerAuthentication, which refers to Secrets of its own namespace. */
import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionAuth, KafkaConnection, SecretRef } from "../../../app/src/connection.ts";
import { TributaryError } from "../../errors.ts";

interface Parameter {
  parameter: string;
  name: pulumi.Input<string>;
  key: string;
}

/** KEDA's names of mechanisms (pkg/scalers/kafka_scaler.go of 2.20.2); what is missing it cannot, or not with secrets of Kubernetes. */
const mechanisms: Partial<Record<ConnectionAuth["mechanism"], string>> = {
  "scram-sha-512": "scram_sha512",
  "scram-sha-256": "scram_sha256",
  plain: "plaintext",
  mtls: "none",
  none: "none",
  "aws-iam": "oauthbearer",
};
/** What KEDA can log in by. */
export const kedaMechanisms = Object.keys(mechanisms);
/** Of the authority that signs the brokers' certificates now, where the application reads all that there are. */
const EVERY_AUTHORITY = "*.crt";
const AUTHORITY = "ca.crt";

/** @throws TributaryError TRB_SETTINGS_INVALID for a login that KEDA does not have */
export function saslOf({ mechanism }: ConnectionAuth): string {
  const known = mechanisms[mechanism];
  if (known !== undefined) return known;
  throw new TributaryError(
    "TRB_SETTINGS_INVALID",
    `KEDA cannot log in by ${mechanism} here; it can by ${kedaMechanisms.join(", ")}.`,
  );
}

/**
 * More of a trigger's metadata. Tokens of AWS are for `kafka` alone: `apache-kafka` has a mechanism of its own, and KEDA's example for MSK
 * mixes both (pkg/scalers/kafka_scaler.go of 2.20.2).
 */
export function tokenSource(auth: ConnectionAuth): Record<string, string> {
  return auth.mechanism === "aws-iam" ? { saslTokenProvider: "aws_msk_iam", awsRegion: auth.region } : {};
}

/**
 * The `spec` of a TriggerAuthentication. After a refused login KEDA reads the Secrets again, so that a rotated password needs no restart.
 * @param identity name of the ConfigMap with the user's name, which KEDA takes from nowhere else
 */
export function authenticationSpec({ auth, tls }: KafkaConnection, identity: pulumi.Input<string>): object {
  const [authority] = tls?.ca ?? [];
  const secrets = [...(authority ? [secret("ca", authority)] : []), ...credentials(auth)];
  return {
    secretTargetRef: secrets,
    ...("username" in auth
      ? { configMapTargetRef: [{ parameter: "username", name: identity, key: "username" } satisfies Parameter] }
      : {}),
    // Of KEDA's own pods: its service account is the identity.
    ...(auth.mechanism === "aws-iam" ? { podIdentity: { provider: "aws" } } : {}),
  };
}

function credentials(auth: ConnectionAuth): Parameter[] {
  if (auth.mechanism === "mtls") return [secret("cert", auth.certificate.active), secret("key", auth.key.active)];
  return "password" in auth ? [secret("password", auth.password.active)] : [];
}

function secret(parameter: string, { store, name, key = "" }: SecretRef): Parameter {
  if (store === "kubernetes") return { parameter, name, key: key === EVERY_AUTHORITY ? AUTHORITY : key };
  throw new TributaryError(
    "TRB_SETTINGS_INVALID",
    `KEDA reads Secrets of Kubernetes, and ${name} is in store ${store}.`,
  );
}
