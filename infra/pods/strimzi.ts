/** `kafka.backend: strimzi`: the operator, and what its cluster is made of. */
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaClusterSpec } from "../../components/kafka/select.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import { renewalDays } from "../../components/kubernetes/renewal.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { names } from "../naming.ts";
import type { StrimziKafka } from "../settings/kafka/strimzi.ts";
import { tagsOf } from "../tags.ts";
import { strimzi } from "../versions.ts";
import type { Place, PodSettings } from "./place.ts";
import { withRegistry } from "./registry.ts";
import { kafkaForScaling } from "./scaling.ts";

/** @returns what the cluster depends on */
export async function strimziOperator(
  settings: PodSettings,
  stack: string,
  { opts, namespace }: Place,
): Promise<pulumi.Resource[]> {
  const { operator, spread, imagePullSecrets, apiPorts, dns } = settings.kubernetes;
  if (operator.mode === "present") return [];
  const { StrimziOperator } = await import("../../components/kafka/strimzi/operator.ts");
  const { replicas, watched, drainCleaner, repository, images } = operator;
  const installed = new StrimziOperator(
    names.operator,
    {
      version: strimzi.operator.version,
      namespace: operator.namespace,
      watched: [namespace, ...watched],
      replicas,
      spread,
      monitoring: settings.kubernetes.monitoring.map(namespacePeer),
      apiPorts,
      dns,
      tags: tagsOf(settings, stack),
      drainCleaner: drainCleaner ? strimzi.drainCleaner : undefined,
      repository,
      images,
      imagePullSecrets,
    },
    opts,
  );
  return installed.ready;
}

export function strimziSpec(
  settings: PodSettings,
  kafka: StrimziKafka,
  stack: string,
  { namespace }: Place,
  secretSource: SecretSource,
  after: pulumi.Resource[],
): KafkaClusterSpec {
  const { kubernetes, environment, secrets } = settings;
  const { version, metadataVersion, nodes, brokers, controllers, cruiseControl, external, config } = kafka;
  const { clients, ...wanted } = kafkaForScaling(settings, withRegistry(settings));
  return {
    backend: "strimzi",
    args: {
      version: version ?? strimzi.kafka[0].version,
      metadataVersion,
      namespace,
      sizing: { nodes },
      brokers: { ...brokers, nodes },
      controllers,
      spread: kubernetes.spread,
      zones: kubernetes.zones,
      apiPorts: kubernetes.apiPorts,
      imagePullSecrets: kubernetes.imagePullSecrets,
      cruiseControl: cruiseControl && nodes > 1,
      external,
      secrets: secretSource,
      authority: { validDays: secrets.authority.validDays, renewDays: renewalDays(secrets.authority.validDays) },
      config,
      ...wanted,
      clients: [...clients, ...kafka.clients.map(namespacePeer)],
      protection: environment === "production",
      tags: tagsOf(settings, stack),
      after,
    },
  };
}
