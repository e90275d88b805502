/** The files of one broker and the process that runs it. */
import { createHash } from "node:crypto";
import { delimiter, dirname } from "node:path";
import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import { type ArtifactSet, artifactSets, ensureArtifacts } from "../java/index.ts";
import type { BrokerInputs } from "../resources.ts";
import type { ProcessSpec } from "../supervisor/api.ts";
import { privateFolder, writeWhole } from "../supervisor/files.ts";
import { serverFlags } from "./jvm.ts";
import { logSetup } from "./logging.ts";
import { propertiesText, serverProperties } from "./server-properties.ts";
import { ensureFormatted, nodeFile, recordCluster, requireSameCluster } from "./storage.ts";
import { ensureNodeCertificate, tlsFile } from "./tls-files.ts";

export const brokerProcess = (node: number): string => `kafka-${node}`;

/**
 * Milliseconds until SIGKILL. One of several may not get a majority to say good-bye to, as they are stopped one after the other;
 * what it has is safe without that, and the next start only looks through the last segments.
 */
const stopTimeoutMs = 10_000;

/** @throws TRB_SETTINGS_INVALID for a version without a lock */
export function kafkaSet(version: string): ArtifactSet {
  const set = artifactSets.find((one) => one === `kafka-${version}`);
  if (set) return set;
  const known = artifactSets.filter((one) => one.startsWith("kafka-")).map((one) => one.slice("kafka-".length));
  throw new TributaryError(
    "TRB_SETTINGS_INVALID",
    `Kafka ${version} cannot be started here: there are ${known.join(", ")}.`,
  );
}

/** Writes what the broker reads, formats its data folder if need be, and tells the process; starts nothing. */
export async function prepareBroker(folder: StackFolder, inputs: BrokerInputs): Promise<ProcessSpec> {
  const { nodeId, metadata, version } = inputs;
  requireSameCluster(folder, inputs);
  const set = kafkaSet(version);
  const certificates = await ensureNodeCertificate(folder, nodeId);
  const properties = propertiesText(
    serverProperties(inputs, {
      data: folder.path(nodeFile.data(nodeId)),
      keystore: folder.path(tlsFile.keystore(nodeId)),
      truststore: folder.path(tlsFile.truststore(nodeId)),
    }),
  );
  const logging = logSetup(version);
  write(folder, nodeFile.properties(nodeId), properties);
  write(folder, nodeFile.logging(nodeId, logging.file), logging.text);
  const kafka = await ensureArtifacts(set);
  const own = inputs.nodes.find(({ id }) => id === nodeId)!;
  recordCluster(
    folder,
    metadata,
    inputs.nodes.map(({ id }) => id),
  );
  if (metadata === "kraft") await ensureFormatted(folder, nodeId, inputs.clusterId, kafka, set);
  const controller: Record<string, number> = metadata === "kraft" ? { controller: own.controller } : {};
  return {
    name: brokerProcess(nodeId),
    kind: "broker",
    command: "java",
    args: [
      ...serverFlags(inputs.heapMb),
      logging.flag(`{stack}/${nodeFile.logging(nodeId, logging.file)}`),
      "-cp",
      kafka.classpath.join(delimiter),
      "kafka.Kafka",
      `{stack}/${nodeFile.properties(nodeId)}`,
    ],
    env: {},
    ports: {
      client: own.client,
      replication: own.replication,
      ...controller,
      ...(own.metrics === undefined ? {} : { metrics: own.metrics }),
    },
    portKeys: {
      client: "local.ports.kafka",
      replication: "local.ports.replication",
      controller: "local.ports.controller",
      metrics: "local.ports.metrics",
    },
    ready: { kind: "tcp", port: own.client },
    stopTimeoutMs,
    revision: createHash("sha256")
      .update([properties, logging.text, certificates].join("\0"))
      .digest("hex")
      .slice(0, 16),
  };
}

function write(folder: StackFolder, name: string, text: string): void {
  const path = folder.path(name);
  privateFolder(dirname(path));
  writeWhole(path, text);
}
