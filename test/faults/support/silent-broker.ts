/** A broker that clients need for nothing but the outputs, so that it can fall silent without the source and the groups noticing. */
import { NODES } from "./cluster.ts";
import type { NodeId } from "./operations.ts";
import type { Scene } from "./scene.ts";

export const SILENT: NodeId = 3;

/** The broker leads partition 0 of each output, and nothing else. */
export async function onlyOutputsOn({ cluster: { operations }, sides }: Scene, silent: NodeId): Promise<void> {
  const outputs = sides.map(({ topics }) => topics.output);
  const others = NODES.filter((node) => node !== silent);
  let turn = 0;
  for (const { topic, partition, leader } of await operations.leaders()) {
    if (outputs.includes(topic) && partition === 0) await operations.moveLeader(topic, partition, silent);
    else if (leader === silent) await operations.moveLeader(topic, partition, others[turn++ % others.length]!);
  }
}
