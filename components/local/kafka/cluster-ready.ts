/** Waiting for a cluster, and telling why it does not come. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaConnection, SecretRef } from "../../../app/src/connection.ts";
import { type ErrorCode, TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import type { BrokerPorts } from "../resources.ts";
import { processStatus } from "../supervised.ts";
import { lastWords } from "../supervisor/log-file.ts";
import { supervisorFile } from "../supervisor/paths.ts";
import { accepts } from "../supervisor/ports.ts";
import { type ClusterDescription, KafkaAdmin } from "./admin.ts";
import { brokerProcess } from "./broker-process.ts";
import { clientOptions } from "./client-options.ts";
import { adminName } from "./principals.ts";

/** Ends in a row after which a broker is not waited for any longer. */
const hopelessAfter = 3;

/** The provider's own way in: the replication listener, by a certificate that is a super user's. */
export function adminConnection(
  nodes: BrokerPorts[],
  authority: SecretRef,
  own: { certificate: SecretRef; key: SecretRef },
): KafkaConnection {
  return {
    version: 1,
    bootstrapServers: nodes.map(({ replication }) => `127.0.0.1:${replication}`),
    protocol: "SSL",
    auth: { mechanism: "mtls", certificate: { active: own.certificate }, key: { active: own.key } },
    tls: { ca: [authority] },
    limits: { maxMessageBytes: 1_048_576, compression: ["none", "gzip", "snappy", "lz4", "zstd"] },
    principal: adminName,
    groupPrefix: "",
  };
}

/** One look: the cluster, when all nodes are registered and answer; undefined otherwise. */
export async function answers(
  folder: StackFolder,
  connection: KafkaConnection,
  nodes: BrokerPorts[],
): Promise<ClusterDescription | undefined> {
  if (!(await Promise.all(nodes.map(({ replication }) => accepts(replication)))).every(Boolean)) return undefined;
  // A client of its own: the shared ones try again by themselves, which would hide for how long nobody answers.
  const admin = new KafkaAdmin({ ...clientOptions(connection, folder), retries: 0, timeout: 3_000 });
  try {
    const cluster = await admin.cluster();
    return nodes.every(({ id }) => cluster.brokers.includes(id)) && (await admin.everyBrokerAnswers())
      ? cluster
      : undefined;
  } catch {
    return undefined;
  } finally {
    await admin.close();
  }
}

/**
 * Waits until all nodes are registered and answer.
 * @throws TRB_NOT_READY after `waitMs`, TRB_PROCESS_FAILED as soon as a broker ended several times; with what its log says
 */
export async function untilReady(
  folder: StackFolder,
  connection: KafkaConnection,
  nodes: BrokerPorts[],
  waitMs: number,
): Promise<ClusterDescription> {
  const until = Date.now() + waitMs;
  const before = new Map(
    await Promise.all(
      nodes.map(async ({ id }) => [id, (await processStatus(folder, brokerProcess(id)))?.restarts ?? 0] as const),
    ),
  );
  for (;;) {
    const cluster = await answers(folder, connection, nodes);
    if (cluster) return cluster;
    for (const { id } of nodes) {
      const status = await processStatus(folder, brokerProcess(id));
      const ends = (status?.restarts ?? 0) - (before.get(id) ?? 0);
      if (ends >= hopelessAfter)
        throw failure(
          folder,
          "TRB_PROCESS_FAILED",
          id,
          `ended ${ends} times without being ready (${status?.lastExit})`,
        );
    }
    if (Date.now() > until) {
      const late =
        (await Promise.all(nodes.map(async (node) => ((await accepts(node.replication)) ? undefined : node)))).find(
          Boolean,
        ) ?? nodes[0]!;
      throw failure(
        folder,
        "TRB_NOT_READY",
        late.id,
        `is not part of the cluster after ${Math.round(waitMs / 1000)} s`,
      );
    }
    await sleep(100);
  }
}

/** The version of the broker that runs, from what it said when it started; undefined when its log does not go back so far. */
export function versionInLog(folder: StackFolder, node: number): string | undefined {
  try {
    const text = readFileSync(supervisorFile.log(folder, brokerProcess(node)), "utf8");
    return [...text.matchAll(/Kafka version: (\S+)/g)].at(-1)?.[1];
  } catch {
    return undefined;
  }
}

function failure(folder: StackFolder, code: ErrorCode, node: number, what: string): TributaryError {
  const name = brokerProcess(node);
  const log = supervisorFile.log(folder, name);
  const words = lastWords(log);
  return new TributaryError(code, words ? `${name} ${what}; its log says: ${words}` : `${name} ${what}.`, {
    hint: `Read ${log}.`,
    details: { process: name, log },
  });
}
