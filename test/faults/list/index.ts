/** Faults under load, in the order in which they run. */
import type { Fault } from "../support/fault.ts";
import { leaderKilled } from "./r01-leader-killed.ts";
import { leaderMoved } from "./r02-leader-moved.ts";
import { responsesDropped } from "./r03-responses-dropped.ts";
import { processorKilled } from "./r04-processor-killed.ts";
import { zombie } from "./r05-zombie.ts";
import { rollingRestart } from "./r06-rolling-restart.ts";
import { coordinatorKilled } from "./r07-coordinator-killed.ts";
import { tooFewReplicas, twoBrokersKilled } from "./r08-too-few-replicas.ts";
import { rebalanceStorm } from "./r09-rebalance-storm.ts";
import { slowOutput } from "./r10-slow-output.ts";
import { poison } from "./r11-poison.ts";
import { incompatibleSchema } from "./r12-incompatible-schema.ts";
import { registryAway } from "./r13-registry-away.ts";
import { outputAway } from "./r14-output-away.ts";
import { deadLettersAway } from "./r15-dead-letters-away.ts";
import { diskFailed } from "./r16-disk-failed.ts";
import { certificatesReplaced } from "./r17-certificates.ts";
import { rightsTaken } from "./r18-access.ts";
import { passwordChanged } from "./r18-password.ts";
import { tokensExpired } from "./r19-tokens.ts";
import { clock } from "./r20-clock.ts";
import { network } from "./r21-network.ts";
import { throttled } from "./r22-throttled.ts";
import { partitionsRaised, recordsDeleted, topicReplaced } from "./r23-other-offsets.ts";
import { transactionalInput } from "./r24-transactional-input.ts";
import { drained } from "./r25-drained.ts";
import { workerCrashed } from "./r26-worker-crashed.ts";
import { workerBlocked } from "./r27-worker-blocked.ts";
import { lateEnd } from "./r28-late-end.ts";
import { mountedSecretsRotated } from "./r34-mounted-secrets.ts";

export const faults: readonly Fault[] = [
  poison,
  processorKilled,
  drained,
  leaderKilled,
  leaderMoved,
  responsesDropped,
  network,
  zombie,
  rebalanceStorm,
  coordinatorKilled,
  tooFewReplicas,
  twoBrokersKilled,
  rollingRestart,
  slowOutput,
  outputAway,
  deadLettersAway,
  diskFailed,
  clock,
  throttled,
  partitionsRaised,
  recordsDeleted,
  topicReplaced,
  transactionalInput,
  incompatibleSchema,
  registryAway,
  workerCrashed,
  workerBlocked,
  lateEnd,
  certificatesReplaced,
  rightsTaken,
  passwordChanged,
  tokensExpired,
  mountedSecretsRotated,
];
