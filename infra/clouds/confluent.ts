/** `kafka.backend: confluent`: what its cluster is made of, on every cloud whose application runs as pods. */
import * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../components/errors.ts";
import type { CloudCredentials } from "../../components/kafka/confluent/args.ts";
import { type ConfluentCloud, defaultsOf } from "../../components/kafka/confluent/kinds.ts";
import { accountName, LONGEST_ACCOUNT, prefixOf } from "../../components/kafka/confluent/names.ts";
import type { PrivateAccess } from "../../components/kafka/confluent/private/access.ts";
import { createKafkaCluster, type KafkaClusterSpec } from "../../components/kafka/select.ts";
import type { Network } from "../../components/network/network.ts";
import { names, project } from "../naming.ts";
import type { StackOutputs } from "../outputs.ts";
import { around } from "../pods/around.ts";
import { type Place, type PodSettings, placeOf } from "../pods/place.ts";
import { withRegistry } from "../pods/registry.ts";
import { kafkaForScaling } from "../pods/scaling.ts";
import { secretSource } from "../pods/secrets.ts";
import type { ConfluentKafka } from "../settings/kafka/confluent.ts";
import { type Problem, settingsError } from "../settings/problem.ts";
import type { SettingsOf } from "../settings.ts";
import { tagsOf } from "../tags.ts";
import { ways } from "./credential-ways.ts";

/** Of the organization: what makes clusters and accounts. */
export const [KEY, SECRET] = ways.confluent[0];

/**
 * What can only be said of a stack by its name and where it is run.
 * @throws TributaryError TRB_SETTINGS_INVALID, or TRB_CREDENTIALS_INVALID without a key, before anything is declared
 */
export function requireConfluent(settings: PodSettings, stack: string, env: NodeJS.ProcessEnv = process.env): void {
  const problems = nameProblems(settings, stack);
  if (problems.length > 0) throw settingsError(problems);
  if ((env[KEY] && env[SECRET]) || cloudCredentials() !== undefined) return;
  throw new TributaryError(
    "TRB_CREDENTIALS_INVALID",
    `Confluent Cloud needs ${KEY} and ${SECRET} in the environment, or confluentcloud:cloudApiKey and confluentcloud:cloudApiSecret as secrets of the stack's configuration, and ${env[KEY] ? SECRET : env[SECRET] ? KEY : "neither"} is ${env[KEY] || env[SECRET] ? "not " : ""}set.`,
    {
      hint: "Make a key of a service account that may make clusters (Confluent Cloud: Administration, API keys, Cloud resource management).",
      details: { cloud: "confluent" },
    },
  );
}

/** A service account is named after the stack and the principal. */
export function nameProblems({ kafka }: PodSettings, stack: string): Problem[] {
  const prefix = prefixOf(project, stack);
  return Object.keys(kafka.access)
    .filter((key) => accountName(prefix, key).length > LONGEST_ACCOUNT)
    .map((key) => ({
      path: `kafka.access.${key}`,
      given: `a name that makes the service account ${accountName(prefix, key)} (${accountName(prefix, key).length} characters)`,
      allowed: `at most ${LONGEST_ACCOUNT - prefix.length - 1} characters: Confluent Cloud takes ${LONGEST_ACCOUNT} with the stack's name before it`,
    }));
}

/** Of the stack's configuration; undefined: the provider finds them in the environment, and none is in state. */
export function cloudCredentials(): CloudCredentials | undefined {
  const config = new pulumi.Config("confluentcloud");
  const [key, secret] = [config.getSecret("cloudApiKey"), config.getSecret("cloudApiSecret")];
  return key === undefined || secret === undefined ? undefined : { key, secret };
}

/** Cloud and region of the cluster: its own, or the stack's. */
export function confluentPlace(
  settings: PodSettings,
  kafka: ConfluentKafka,
): { cloud: ConfluentCloud; region: string } {
  const own = regionOf(settings);
  // The checks have seen that there is one.
  const cloud = kafka.cloud ?? (settings.cloud as ConfluentCloud);
  return { cloud, region: kafka.region ?? own! };
}

function regionOf(settings: PodSettings): string | undefined {
  switch (settings.cloud) {
    case "aws":
      return settings.aws.region;
    case "gcp":
      return settings.gcp.region;
    case "azure":
      return settings.azure.location;
    default:
      return undefined;
  }
}

/** What is chosen, and what stands in for the rest. */
export function confluentChoices({ size, availability, network, authorization }: ConfluentKafka) {
  return defaultsOf({ kind: size.kind, availability, network, authorization });
}

/** Zones that are named for a private cluster. */
export function confluentZones({ size }: ConfluentKafka): string[] {
  return size.kind === "dedicated" || size.kind === "freight" ? size.zones : [];
}

/**
 * The way from a network of AWS; undefined: the cluster is public.
 * @param account of 12 digits, whose endpoints may connect
 */
export async function confluentAwsWay(
  settings: PodSettings,
  kafka: ConfluentKafka,
  stack: string,
  network: Network,
  account: pulumi.Input<string>,
): Promise<PrivateAccess | undefined> {
  if (confluentChoices(kafka).network === "public") return undefined;
  const { awsAccess } = await import("../../components/kafka/confluent/private/aws.ts");
  return awsAccess({ network, account, zones: confluentZones(kafka), tags: tagsOf(settings, stack) });
}

/**
 * @param way from the stack's network, when the cluster is private (confluentChoices)
 * @param after what Secrets of the namespace depend on
 */
export function confluentSpec(
  settings: PodSettings,
  kafka: ConfluentKafka,
  stack: string,
  { namespace }: Place,
  way?: PrivateAccess,
  after: pulumi.Resource[] = [],
): KafkaClusterSpec {
  const { environment, size, administrator, encryptionKey } = kafka;
  const { availability, authorization, network } = confluentChoices(kafka);
  const { topics, access } = kafkaForScaling(settings, withRegistry(settings));
  return {
    backend: "confluent",
    args: {
      prefix: prefixOf(project, stack),
      ...confluentPlace(settings, kafka),
      size,
      availability,
      authorization,
      environment:
        environment.mode === "existing"
          ? { id: environment.id }
          : { governance: environment.governance === "advanced" ? "ADVANCED" : "ESSENTIALS" },
      encryptionKey,
      ...(network === "private" && way ? { private: way } : {}),
      administrator,
      tableflow: kafka.tableflow,
      namespace,
      credentials: cloudCredentials(),
      sizing: { nodes: 3 },
      topics,
      access,
      protection: settings.environment === "production",
      tags: tagsOf(settings, stack),
      after,
    },
  };
}

/**
 * A stack whose pods are of a cluster that is there, and whose Kafka is at Confluent Cloud.
 * @param way from its network; undefined: the cluster is public
 */
export async function deployAtConfluent(
  settings: SettingsOf<"gcp" | "azure">,
  stack: string,
  way: PrivateAccess | undefined,
): Promise<StackOutputs> {
  const place = placeOf(settings, stack);
  const source = await secretSource(settings, stack, place);
  const spec = confluentSpec(settings, settings.kafka, stack, place, way);
  return around(await createKafkaCluster(names.kafka, spec, place.opts), settings, stack, place, source);
}
