/** What yet-another-cloudwatch-exporter is told (0.67.0, docs/configuration.md). */
import { stringify } from "yaml";
import { literal } from "../literal.ts";
import { type CloudWatchSource, cloudWatchMetrics, exportedName } from "./cloudwatch-metrics.ts";

export interface CloudWatchQuestion {
  region: string;
  source: CloudWatchSource;
  /** Such as AWS/Kafka. */
  namespace: string;
  /** Of the cluster: it is looked for by them. */
  tags: Record<string, string>;
  /** Names of metrics as they are exported. */
  asked: readonly string[];
  /** Seconds from one question to the next. */
  interval: number;
}

/** Seconds that values need until they are at CloudWatch. */
const DELAY = 60;
/** Seconds of a value: a serverless cluster's flows are right over one minute alone. */
const MINUTE = 60;

export function cloudWatchConfig({ region, source, namespace, tags, asked, interval }: CloudWatchQuestion): string {
  const period = source === "cloudwatch-serverless" ? MINUTE : interval;
  const metrics = Object.entries(cloudWatchMetrics[source])
    .filter(([name, { statistic }]) => asked.includes(exportedName(name, statistic)))
    .map(([name, { statistic, zero = false }]) => ({ name, statistics: [statistic], nilToZero: zero }));
  return stringify({
    apiVersion: "v1alpha1",
    "sts-region": region,
    discovery: {
      jobs: [
        {
          type: namespace,
          regions: [region],
          searchTags: Object.entries(tags).map(([key, value]) => ({ key, value: `^${literal(value)}$` })),
          // Topics and groups that are gone are not asked for two weeks longer.
          recentlyActiveOnly: true,
          period,
          length: interval,
          delay: DELAY,
          metrics,
        },
      ],
    },
  });
}
