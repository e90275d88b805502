/** What brokers tell Prometheus: no more than signals ask, as each series costs the broker and whoever keeps it. */
import { metricsIn, type Signal } from "./signal.ts";
import { signals } from "./signals/index.ts";

/** Metrics of the Java machine and of the scrape itself are not the reporter's, and always there. */
const always = /^(up|jvm_.*|process_.*)$/;

/**
 * Regular expressions of names as Strimzi's metrics reporter has them before it puts a suffix to counters; sorted.
 * Default of its setting is everything: some thousand series a broker.
 */
export const reporterAllowList: readonly string[] = [
  ...new Set(
    Object.values<Signal>(signals)
      .flatMap(({ from }) => metricsIn(from["strimzi-reporter"] ?? ""))
      .filter((name) => !always.test(name))
      .map((name) => name.replace(/_total$/, "")),
  ),
].sort();

/** The setting of a broker's reporter; whoever wants more writes it into the broker's configuration. */
export const reporterSettings = { "prometheus.metrics.reporter.allowlist": reporterAllowList.join(",") };
