/** `kafka.backend: existing` for an application of pods, on any cloud that has them. */
import { Provider } from "@pulumi/kafka/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { SecretRef } from "../../app/src/connection.ts";
import { TributaryError } from "../../components/errors.ts";
import { providerArgs } from "../../components/kafka/administration/provider-args.ts";
import type { CloudIdentity, KafkaCluster } from "../../components/kafka/cluster.ts";
import type { Administration } from "../../components/kafka/existing-pods.ts";
import { createKafkaCluster } from "../../components/kafka/select.ts";
import { names } from "../naming.ts";
import type { ExistingPodsKafka } from "../settings/kafka/existing-pods.ts";
import { tagsOf } from "../tags.ts";
import type { Place, PodSettings } from "./place.ts";
import { withRegistry } from "./registry.ts";
import { kafkaForScaling } from "./scaling.ts";

/** How Pulumi itself logs in to the brokers. */
export type AdministratorLogin = ReturnType<typeof providerArgs>;

/** What a cloud adds. */
export interface CloudParts {
  /** For principals that are identities of it. Default: there are none. */
  identity?: CloudIdentity;
  /** Default: none. */
  region?: string;
  /** What must be there before: nodes and add-ons. Default: nothing. */
  after?: pulumi.Resource[];
}

/**
 * To be called before anything is declared.
 * @returns undefined when it is not Pulumi who administers
 * @throws TributaryError TRB_SETTINGS_INVALID when a secret of its login is missing
 */
export function administratorLogin(kafka: ExistingPodsKafka): AdministratorLogin | undefined {
  const { administration, admin, protocol, version } = kafka;
  if (administration.mode !== "provider" || admin === undefined) return undefined;
  const config = new pulumi.Config("kafka");
  const caCert = config.get("caCert") ?? authorityOf(kafka);
  if (kafka.tls && caCert === undefined) throw noAuthority();
  const secret = (key: string, ref?: SecretRef) => config.getSecret(key) ?? readEnv(ref);
  return providerArgs({
    bootstrapServers: administration.bootstrapServers ?? kafka.bootstrapServers,
    protocol,
    auth: admin,
    kafkaVersion: version,
    secrets: {
      password: secret("saslPassword", passwordOf(admin)),
      clientCert: secret("clientCert", admin.mechanism === "mtls" ? admin.certificate.active : undefined),
      clientKey: secret("clientKey", admin.mechanism === "mtls" ? admin.key.active : undefined),
      caCert,
    },
  });
}

function passwordOf(admin: NonNullable<ExistingPodsKafka["admin"]>): SecretRef | undefined {
  if ("password" in admin) return admin.password.active;
  return admin.mechanism === "oauthbearer" ? admin.clientSecret.active : undefined;
}

/** Secrets of a namespace are not for Pulumi to read. */
function readEnv(ref: SecretRef | undefined): string | undefined {
  return ref?.store === "env" ? process.env[ref.name] || undefined : undefined;
}

function authorityOf({ tls }: ExistingPodsKafka): string | undefined {
  const found = (tls?.ca ?? []).flatMap((ref) => readEnv(ref) ?? []);
  return found.length === 0 ? undefined : found.join("\n");
}

function noAuthority(): TributaryError {
  return new TributaryError(
    "TRB_SETTINGS_INVALID",
    "kafka.administration.mode is provider, and Pulumi does not have the authority that kafka.tls.ca refers to: run `pulumi config set kafka:caCert` with its certificate, or name an environment variable there (store: env).",
  );
}

/** @param login of administratorLogin */
export async function existingCluster(
  settings: PodSettings,
  kafka: ExistingPodsKafka,
  stack: string,
  place: Place,
  login: AdministratorLogin | undefined,
  { identity, region, after = [] }: CloudParts = {},
): Promise<KafkaCluster> {
  const { kubernetes, environment, cloud } = settings;
  const { bootstrapServers, protocol, tls, principals, admin, users, networks, version, clusterId } = kafka;
  const { compression, idleMs, nodes } = kafka;
  const { topics, access } = kafkaForScaling(settings, withRegistry(settings));
  const providers = login ? { ...place.opts.providers, kafka: new Provider(names.kafkaProvider, login) } : {};
  return createKafkaCluster(
    names.kafka,
    {
      backend: "existing-pods",
      args: {
        bootstrapServers,
        protocol,
        tls,
        principals,
        admin,
        users,
        networks,
        version,
        clusterId,
        compression,
        idleMs,
        identity,
        sizing: { nodes },
        topics,
        access,
        administration: administrationOf(settings, kafka, place),
        placement: { cloud, zones: kubernetes.zones, ...(region === undefined ? {} : { region }) },
        protection: environment === "production",
        tags: tagsOf(settings, stack),
        after,
      },
    },
    { ...place.opts, providers: { ...place.opts.providers, ...providers } },
  );
}

function administrationOf({ kubernetes }: PodSettings, kafka: ExistingPodsKafka, place: Place): Administration {
  const { mode } = kafka.administration;
  if (mode !== "job") return { mode };
  const { image, imagePullSecrets } = kubernetes;
  return { mode, image: image!, imagePullSecrets, namespace: place.namespace };
}
