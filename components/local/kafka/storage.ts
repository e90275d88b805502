/** The data of a cluster's nodes: formatted once, and never silently taken for another cluster's. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { promisify } from "node:util";
import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import { type ArtifactSet, type Artifacts, findJava, jvmStartFlags } from "../java/index.ts";
import type { BrokerInputs } from "../resources.ts";
import { privateFolder, writeWhole } from "../supervisor/files.ts";
import { toolFlags } from "./jvm.ts";

export const nodeFile = {
  data: (node: number) => `kafka/node-${node}/data`,
  properties: (node: number) => `kafka/node-${node}/server.properties`,
  logging: (node: number, file: string) => `kafka/node-${node}/${file}`,
};
const clusterFile = "kafka/cluster.json";

/** What a cluster was made as. It cannot be changed while there is data: the quorum's members are part of the data. */
export interface ClusterRecord {
  version: 1;
  metadata: BrokerInputs["metadata"];
  /** Ids. */
  nodes: number[];
}

/** @throws TRB_DATA_PROTECTED when the stack's data belongs to a cluster of another shape or id */
export function requireSameCluster(
  folder: StackFolder,
  asked: Pick<BrokerInputs, "metadata" | "nodeId" | "clusterId"> & { nodes: { id: number }[] },
): void {
  const purge = `delete the stack's data with: npm run down -- ${folder.stack} --purge`;
  const record = readRecord(folder);
  if (record) {
    const ids = asked.nodes.map(({ id }) => id);
    if (record.metadata !== asked.metadata) {
      throw new TributaryError(
        "TRB_DATA_PROTECTED",
        `The Kafka data of stack ${folder.stack} was made with metadata: ${record.metadata} and the settings ask for ${asked.metadata}: set kafka.metadata back, or ${purge}.`,
      );
    }
    if (record.nodes.join() !== ids.join()) {
      throw new TributaryError(
        "TRB_DATA_PROTECTED",
        `The Kafka data of stack ${folder.stack} was made for ${count(record.nodes.length)} and the settings ask for ${count(ids.length)}, which would change its controllers' quorum: set kafka.nodes back to ${record.nodes.length}, or ${purge}.`,
        { details: { has: record.nodes, asked: ids } },
      );
    }
  }
  const found = asked.metadata === "kraft" ? clusterIdOf(folder, asked.nodeId) : undefined;
  if (found !== undefined && found !== asked.clusterId) {
    throw new TributaryError(
      "TRB_DATA_PROTECTED",
      `The data of Kafka node ${asked.nodeId} in stack ${folder.stack} belongs to cluster ${found} and not to ${asked.clusterId}: it is left as it is; move ${folder.path(nodeFile.data(asked.nodeId))} away, or ${purge}.`,
      { details: { found, asked: asked.clusterId } },
    );
  }
}

/** Remembers the shape of the cluster with the first of its nodes. */
export function recordCluster(folder: StackFolder, metadata: BrokerInputs["metadata"], nodes: number[]): void {
  if (readRecord(folder)) return;
  const path = folder.path(clusterFile);
  privateFolder(dirname(path));
  const record: ClusterRecord = { version: 1, metadata, nodes };
  writeWhole(path, `${JSON.stringify(record)}\n`);
}

/**
 * Formats a node's data folder with Kafka's own tool, unless it is formatted. Takes less than a second.
 * @throws TRB_PROCESS_FAILED with what the tool said
 */
export async function ensureFormatted(
  folder: StackFolder,
  node: number,
  clusterId: string,
  kafka: Artifacts,
  set: ArtifactSet,
): Promise<void> {
  if (clusterIdOf(folder, node) !== undefined) return;
  privateFolder(folder.path(nodeFile.data(node)));
  const java = await findJava(17);
  const args = [
    ...(await jvmStartFlags(set)),
    ...toolFlags,
    "-cp",
    kafka.classpath.join(delimiter),
    "kafka.tools.StorageTool",
    "format",
    "--cluster-id",
    clusterId,
    "--config",
    folder.path(nodeFile.properties(node)),
    // A format that was interrupted between two of its files is completed.
    "--ignore-formatted",
  ];
  try {
    await promisify(execFile)(java.command, args, { cwd: folder.root, timeout: 120_000, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
    const words =
      `${stdout}\n${stderr}`
        .trim()
        .split("\n")
        .findLast((line) => /exception|error|invalid|must/i.test(line)) ?? (error as Error).message.split("\n")[0];
    throw new TributaryError(
      "TRB_PROCESS_FAILED",
      `The data folder of Kafka node ${node} could not be formatted: ${words?.trim()}`,
      { cause: error },
    );
  }
}

/** The cluster that a node's data belongs to; undefined when it is not formatted. */
export function clusterIdOf(folder: StackFolder, node: number): string | undefined {
  const file = folder.path(nodeFile.data(node), "meta.properties");
  if (!existsSync(file)) return undefined;
  return /^cluster\.id=(.+)$/m.exec(readFileSync(file, "utf8"))?.[1]?.trim();
}

function readRecord(folder: StackFolder): ClusterRecord | undefined {
  try {
    return JSON.parse(readFileSync(folder.path(clusterFile), "utf8")) as ClusterRecord;
  } catch {
    return undefined;
  }
}

const count = (nodes: number): string => `${nodes} ${nodes === 1 ? "node" : "nodes"}`;
