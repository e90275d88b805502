/** What tells of a platform on each backend, with all that may stand around it there. */
import type { Alert } from "./alerts/alert.ts";
import { can, queriesOf } from "./rules.ts";
import { metricsIn, type Source } from "./signal.ts";
import { signals } from "./signals/index.ts";

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
    "node-exporter",
    ...pods,
  ],
  msk: ["jmx-exporter", "cloudwatch", "node-exporter", ...pods],
  "msk-express": ["jmx-exporter", "cloudwatch", "node-exporter", ...pods],
  "msk-serverless": ["cloudwatch", ...pods],
  confluent: ["confluent-api", ...pods],
} as const satisfies Record<string, readonly Source[]>;

export type Backend = keyof typeof sourcesByBackend;

/** All that CloudWatch tells of a serverless cluster: developer guide, serverless-monitoring. */
const serverlessTells = [
  "aws_kafka_bytes_in_per_sec_average",
  "aws_kafka_bytes_out_per_sec_average",
  "aws_kafka_messages_in_per_sec_average",
  "aws_kafka_estimated_max_time_lag_maximum",
  "aws_kafka_sum_offset_lag_maximum",
];

/** Backends where the alert can sound. */
export const backendsOf = (alert: Alert): Backend[] =>
  (Object.keys(sourcesByBackend) as Backend[]).filter((backend) => {
    const sources = sourcesByBackend[backend];
    if (!can(alert, sources)) return false;
    if (backend !== "msk-serverless") return true;
    const asked = alert.signals.flatMap((key) => queriesOf(signals[key], sources)).flatMap(metricsIn);
    return asked.every((metric) => !metric.startsWith("aws_kafka_") || serverlessTells.includes(metric));
  });
