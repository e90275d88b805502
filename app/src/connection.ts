/**
 * How a client reaches Kafka: the one type that the platform writes and the application reads, the same on every backend.
 * It holds references to secrets, never their values, so that it may stand in state, in logs and in a ConfigMap.
 */
import { z } from "zod";

/**
 * Where a secret's value is kept.
 * - `file`: `name` is a path below the folder named by TRIBUTARY_SECRETS_DIR, or an absolute one.
 * - `env`: `name` is an environment variable.
 * - `kubernetes`: mounted at TRIBUTARY_SECRETS_DIR/`name`/`key`; a key such as `*.crt` means all files with that end.
 * - `aws`, `gcp`, `azure`: the cloud's own store; mounted like `kubernetes` when the platform syncs it.
 */
export const secretRefSchema = z.strictObject({
  store: z.enum(["file", "kubernetes", "aws", "gcp", "azure", "env"]),
  name: z.string().min(1),
  key: z.string().min(1).optional(),
  version: z.string().min(1).optional(),
});
export type SecretRef = z.infer<typeof secretRefSchema>;

/** A secret that may be rotated: `active` is what to use now, `retiring` still works and goes away next. */
export const secretGenerationsSchema = z.strictObject({
  active: secretRefSchema,
  retiring: secretRefSchema.optional(),
});
export type SecretGenerations = z.infer<typeof secretGenerationsSchema>;

/** Who the retiring password belongs to, where each generation is a user and a password, as API keys are. Default: `username`. */
const retiringUsername = z.string().min(1).optional();

/** RFC 7628: names are letters, `auth` is taken, and values hold no control characters. */
const saslExtensionsSchema = z.record(
  z.string().regex(/^(?!auth$)[A-Za-z]+$/),
  z.string().regex(/^[\x20-\x7e\t\r\n]*$/),
);

export const connectionAuthSchema = z.discriminatedUnion("mechanism", [
  z.strictObject({
    mechanism: z.enum(["scram-sha-512", "scram-sha-256", "plain"]),
    username: z.string().min(1),
    password: secretGenerationsSchema,
    retiringUsername,
  }),
  z.strictObject({ mechanism: z.literal("mtls"), certificate: secretGenerationsSchema, key: secretGenerationsSchema }),
  z.strictObject({
    mechanism: z.literal("oauthbearer"),
    tokenUrl: z.url(),
    clientId: z.string().min(1),
    clientSecret: secretGenerationsSchema,
    scopes: z.array(z.string()).default([]),
    /** How the client proves itself at the token endpoint: HTTP Basic, or fields of the form. Default: basic. */
    clientAuthentication: z.enum(["basic", "post"]).optional(),
    /** Further fields of the token request, such as `audience` or `resource`; never secrets. Default: none. */
    parameters: z.record(z.string().min(1), z.string()).optional(),
    /** SASL extensions sent to the brokers, such as `logicalCluster`. Default: none. */
    extensions: saslExtensionsSchema.optional(),
    /** Authorities to trust at the token endpoint. Default: those that Node trusts. */
    tokenCa: z.array(secretRefSchema).min(1).optional(),
  }),
  /** MSK IAM; the credentials are those of AWS's default chain. */
  z.strictObject({ mechanism: z.literal("aws-iam"), region: z.string().min(1) }),
  /** Managed Service for Apache Kafka; the credentials are Google's application default ones. */
  z.strictObject({
    mechanism: z.literal("gcp-iam"),
    /** e-mail of the service account. Default: the one that the credentials name. */
    serviceAccount: z.email().optional(),
  }),
  /** Event Hubs by shared access key: the secret is the connection string, as the portal shows it. */
  z.strictObject({ mechanism: z.literal("event-hubs"), connectionString: secretGenerationsSchema }),
  /** Event Hubs by Microsoft Entra: an application with a secret, or with a token of another issuer (workload identity). */
  z.strictObject({
    mechanism: z.literal("event-hubs-entra"),
    tenantId: z.string().regex(/^[A-Za-z0-9.-]+$/),
    clientId: z.string().min(1),
    credential: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("secret"), clientSecret: secretGenerationsSchema }),
      z.strictObject({ kind: z.literal("federated"), token: secretRefSchema }),
    ]),
  }),
  z.strictObject({ mechanism: z.literal("none") }),
]);
export type ConnectionAuth = z.infer<typeof connectionAuthSchema>;

export const codecSchema = z.enum(["none", "gzip", "snappy", "lz4", "zstd"]);
export type Codec = z.infer<typeof codecSchema>;

export const registryConnectionSchema = z.strictObject({
  /** Base address of a Confluent-compatible API, e.g. http://127.0.0.1:18081/apis/ccompat/v7 */
  url: z.url(),
  auth: z.strictObject({ username: z.string().min(1), password: secretGenerationsSchema, retiringUsername }).optional(),
  /** Authorities to trust there. Default: those that Node trusts. During a rotation there are two. */
  ca: z.array(secretRefSchema).min(1).optional(),
  /** What the client shows of itself, in PEM. Default: nothing. */
  client: z.strictObject({ certificate: secretRefSchema, key: secretRefSchema }).optional(),
});
export type RegistryConnection = z.infer<typeof registryConnectionSchema>;

export const kafkaConnectionSchema = z.strictObject({
  version: z.literal(1),
  /** host:port of at least one broker, e.g. ["127.0.0.1:19092"] */
  bootstrapServers: z.array(z.string().regex(/^.+:\d+$/)).min(1),
  protocol: z.enum(["SASL_SSL", "SSL", "SASL_PLAINTEXT", "PLAINTEXT"]),
  auth: connectionAuthSchema,
  /** Certificate authorities to trust besides none: when absent, the system's. During a rotation there are two. */
  tls: z.strictObject({ ca: z.array(secretRefSchema).min(1) }).optional(),
  limits: z.strictObject({
    /** bytes; largest record batch that a broker takes */
    maxMessageBytes: z.int().positive(),
    compression: z.array(codecSchema),
    /** milliseconds; the service cuts idle connections after this */
    idleMs: z.int().positive().optional(),
  }),
  /** The name under which access was granted: a key of the settings' `access`. */
  principal: z.string().min(1),
  /** Consumer groups of this principal start with it; empty when any name will do. */
  groupPrefix: z.string(),
  transactionalIdPrefix: z.string().optional(),
  registry: registryConnectionSchema.optional(),
});
export type KafkaConnection = z.infer<typeof kafkaConnectionSchema>;
