/** `logging.elasticsearch` of pods: who keeps lines, and what brings them there. */
import * as pulumi from "@pulumi/pulumi";
import type { LogSource } from "../../components/kafka/cluster.ts";
import { GuardedNamespace } from "../../components/kubernetes/namespace.ts";
import { namespacePeer } from "../../components/kubernetes/policy-rules.ts";
import type { KnownSource } from "../../components/logging/collect/filebeat.ts";
import type { LogCollectionArgs } from "../../components/logging/kubernetes/collection.ts";
import type { StorePlace } from "../../components/logging/kubernetes/store.ts";
import { datasetOf, streamPart } from "../../components/logging/names.ts";
import type { SecretSource } from "../../components/secrets/kubernetes/source.ts";
import { replicasOf } from "../log-copies.ts";
import { names } from "../naming.ts";
import type { LoggingOutputs } from "../outputs.ts";
import type { CollectingKeys } from "../settings/keys/logging.ts";
import { tagsOf } from "../tags.ts";
import { eck, elasticStack } from "../versions.ts";
import { keptByCloud, knownSource, operatorNamespaces, operatorSources, readOnce } from "./log-sources.ts";
import type { Place, PodSettings } from "./place.ts";

/** What a cloud adds for lines that it keeps itself. */
export interface CloudLogs {
  region: string;
  identity(
    namespace: pulumi.Input<string>,
    sources: pulumi.Output<KnownSource[]>,
  ): NonNullable<LogCollectionArgs["identity"]>;
}

/**
 * @param lines of the cluster, the registry and the workload
 * @param ready what must be there before pods are looked for: the cluster, and operators with their namespaces
 * @returns undefined when lines stay where they are written
 */
export async function logsOf(
  settings: PodSettings,
  stack: string,
  lines: LogSource[],
  ready: pulumi.Resource[],
  place: Place,
  secrets: SecretSource,
  cloud?: CloudLogs,
): Promise<LoggingOutputs | undefined> {
  const keys = settings.logging.elasticsearch;
  if (keys.mode === "off") return undefined;
  const [{ LogStore }, { LogCollection }, { operatorPeer }] = await Promise.all([
    import("../../components/logging/kubernetes/store.ts"),
    import("../../components/logging/kubernetes/collection.ts"),
    import("../../components/logging/kubernetes/operator-policies.ts"),
  ]);
  const { kubernetes } = settings;
  const { retentionDays, rotation } = keys;
  const tags = tagsOf(settings, stack);
  const agents = agentsPlace(settings, keys, tags, place);
  const installed = await eckOf(settings, keys, stack, place, agents);
  const operator = operatorPeer(keys.operator.namespace);
  const shared = {
    version: elasticStack.version,
    spread: kubernetes.spread,
    imagePullSecrets: kubernetes.imagePullSecrets,
  };
  const store = new LogStore(
    names.logStore,
    {
      namespace: place.namespace,
      place: storePlace(keys),
      keep: { retentionDays, replicas: replicasOf(keys) },
      shared,
      image: kubernetes.image!,
      operator,
      people: keys.mode === "operator" ? keys.kibana.clients.map(namespacePeer) : [],
      secrets,
      rotation,
      tags,
      after: installed,
    },
    place.opts,
  );
  const all = readOnce([...lines, ...operatorSources(settings), ...store.logs]);
  const collects = all.some(keptByCloud);
  const sources = pulumi.all(all.map((source) => knownSource(source, cloud?.region ?? "")));
  new LogCollection(
    names.logging,
    {
      stack,
      namespace: place.namespace,
      agentsNamespace: agents,
      logstash: keys.logstash,
      queueGi: keys.filebeat.queueGi,
      target: store.target,
      sources,
      read: { platform: place.namespace, ...operatorNamespaces(settings) },
      collects,
      identity: collects ? cloud?.identity(place.namespace, sources) : undefined,
      shared,
      operator,
      apiPorts: kubernetes.apiPorts,
      validDays: settings.secrets.authority.validDays,
      rotation,
      tags,
      after: [...store.ready, ...installed, ...ready],
    },
    place.opts,
  );
  return {
    elasticsearch: store.elasticsearchUrl,
    kibana: store.kibanaUrl ?? null,
    reader: store.reader,
    dataStreams: `logs-${datasetOf("*").replace("_", "*")}-${streamPart(stack)}`,
  };
}

function storePlace(keys: CollectingKeys): StorePlace {
  if (keys.mode === "existing") {
    const { url, kibana, ca, username, password } = keys;
    const secret = (of: { name: string; key: string }) => ({ store: "kubernetes" as const, ...of });
    return {
      mode: "existing",
      elasticsearch: url,
      kibana,
      ca: ca && secret(ca),
      username,
      password: secret(password),
    };
  }
  const { nodes, cpu, memoryMi, volume, kibana } = keys;
  return { mode: "operator", elasticsearch: { nodes, cpu, memoryMi, volume }, kibana };
}

/** Before the operator, whose rights are in it; pods that read files of their node are let into no namespace of a stricter standard. */
function agentsPlace(
  { kubernetes }: PodSettings,
  { agentsNamespace: namespace }: CollectingKeys,
  tags: Record<string, string>,
  { opts }: Place,
): pulumi.Output<string> {
  const args = { namespace, tags, protection: false, level: "privileged" as const, dns: kubernetes.dns };
  return new GuardedNamespace(names.agents, args, opts).namespace;
}

/** @returns what its objects depend on */
async function eckOf(
  settings: PodSettings,
  { operator }: CollectingKeys,
  stack: string,
  place: Place,
  agents: pulumi.Output<string>,
): Promise<pulumi.Resource[]> {
  if (operator.mode === "present") return [];
  const { EckOperator } = await import("../../components/logging/kubernetes/operator.ts");
  const { spread, apiPorts, dns, imagePullSecrets, monitoring } = settings.kubernetes;
  const { namespace, replicas, repository, imageRegistry } = operator;
  const installed = new EckOperator(
    names.eck,
    {
      version: eck.version,
      namespace,
      watched: [place.namespace, agents],
      replicas,
      spread,
      monitoring: monitoring.map(namespacePeer),
      apiPorts,
      dns,
      tags: tagsOf(settings, stack),
      imagePullSecrets,
      ...(repository === undefined ? {} : { repository }),
      ...(imageRegistry === undefined ? {} : { imageRegistry }),
    },
    place.opts,
  );
  return installed.ready;
}
