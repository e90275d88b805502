/**
 * What of the settings can be understood, so that what must fit together is checked although other parts are wrong:
 * a part with problems of its own is undefined here.
 */
import type { z } from "zod";
import { type ConnectionAuth, connectionAuthSchema } from "../../app/src/connection.ts";
import { awsKeys } from "./aws/index.ts";
import { clouds } from "./clouds/index.ts";
import { type LocalPorts, local } from "./clouds/local.ts";
import { accessSpec } from "./kafka/access.ts";
import { confluentKafka } from "./kafka/confluent.ts";
import { existingKafka } from "./kafka/existing.ts";
import { existingPodsKafka } from "./kafka/existing-pods.ts";
import { localKafka } from "./kafka/local.ts";
import { mskKafka } from "./kafka/msk.ts";
import { referencedKafka } from "./kafka/referenced.ts";
import { strimziKafka } from "./kafka/strimzi.ts";
import { topicSpec } from "./kafka/topics.ts";
import { azureKeys } from "./keys/azure.ts";
import { cost } from "./keys/cost.ts";
import { delivery } from "./keys/delivery.ts";
import { gcpKeys } from "./keys/gcp.ts";
import { type KubernetesKeys, kubernetesKeys } from "./keys/kubernetes.ts";
import { awsLake } from "./keys/lake.ts";
import { podLogging } from "./keys/logging.ts";
import { kubernetesMonitoring, monitoring } from "./keys/monitoring.ts";
import { kubernetesRegistry, registry } from "./keys/registry.ts";
import { scaling } from "./keys/scaling.ts";
import { awsSecrets, kubernetesSecrets } from "./keys/secrets.ts";
import { workload } from "./keys/workload.ts";
import { valueAt } from "./shown.ts";

type Parsed<S extends z.ZodType> = z.infer<S> | undefined;
/** Each key for itself. */
export type Parts<O extends z.ZodObject> = { [K in keyof O["shape"]]: Parsed<O["shape"][K]> };

export interface View {
  /** As written, known or not. */
  cloud: string | undefined;
  production: boolean;
  /** False: nothing can be said of topics and access, because they are no objects. */
  mapsKnown: boolean;
  /** By key. The name is there although the rest may be wrong. */
  topics: Record<string, { name: string; spec: Parsed<typeof topicSpec> }>;
  access: Record<string, Parsed<typeof accessSpec>>;
  /** When the backend is local. */
  brokers: { [K in "nodes" | "metadata" | "version"]: Parsed<(typeof localKafka.shape)[K]> } | undefined;
  /** When the backend is existing. */
  existing: ExistingView | undefined;
  /** When the backend is existing, and the application runs as pods. */
  existingPods: Pick<Parts<typeof existingPodsKafka>, "administration" | "tls" | "users" | "clusterArn"> | undefined;
  /** When the backend is referenced. */
  referenced: Parts<typeof referencedKafka> | undefined;
  /** When the backend is strimzi. */
  strimzi: StrimziView | undefined;
  /** When the backend is msk. */
  msk: Parts<typeof mskKafka> | undefined;
  /** When the backend is confluent. */
  confluent: Parts<typeof confluentKafka> | undefined;
  /** When the cloud is aws. */
  aws: Parts<typeof awsKeys> | undefined;
  /** When the cloud is aws. */
  lake: Parsed<typeof awsLake>;
  /** When the cloud is gcp. */
  gcp: Parts<typeof gcpKeys> | undefined;
  /** When the cloud is azure. */
  azure: Parts<typeof azureKeys> | undefined;
  /** When the cloud can scale. */
  scaling: ScalingView | undefined;
  ports: LocalPorts | undefined;
  /** When the application runs as pods. */
  kubernetes:
    | {
        keys: KubernetesKeys | undefined;
        secrets: Parsed<typeof kubernetesSecrets> | Parsed<typeof awsSecrets>;
        /** An image is there, and may be wrong. */
        hasImage: boolean;
      }
    | undefined;
  workload: Parsed<typeof workload>;
  delivery: Parsed<typeof delivery>;
  cost: Parsed<typeof cost>;
  registry: Parsed<typeof registry> | Parsed<typeof kubernetesRegistry>;
  monitoring: Parsed<typeof monitoring> | Parsed<typeof kubernetesMonitoring>;
  /** When the application runs as pods. */
  logging: Parsed<typeof podLogging>;
}

export interface ExistingView {
  nodes: number | undefined;
  protocol: Parsed<typeof existingKafka.shape.protocol>;
  bootstrapServers: Parsed<typeof existingKafka.shape.bootstrapServers>;
  compression: Parsed<typeof existingKafka.shape.compression>;
  /** Undefined: there, and wrong. */
  principals: Record<string, ConnectionAuth | undefined>;
  admin: ConnectionAuth | undefined;
  hasAdmin: boolean;
}

export interface StrimziView {
  nodes: number | undefined;
  version: Parsed<typeof strimziKafka.shape.version>;
  metadataVersion: Parsed<typeof strimziKafka.shape.metadataVersion>;
  brokers: Parsed<typeof strimziKafka.shape.brokers>;
  controllers: Parsed<typeof strimziKafka.shape.controllers>;
  external: Parsed<typeof strimziKafka.shape.external>;
}

export interface ScalingView {
  settings: Parsed<typeof scaling>;
  /** A workload is there, and may be wrong. */
  hasWorkload: boolean;
  /** As somebody wrote them; undefined: nobody did, and the default counts. */
  instances: Record<"ingest" | "processor", unknown>;
  /** Namespaces that are somebody else's already, by the setting that says so. */
  namespaces: Record<string, unknown>;
}

export function viewOf(raw: Record<string, unknown>): View {
  const kafka = objectOf(raw["kafka"]) ?? {};
  const topics = objectOf(kafka["topics"] ?? {});
  const access = objectOf(kafka["access"] ?? {});
  const pods = clouds.some(({ cloud }) => cloud === raw["cloud"] && cloud !== "local");
  return {
    cloud: typeof raw["cloud"] === "string" ? raw["cloud"] : undefined,
    production: raw["environment"] === "production",
    mapsKnown: objectOf(raw["kafka"]) !== undefined && topics !== undefined && access !== undefined,
    topics: mapOf(topics, (spec, key) => {
      const name = valueAt(spec, ["name"]);
      return { name: typeof name === "string" ? name : key, spec: parsed(topicSpec, spec) };
    }),
    access: mapOf(access, (spec) => parsed(accessSpec, spec)),
    brokers: kafka["backend"] === "local" ? brokersOf(kafka) : undefined,
    existing: kafka["backend"] === "existing" ? existingOf(kafka) : undefined,
    existingPods: pods && kafka["backend"] === "existing" ? partsOf(existingPodsKafka, kafka) : undefined,
    referenced: kafka["backend"] === "referenced" ? partsOf(referencedKafka, kafka) : undefined,
    strimzi: kafka["backend"] === "strimzi" ? strimziOf(kafka) : undefined,
    msk: kafka["backend"] === "msk" ? partsOf(mskKafka, kafka) : undefined,
    confluent: kafka["backend"] === "confluent" ? partsOf(confluentKafka, kafka) : undefined,
    aws: raw["cloud"] === "aws" ? partsOf(awsKeys, objectOf(raw["aws"]) ?? {}) : undefined,
    lake: raw["cloud"] === "aws" ? parsed(awsLake, raw["lake"]) : undefined,
    gcp: raw["cloud"] === "gcp" ? partsOf(gcpKeys, objectOf(raw["gcp"]) ?? {}) : undefined,
    azure: raw["cloud"] === "azure" ? partsOf(azureKeys, objectOf(raw["azure"]) ?? {}) : undefined,
    scaling: pods ? scalingOf(raw) : undefined,
    ports: pods ? undefined : parsed(local.schema.shape.local, raw["local"])?.ports,
    kubernetes: pods ? kubernetesOf(raw) : undefined,
    workload: parsed(workload, raw["workload"]),
    delivery: parsed(delivery, raw["delivery"]),
    cost: parsed(cost, raw["cost"]),
    registry: parsed(pods ? kubernetesRegistry : registry, raw["registry"]),
    monitoring: parsed(pods ? kubernetesMonitoring : monitoring, raw["monitoring"]),
    logging: pods ? parsed(podLogging, raw["logging"]) : undefined,
  };
}

function kubernetesOf(raw: Record<string, unknown>): View["kubernetes"] {
  return {
    keys: parsed(kubernetesKeys.prefault({}), raw["kubernetes"]),
    secrets: parsed(raw["cloud"] === "aws" ? awsSecrets : kubernetesSecrets, raw["secrets"]),
    hasImage: valueAt(raw, ["kubernetes", "image"]) !== undefined,
  };
}

function brokersOf(kafka: Record<string, unknown>): View["brokers"] {
  const { nodes, metadata, version } = localKafka.shape;
  return {
    nodes: parsed(nodes, kafka["nodes"]),
    metadata: parsed(metadata, kafka["metadata"]),
    version: parsed(version, kafka["version"]),
  };
}

function existingOf(kafka: Record<string, unknown>): ExistingView {
  const { nodes, protocol, bootstrapServers, compression } = existingKafka.shape;
  return {
    nodes: parsed(nodes, kafka["nodes"]),
    protocol: parsed(protocol, kafka["protocol"]),
    bootstrapServers: parsed(bootstrapServers, kafka["bootstrapServers"]),
    compression: parsed(compression, kafka["compression"]),
    principals: mapOf(objectOf(kafka["principals"]), (auth) => parsed(connectionAuthSchema, auth)),
    admin: parsed(connectionAuthSchema, kafka["admin"]),
    hasAdmin: kafka["admin"] !== undefined,
  };
}

function strimziOf(kafka: Record<string, unknown>): StrimziView {
  const { nodes, version, metadataVersion, brokers, controllers, external } = strimziKafka.shape;
  return {
    nodes: parsed(nodes, kafka["nodes"]),
    version: parsed(version, kafka["version"]),
    metadataVersion: parsed(metadataVersion, kafka["metadataVersion"]),
    brokers: parsed(brokers, kafka["brokers"]),
    controllers: parsed(controllers, kafka["controllers"]),
    external: parsed(external, kafka["external"]),
  };
}

function scalingOf(raw: Record<string, unknown>): ScalingView {
  const at = (...path: string[]) => valueAt(raw, path);
  return {
    settings: parsed(scaling, raw["scaling"]),
    hasWorkload: raw["workload"] !== undefined,
    instances: {
      ingest: at("workload", "ingest", "instances"),
      processor: at("workload", "processor", "instances"),
    },
    namespaces: {
      "kubernetes.namespace": at("kubernetes", "namespace") ?? "tributary",
      "kubernetes.operator.namespace": at("kubernetes", "operator", "namespace") ?? "strimzi",
    },
  };
}

function partsOf<O extends z.ZodObject>(schema: O, raw: Record<string, unknown>): Parts<O> {
  const keys = Object.entries(schema.shape as Record<string, z.ZodType>);
  return Object.fromEntries(keys.map(([key, of]) => [key, parsed(of, raw[key])])) as Parts<O>;
}

/** Unknown keys are told elsewhere and do not make the rest unknown. */
function parsed<S extends z.ZodType>(schema: S, value: unknown): Parsed<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const unknown = result.error.issues.filter((issue) => issue.code === "unrecognized_keys");
  if (unknown.length < result.error.issues.length) return undefined;
  const copy = structuredClone(value);
  for (const { path, keys } of unknown) {
    const holder = valueAt(copy, path) as Record<string, unknown>;
    for (const key of keys) delete holder[key];
  }
  return schema.safeParse(copy).data as Parsed<S>;
}

function mapOf<R>(
  record: Record<string, unknown> | undefined,
  make: (value: unknown, key: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, make(value, key)]));
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
