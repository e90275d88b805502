/** Every alert. */
import type { Alert } from "./alert.ts";
import { applicationAlerts } from "./application.ts";
import { aroundAlerts } from "./around.ts";
import { groupAlerts } from "./groups.ts";
import { kafkaAlerts } from "./kafka.ts";
import { kubernetesAlerts } from "./kubernetes.ts";
import { machineAlerts } from "./machines.ts";
import { sloAlerts } from "./slo.ts";
import { strimziAlerts } from "./strimzi.ts";
import { trafficAlerts } from "./traffic.ts";

export const alerts: readonly Alert[] = [
  ...kafkaAlerts,
  ...trafficAlerts,
  ...groupAlerts,
  ...machineAlerts,
  ...aroundAlerts,
  ...kubernetesAlerts,
  ...strimziAlerts,
  ...applicationAlerts,
  ...sloAlerts,
];

/** What explains something else, so that one broken broker is one message: by name, what is not told while it sounds. */
export const explained: Record<string, readonly string[]> = Object.fromEntries(
  alerts.flatMap(({ name, explains = [] }) => (explains.length === 0 ? [] : [[name, explains]])),
);
