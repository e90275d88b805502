/** Every alert. */
import type { Alert } from "./alert.ts";
import { kafkaAlerts } from "./kafka.ts";

export const alerts: readonly Alert[] = [...kafkaAlerts];
