/**
 * The broker that coordinates a group, when all brokers that answer name the same one. A broker that stood still while another one took
 * over believes for a moment to be the coordinator still, and answers with the offsets of then.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Broker, Cluster } from "../cluster.ts";

/** milliseconds; who takes longer is not waited for */
const ANSWER_MS = 1_500;
/** Brokers that are asked; more would cost a connection each. */
const MOST_ASKED = 5;

/** @returns undefined when brokers contradict each other or none answers: ask again after a while */
export async function agreedCoordinator(cluster: Cluster, groupId: string): Promise<Broker | undefined> {
  const nodes = Object.keys(cluster.brokerPool.brokers);
  const from = Math.floor(Math.random() * nodes.length);
  const asked = [...nodes.slice(from), ...nodes.slice(0, from)].slice(0, MOST_ASKED);
  const answers = await Promise.all(
    asked.map((nodeId) =>
      Promise.race([ask(cluster, nodeId, groupId), sleep(ANSWER_MS, undefined, { ref: false })]).catch(() => undefined),
    ),
  );
  const named = new Set(answers.filter((answer) => answer !== undefined));
  const [nodeId] = named;
  return named.size === 1 ? cluster.findBroker({ nodeId: String(nodeId) }) : undefined;
}

async function ask(cluster: Cluster, nodeId: string, groupId: string): Promise<number> {
  const broker = await cluster.findBroker({ nodeId });
  return (await broker.findGroupCoordinator({ groupId, coordinatorType: 0 })).coordinator.nodeId;
}
