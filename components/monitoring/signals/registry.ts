/** The schema registry: Apicurio's own names, and Confluent's as the JMX exporter writes them. */
import type { Signal } from "../signal.ts";

export const registrySignals = {
  registryRequests: {
    name: "tributary:registry_requests",
    help: "Requests that the registry answers, by the first digit of the status where it tells that",
    unit: "requests/s",
    labels: ["status"],
    from: {
      "schema-registry":
        'sum by (stack, status) (label_replace(rate(rest_requests_count_total{%}[5m]), "status", "$1", "status_code_group", "(.+)")) or sum by (stack) (kafka_schema_registry_jersey_metrics_request_rate{%})',
    },
  },
  registryFailures: {
    name: "tributary:registry_failed_requests",
    help: "Requests that the registry could not answer (status 5xx)",
    unit: "requests/s",
    labels: [],
    from: {
      "schema-registry":
        'sum by (stack) (rate(rest_requests_count_total{%,status_code_group="5xx"}[5m])) or sum by (stack) (kafka_schema_registry_jersey_metrics_request_error_rate{%,http_status_code="5xx"}) or 0 * sum by (stack) (rate(rest_requests_count_total{%}[5m]))',
    },
  },
  registrySeconds: {
    name: "tributary:registry_request_seconds_p99",
    help: "Of a hundred requests to the registry the slowest but one took so long",
    unit: "seconds",
    labels: [],
    from: {
      "schema-registry":
        'max by (stack) (rest_requests_seconds{%,quantile="0.99"}) or max by (stack) (kafka_schema_registry_jersey_metrics_request_latency_99{%}) / 1000',
    },
  },
} as const satisfies Record<string, Signal>;
