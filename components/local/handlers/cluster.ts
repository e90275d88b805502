/** The brokers as one: ready when all nodes are registered and answer. Tells how to reach them. */
import type { KafkaConnection } from "../../../app/src/connection.ts";
import type { StackFolder } from "../folder.ts";
import { withAdmin } from "../kafka/admin-pool.ts";
import { adminConnection, answers, untilReady, versionInLog } from "../kafka/cluster-ready.ts";
import { adminCertificateEnds, ensureAdminCertificate } from "../kafka/tls-files.ts";
import type { ClusterInputs } from "../resources.ts";
import type { Handler } from "./handler.ts";

interface Outputs {
  clusterId: string;
  kafkaVersion: string;
  bootstrapServers: string[];
  replicationServers: string[];
  admin: KafkaConnection;
}

/** Milliseconds for all nodes to be there, from when their processes were started: many times what it takes. */
const readyMs = 120_000;

export const cluster: Handler<ClusterInputs, Outputs> = {
  inputs: ["nodes", "authority", "authorityFingerprint"],

  async drift({ folder }, state) {
    if (adminCertificateEnds(folder)) return ["admin"];
    return (await answers(folder, state.admin, state.nodes)) ? [] : ["ready"];
  },

  async create({ folder }, inputs) {
    const outputs = await ready(folder, inputs);
    return { id: outputs.clusterId, outputs };
  },

  /** One that does not answer stays in the state: its brokers are what is made again, and the next `up` waits for them. */
  async read({ folder }, _id, state) {
    const now = await answers(folder, state.admin, state.nodes).catch(() => undefined);
    return now ? { ...state, clusterId: now.clusterId } : state;
  },

  async update({ folder }, _id, _olds, news) {
    return await ready(folder, news);
  },

  async delete() {},
};

async function ready(folder: StackFolder, { nodes, authority }: ClusterInputs): Promise<Outputs> {
  const admin = adminConnection(nodes, authority, await ensureAdminCertificate(folder));
  const { clusterId } = await untilReady(folder, admin, nodes, readyMs);
  const release = await withAdmin(admin, folder, (client) => client.release());
  return {
    clusterId,
    kafkaVersion: versionInLog(folder, nodes[0]!.id) ?? release ?? "unknown",
    bootstrapServers: nodes.map(({ client }) => `127.0.0.1:${client}`),
    replicationServers: nodes.map(({ replication }) => `127.0.0.1:${replication}`),
    admin,
  };
}
