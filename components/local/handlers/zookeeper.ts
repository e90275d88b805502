/** A ZooKeeper for brokers that keep their metadata there. One node, on loopback. Deleting it stops it and keeps its data. */
import { zookeeperProcess, zookeeperSpec } from "../kafka/zookeeper.ts";
import type { ZooKeeperInputs } from "../resources.ts";
import { processStatus, putProcess, removeProcess } from "../supervised.ts";
import type { Handler } from "./handler.ts";

interface Outputs {
  process: string;
}

/** Milliseconds until it must answer. */
const readyMs = 60_000;

export const zookeeper: Handler<ZooKeeperInputs, Outputs> = {
  inputs: ["version", "port", "heapMb"],

  async drift({ folder }) {
    return (await processStatus(folder, zookeeperProcess)) === undefined ? ["process"] : [];
  },

  async create({ folder }, inputs) {
    await putProcess(folder, await zookeeperSpec(folder, inputs), readyMs);
    return { id: zookeeperProcess, outputs: { process: zookeeperProcess } };
  },

  async read({ folder }, _id, state) {
    return (await processStatus(folder, zookeeperProcess)) === undefined ? undefined : state;
  },

  async update({ folder }, _id, _olds, news) {
    await putProcess(folder, await zookeeperSpec(folder, news), readyMs);
    return { process: zookeeperProcess };
  },

  async delete({ folder }) {
    await removeProcess(folder, zookeeperProcess);
  },
};
