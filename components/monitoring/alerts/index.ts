/** Every alert. */
import type { Alert } from "./alert.ts";
import { kafkaAlerts } from "./kafka.ts";

export const alerts: readonly Alert[] = [...kafkaAlerts];

/** What explains something else, so that one broken broker is one message: by name, what is not told while it sounds. */
export const explained: Record<string, readonly string[]> = Object.fromEntries(
  alerts.flatMap(({ name, explains = [] }) => (explains.length === 0 ? [] : [[name, explains]])),
);
