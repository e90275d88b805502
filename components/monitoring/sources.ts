/** What tells of a stack, of the contract's sources of metrics. */
import type { MetricsSource } from "../kafka/cluster.ts";
import type { Source } from "./signal.ts";

/** Without repetition, in the order of the contract. */
export function sourcesOf(metrics: readonly MetricsSource[]): Source[] {
  return [...new Set(metrics.flatMap(sourceOf))];
}

function sourceOf(metrics: MetricsSource): Source[] {
  switch (metrics.kind) {
    case "scrape":
    case "pods":
    case "cloudwatch":
      return [metrics.source];
    case "confluent-api":
      return ["confluent-api"];
    // No signal is made of them yet.
    case "azure-monitor":
    case "google-monitoring":
      return [];
    default:
      return metrics satisfies never;
  }
}
