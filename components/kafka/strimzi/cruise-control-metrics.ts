/**
 * What Cruise Control tells Prometheus. Strimzi's reporter does not know it, so that the JMX exporter is in its place, with the one rule by
 * which signals know the names (Strimzi 1.2.0, packaging/examples/metrics/kafka-cruise-control-metrics.yaml).
 */
import { stringify } from "yaml";

const KEY = "config.yml";

/** Of the ConfigMap. @param cluster name of the Kafka resource */
export const cruiseControlMetrics = (cluster: string): string => `${cluster}-cruise-control-metrics`;

export const cruiseControlRules = {
  [KEY]: stringify({
    lowercaseOutputName: true,
    rules: [{ pattern: "kafka\\.cruisecontrol<name=(.+)><>(\\w+)", name: "kafka_cruisecontrol_$1_$2", type: "GAUGE" }],
  }),
};

/** `metricsConfig` of Cruise Control. */
export const cruiseControlMetricsConfig = (cluster: string): object => ({
  type: "jmxPrometheusExporter",
  valueFrom: { configMapKeyRef: { name: cruiseControlMetrics(cluster), key: KEY } },
});
