/** Looks at a cluster that is not ours: it answers, and its topics are there. Changes nothing; each `up` looks again. */

import { TributaryError } from "../../errors.ts";
import type { StackFolder } from "../folder.ts";
import { withAdmin } from "../kafka/admin-pool.ts";
import type { CheckInputs } from "../resources.ts";
import { type Handler, unlessUnreachable } from "./handler.ts";

interface Outputs {
  clusterId: string;
  /** Such as "4.4"; "unknown" when the brokers do not tell. */
  kafkaVersion: string;
}

export const check: Handler<CheckInputs, Outputs> = {
  inputs: ["connection", "topics"],

  /** A cluster that is not ours may have lost a topic since: then the update says so, before anything is deployed against it. */
  async drift({ folder }, state) {
    const now = await look(folder, state).catch(() => undefined);
    return now?.clusterId === state.clusterId && now.kafkaVersion === state.kafkaVersion ? [] : ["connection"];
  },

  async create({ folder }, inputs) {
    const outputs = await look(folder, inputs);
    return { id: outputs.clusterId, outputs };
  },

  async read({ folder }, _id, state) {
    return await unlessUnreachable(state, async () => ({ ...state, ...(await look(folder, state)) }));
  },

  async update({ folder }, _id, _olds, news) {
    return await look(folder, news);
  },

  async delete() {},
};

async function look(folder: StackFolder, { connection, topics }: CheckInputs): Promise<Outputs> {
  return await withAdmin(connection, folder, async (admin) => {
    const { clusterId } = await admin.cluster();
    const problems = await Promise.all(
      topics.map(async ({ topic, partitions }) => {
        const there = await admin.topic(topic);
        if (!there) return `topic ${topic} is not there, or ${connection.principal} may not see it`;
        return there.partitions < partitions
          ? `topic ${topic} has ${there.partitions} partitions and ${partitions} are asked for`
          : undefined;
      }),
    );
    const found = problems.filter((problem) => problem !== undefined);
    if (found.length > 0) {
      throw new TributaryError(
        "TRB_KAFKA",
        `The cluster at ${connection.bootstrapServers[0]} is not as the settings need it: ${found.join("; ")}.`,
        { details: { problems: found } },
      );
    }
    return { clusterId, kafkaVersion: (await admin.release()) ?? "unknown" };
  });
}
