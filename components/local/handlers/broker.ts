/** One Kafka node: its files and its process. A change restarts it in place; deleting it stops it and keeps its data. */
import { isDeepStrictEqual } from "node:util";
import { withAdmin } from "../kafka/admin-pool.ts";
import { brokerProcess, prepareBroker } from "../kafka/broker-process.ts";
import { adminConnection, answers, untilReady } from "../kafka/cluster-ready.ts";
import { requireSameCluster } from "../kafka/storage.ts";
import { ensureAdminCertificate, fileRef, nodeCertificateEnds, tlsFile } from "../kafka/tls-files.ts";
import type { BrokerInputs } from "../resources.ts";
import { processStatus, putProcess, removeProcess } from "../supervised.ts";
import type { Context, Handler } from "./handler.ts";
import { oneAfterTheOther } from "./serial.ts";

interface Outputs {
  process: string;
}

/** Milliseconds for a restarted node to be part of its cluster again, and for its copies to have caught up. */
const restartMs = 90_000;

export const broker: Handler<BrokerInputs, Outputs> = {
  inputs: [
    "nodeId",
    "nodes",
    "version",
    "metadata",
    "clusterId",
    "heapMb",
    "zookeeperPort",
    "authorityFingerprint",
    "config",
  ],
  replaces: ["nodeId"],
  deleteBeforeReplace: true,

  async check({ folder }, inputs) {
    const { nodeId, nodes, metadata, clusterId } = inputs;
    if (nodeId !== undefined && Array.isArray(nodes) && metadata !== undefined && clusterId !== undefined) {
      requireSameCluster(folder, { nodeId, nodes, metadata, clusterId });
    }
    return [];
  },

  async drift({ folder }, { nodeId }) {
    const gone = (await processStatus(folder, brokerProcess(nodeId))) === undefined;
    return [...(gone ? ["process"] : []), ...(nodeCertificateEnds(folder, nodeId) ? ["certificate"] : [])];
  },

  /** Does not wait until it is ready: a quorum needs all of its nodes. Cluster waits. */
  async create({ folder }, inputs) {
    await putProcess(folder, await prepareBroker(folder, inputs));
    return { id: brokerProcess(inputs.nodeId), outputs: { process: brokerProcess(inputs.nodeId) } };
  },

  async read({ folder }, _id, state) {
    return (await processStatus(folder, brokerProcess(state.nodeId))) === undefined ? undefined : state;
  },

  async update(context, _id, olds, news) {
    await oneAfterTheOther(`${context.folder.root} brokers`, () => restart(context, olds, news));
    return { process: brokerProcess(news.nodeId) };
  },

  async delete({ folder }, _id, { nodeId }) {
    await removeProcess(folder, brokerProcess(nodeId));
  },
};

/** Node by node, each back with all its copies before the next one goes, so that clients always find a leader. */
async function restart({ folder }: Context, olds: BrokerInputs, news: BrokerInputs): Promise<void> {
  const admin = adminConnection(news.nodes, fileRef(tlsFile.authority), await ensureAdminCertificate(folder));
  // Where nodes could not reach or trust each other before all of them are restarted, waiting for one would be in vain.
  const compatible =
    isDeepStrictEqual(olds.nodes, news.nodes) && olds.authorityFingerprint === news.authorityFingerprint;
  const rolling = compatible && (await answers(folder, admin, news.nodes)) !== undefined;
  await putProcess(folder, await prepareBroker(folder, news));
  if (!rolling) return;
  await untilReady(folder, admin, news.nodes, restartMs);
  await withAdmin(admin, folder, (client) => client.caughtUp(restartMs));
}
