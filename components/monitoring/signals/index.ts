/** Every signal, by key. */
import { applicationSignals } from "./application.ts";
import { aroundSignals } from "./around.ts";
import { cruiseControlSignals } from "./cruise-control.ts";
import { groupSignals } from "./groups.ts";
import { kafkaSignals } from "./kafka.ts";
import { kubernetesSignals } from "./kubernetes.ts";
import { machineSignals } from "./machines.ts";
import { mirrorSignals } from "./mirror.ts";
import { processSignals } from "./processes.ts";
import { registrySignals } from "./registry.ts";
import { sloSignals } from "./slo.ts";
import { strimziSignals } from "./strimzi.ts";
import { trafficSignals } from "./traffic.ts";

export const signals = {
  ...kafkaSignals,
  ...trafficSignals,
  ...groupSignals,
  ...machineSignals,
  ...processSignals,
  ...registrySignals,
  ...mirrorSignals,
  ...cruiseControlSignals,
  ...aroundSignals,
  ...kubernetesSignals,
  ...strimziSignals,
  ...applicationSignals,
  ...sloSignals,
};
