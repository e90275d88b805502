/** Every judge of what was seen. */
import { brokerProblems, brokerRemarks } from "./brokers.ts";
import { definitionProblems } from "./definitions.ts";
import type { Judge, Remark } from "./judge.ts";
import { kafkaVersionProblems, kafkaVersionRemarks } from "./kafka-version.ts";
import { kubernetesVersionProblems, kubernetesVersionRemarks } from "./kubernetes-version.ts";
import { namespaceProblems, namespaceRemarks } from "./namespaces.ts";
import { neighbourProblems } from "./neighbours.ts";
import { operatorProblems, operatorRemarks } from "./operator.ts";
import { roomProblems, roomRemarks } from "./room.ts";
import { storageClassProblems } from "./storage-classes.ts";
import { surroundingProblems, surroundingRemarks } from "./surroundings.ts";
import { topicProblems } from "./topics.ts";
import { volumeProblems } from "./volumes.ts";
import { zoneProblems, zoneRemarks } from "./zones.ts";

export const judges: Judge[] = [
  kubernetesVersionProblems,
  namespaceProblems,
  definitionProblems,
  operatorProblems,
  zoneProblems,
  neighbourProblems,
  roomProblems,
  storageClassProblems,
  volumeProblems,
  brokerProblems,
  kafkaVersionProblems,
  topicProblems,
  surroundingProblems,
];

export const remarks: Remark[] = [
  kubernetesVersionRemarks,
  namespaceRemarks,
  operatorRemarks,
  zoneRemarks,
  roomRemarks,
  brokerRemarks,
  kafkaVersionRemarks,
  surroundingRemarks,
];
