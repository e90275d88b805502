/**
 * Confluent's configuration of its registry, by its own names (SchemaRegistryConfig of schema-registry and RestConfig of rest-utils,
 * 8.3), and how the image takes it from the environment.
 */
import type { KafkaConnection, SecretRef } from "../../../app/src/connection.ts";
import { GROUPS, TOPIC } from "./principal.ts";

export const PORT = 8081;

export interface PropertiesArgs {
  /** As its own principal, which logs in by SCRAM. */
  kafka: KafkaConnection;
  /** Name under which its peers reach this replica. */
  host: string;
  /** Folder below which each Secret is a folder of its name. */
  secrets: string;
  /** Files in PEM: certificate with its key, and the authorities that clients and peers are trusted by. */
  keystore: string;
  truststore: string;
}

/** Strimzi's name of an authority's present certificate: Java takes one file, and knows no patterns. */
const PRESENT = "ca.crt";
/** Resolves ${directory:FOLDER:FILE}: the password goes from its file into memory, and stands in no other file and no variable. */
const PROVIDER = "org.apache.kafka.common.config.provider.DirectoryConfigProvider";
const MECHANISMS = { "scram-sha-512": "SCRAM-SHA-512", "scram-sha-256": "SCRAM-SHA-256" } as const;

export function registryProperties({
  kafka,
  host,
  secrets,
  keystore,
  truststore,
}: PropertiesArgs): Record<string, string> {
  const { auth, tls, bootstrapServers } = kafka;
  if (auth.mechanism !== "scram-sha-512" && auth.mechanism !== "scram-sha-256")
    throw new TypeError(`the registry logs in by SCRAM, not by ${auth.mechanism}`);
  const folder = (ref: SecretRef): string => `${secrets}/${ref.name}`;
  const { active } = auth.password;
  const password = `\${directory:${folder(active)}:${active.key}}`;
  const provider = {
    "config.providers": "directory",
    "config.providers.directory.class": PROVIDER,
    "config.providers.directory.param.allowed.paths": secrets,
  };
  return {
    listeners: `https://0.0.0.0:${PORT}`,
    "host.name": host,
    "inter.instance.protocol": "https",
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": keystore,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": truststore,
    // Not checked by default: a follower sends what it is asked to write to whoever has the leader's address.
    "ssl.endpoint.identification.algorithm": "https",
    // The same word would ask clients' certificates for the names of their hosts, which pods do not have.
    "listener.name.https.ssl.endpoint.identification.algorithm": "",
    // It knows no other rights than to speak with it: who shows no certificate of its authority may not.
    "ssl.client.authentication": "REQUIRED",
    "schema.registry.group.id": GROUPS.leader,
    ...provider,
    ...prefixed("kafkastore.", {
      "bootstrap.servers": bootstrapServers.join(","),
      topic: TOPIC.name,
      // It is a KafkaTopic: the registry may neither make topics nor look at their configuration.
      "topic.skip.validation": "true",
      "group.id": GROUPS.store,
      "security.protocol": kafka.protocol,
      "sasl.mechanism": MECHANISMS[auth.mechanism],
      "sasl.jaas.config": `org.apache.kafka.common.security.scram.ScramLoginModule required username="${auth.username}" password="${password}";`,
      // Without one the brokers' authority is one that Java trusts anyhow.
      ...(tls === undefined
        ? {}
        : { "ssl.truststore.type": "PEM", "ssl.truststore.location": `${folder(tls.ca[0]!)}/${PRESENT}` }),
      "ssl.endpoint.identification.algorithm": "https",
      // Once more: before the registry starts, its image asks with these alone whether Kafka is there.
      ...provider,
    }),
  };
}

/** config.providers -> SCHEMA_REGISTRY_CONFIG_PROVIDERS: ConvertKey of confluentinc/cp-docker-utils, the other way round. */
export function environmentName(property: string): string {
  const parts: Record<string, string> = { ".": "_", _: "__", "-": "___" };
  return `SCHEMA_REGISTRY_${property.replace(/[._-]/g, (sign) => parts[sign]!).toUpperCase()}`;
}

function prefixed(prefix: string, record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [`${prefix}${key}`, value]));
}
