/** What tells of a platform on each backend, with all that may stand around it there. */
import type { Alert } from "./alerts/alert.ts";
import { can } from "./rules.ts";
import type { Source } from "./signal.ts";

const pods = ["application", "kubernetes", "keda", "schema-registry", "trace-collector"] as const;

/** By backend, as in components/kafka/capabilities.json; those that are only planned, and `referenced`, have none. */
export const sourcesByBackend = {
  local: ["strimzi-reporter", "schema-registry", "application"],
  existing: pods,
  strimzi: [
    "strimzi-reporter",
    "kafka-exporter",
    "strimzi-operator",
    "cruise-control",
    "connect",
    "mirror-maker",
    ...pods,
  ],
  msk: ["jmx-exporter", "cloudwatch", "node-exporter", ...pods],
  "msk-express": ["jmx-exporter", "cloudwatch", "node-exporter", ...pods],
  "msk-serverless": ["cloudwatch-serverless", ...pods],
  confluent: ["confluent-api", ...pods],
} as const satisfies Record<string, readonly Source[]>;

export type Backend = keyof typeof sourcesByBackend;

/** Backends where the alert can sound. */
export const backendsOf = (alert: Alert): Backend[] =>
  (Object.keys(sourcesByBackend) as Backend[]).filter((backend) => can(alert, sourcesByBackend[backend]));
