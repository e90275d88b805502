/** Faults under load, in the order in which they run. */
import type { Fault } from "../support/fault.ts";
import { leaderKilled } from "./r01-leader-killed.ts";
import { responsesDropped } from "./r03-responses-dropped.ts";
import { processorKilled } from "./r04-processor-killed.ts";
import { zombie } from "./r05-zombie.ts";
import { rollingRestart } from "./r06-rolling-restart.ts";
import { coordinatorKilled } from "./r07-coordinator-killed.ts";
import { tooFewReplicas } from "./r08-too-few-replicas.ts";
import { rebalanceStorm } from "./r09-rebalance-storm.ts";
import { network } from "./r21-network.ts";
import { drained } from "./r25-drained.ts";

const all: readonly Fault[] = [
  processorKilled,
  drained,
  leaderKilled,
  responsesDropped,
  network,
  zombie,
  rebalanceStorm,
  coordinatorKilled,
  tooFewReplicas,
  rollingRestart,
];

/** With exactly-once: those that can undo or repeat what is half done. */
const exactlyOnce = [processorKilled, drained, leaderKilled, responsesDropped, zombie, coordinatorKilled];

export const faults: readonly Fault[] = [
  ...all,
  ...exactlyOnce.map((fault): Fault => ({ ...fault, semantics: "exactly-once" })),
];
